"""The environment variables of the app: what each may hold, and that no wrong one lets the app start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from logreg_core import ArgumentError, environment
from pages.base import limits

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = {each.variable: each for each in (*environment.TABLE, *limits.TABLE)}
RIGHT = {
    "LOGREG_PUBLIC": ("1", "1 ", ""),
    "LOGREG_KEY": ("sixteen letters.",),
    "LOGREG_SHARED": (
        "valkey://HOST:6379/0",
        "valkeys://:pass/word@10.0.0.1",
        "unix:///run/a.sock",
        "valkey://[::1]:6379/0?x=1",
    ),
    "LOGREG_SCHEDULER": ("tcp://10.0.0.5:8786", "tls://[::1]:8786"),
    "LOGREG_DRAIN": ("0", "3", "2.5", "60"),
    "LOGREG_LOG": ("json",),
    "LOGREG_METRICS_PORT": ("1", "65535"),
    "LOGREG_FRAME_ANCESTORS": ("https://moodle.school.org  *.school.org:8443", "'none'"),
    "LOGREG_HOSTS": ("neuron.school.org  10.0.0.5", "[::1]"),
    "LOGREG_PLUGINS": ("my_course.pictures, other", "one,"),
    "LOGREG_DATA_DIR": ("/", "/not/there/yet"),
}
WRONG = {
    "LOGREG_PUBLIC": ("true", "yes", "on", "0", "1 1"),
    "LOGREG_KEY": ("short", "x" * 15),
    "LOGREG_SHARED": ("http://x", "valkey:///0", "redis://:hunter2@x", "valkey://:hunter2@x:port/0"),
    "LOGREG_SCHEDULER": ("foo", "tcp://", "http://x:1", "tcp://x"),
    "LOGREG_DRAIN": ("soon", "-1", "60.5", "61", "nan"),
    "LOGREG_LOG": ("xml", "JSON"),
    "LOGREG_METRICS_PORT": ("0", "65536", "0.0.0.0:9000", "-1", "9" * 5000),
    "LOGREG_FRAME_ANCESTORS": ("https://a.org; script-src *", "javascript:alert", "https://a.org,https://b.org"),
    "LOGREG_HOSTS": ("https://a.org", "a.org:8501", "a.org,b.org", "*"),
    "LOGREG_PLUGINS": ("my-course", "a b", "../a"),
    "LOGREG_DATA_DIR": (__file__,),
    "LOGREG_VISITORS": ("0", "many"),
}
ALL_RIGHT = [(name, said) for name, several in RIGHT.items() for said in several]
ALL_WRONG = [(name, said) for name, several in WRONG.items() for said in several]


def test_every_variable_but_the_numbers_is_tried() -> None:
    assert {each.variable for each in environment.TABLE} == set(RIGHT) == set(WRONG) - {"LOGREG_VISITORS"}


@pytest.mark.parametrize(("name", "said"), ALL_RIGHT)
def test_what_is_right_is_taken(name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, said)
    assert VARIABLES[name].value == said.strip()


@pytest.mark.parametrize(("name", "said"), ALL_WRONG)
def test_what_is_wrong_is_refused_by_its_name_and_no_secret_is_said(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(ArgumentError, match=f"^{name} must be .*: correct it, or leave it away") as refused:
        _ = VARIABLES[name].value
    assert len(str(refused.value)) < 230
    assert name not in ("LOGREG_KEY", "LOGREG_SHARED") or said not in str(refused.value)


def test_a_variable_whose_package_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (environment.shared, environment.scheduler, environment.metrics_port):
        assert variable.needs
        monkeypatch.setenv(variable.variable, RIGHT[variable.variable][0])
        monkeypatch.setitem(sys.modules, variable.needs[0], None)
        with pytest.raises(ArgumentError, match=f"is missing: pip install -r {variable.needs[1]}"):
            _ = variable.value


@pytest.mark.parametrize(
    ("name", "said"), [("LOGREG_PUBLIC", "true"), ("LOGREG_READERS", "x"), ("LOGREG_SHARED", "http://x")]
)
def test_the_app_does_not_start_and_says_why_in_one_line(name: str, said: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", "import streamlit_app"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, name: said}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"The app does not start: {name} must be ")
    assert done.stderr.count("\n") == 1


def test_no_other_file_reads_a_variable_of_the_app() -> None:
    for folder in ("logreg_core", "classroom", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name not in ("environment.py", "sandbox.py"):  # that one hands on what a process of its needs
                assert "environ[" not in path.read_text("utf-8")
                assert "environ.get" not in path.read_text("utf-8"), path
