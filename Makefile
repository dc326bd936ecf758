# The same commands on a laptop and in CI. They need Python 3.11 or newer, make and git.
PYTHON ?= python3
BIN := .venv/bin
STREAMLIT_ARGS ?=
# 1: bench, coverage, load and soak write their report to its file too.
SAVE ?=
export SAVE
FUZZ_SECONDS ?= 300
CLASS_PORT ?= 8501
CLASS_ARGS ?=
REPLICAS_PORT ?= 8501
REPLICAS_ARGS ?=
# The Streamlit that `make streamlit` tests: by default the oldest that requirements.txt allows.
VERSION ?= 1.64.0

.PHONY: run class replicas test check check-types check-style check-scripts bench cluster coverage load soak fuzz engines everything streamlit screenshot house clean

run: .venv/run
	$(BIN)/streamlit run streamlit_app.py $(STREAMLIT_ARGS)

class: .venv/class
	$(BIN)/python -m pages.server.wifi --port $(CLASS_PORT) $(CLASS_ARGS)

replicas: .venv/replicas
	$(BIN)/python -m deploy.replicas --port $(REPLICAS_PORT) $(REPLICAS_ARGS)

test: .venv/test
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m tests.core.valkey_server
	$(BIN)/python -m tests.browser.haproxy
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m quick -n auto --dist worksteal tests/core tests/app
	$(BIN)/python -m pytest -m quick -n 2 --dist worksteal --reruns 1 -rR tests/browser

check: check-types check-style check-scripts

check-types: .venv/test
	$(BIN)/mypy

check-style: .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-scripts: node_modules/made
	node_modules/.bin/biome check --error-on-warnings
	node --test tests/js/*.test.js

bench: .venv/test
	env -u OPENBLAS_NUM_THREADS $(BIN)/python -m tests.bench

cluster: .venv/test
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.cluster

coverage: .venv/test
	$(BIN)/python -m tests.bench.coverage

load: .venv/test
	$(BIN)/python -m tests.bench.load

soak: .venv/test
	$(BIN)/python -m tests.bench.soak

fuzz: .venv/test
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

engines: .venv/test
	$(BIN)/python -m tests.browser.engines

everything: .venv/test node_modules/made
	$(BIN)/python -m tests.everything

streamlit: .venv/test
	$(BIN)/python -m tests.streamlits $(VERSION)

screenshot: .venv/test
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m tests.browser.screenshot

house:
	@$(PYTHON) -m tests.house

clean:
	rm -rf .venv node_modules

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed. Say which one: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; \
		echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/run: requirements.txt .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/class: requirements-class.txt requirements.txt .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-class.txt
	@touch $@ .venv/run

.venv/replicas: requirements-replicas.txt requirements-metrics.txt requirements-valkey.txt requirements.txt .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-replicas.txt
	@touch $@ .venv/run

EXTRAS := requirements-class.txt requirements-dask.txt requirements-metrics.txt requirements-onnx.txt \
	requirements-replicas.txt requirements-valkey.txt

.venv/test: requirements-dev.txt $(EXTRAS) requirements.txt .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/run .venv/class .venv/replicas

node_modules/made: package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { \
		echo "npm is needed to check the JavaScript and CSS. On Debian and Ubuntu: apt-get install nodejs npm"; exit 1; }
	npm ci --no-progress
	@touch $@
