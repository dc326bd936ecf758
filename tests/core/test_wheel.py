"""The wheel of `logreg_core`, installed alone: small, typed, quick to import, and enough for the README's snippets."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.core.test_readme import SNIPPETS

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = sysconfig.get_paths()["purelib"]
EXTRAS = ("skimage", "h5py", "sklearn", "PIL", "pooch", "dask", "onnx")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what the package is made of, so that nothing else can get into it."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in ("logreg_core", "classroom", "pages"):
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(made), str(source))
    (found,) = made.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed in."""
    folder = tmp_path_factory.mktemp("site")
    pip("install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def run(site: Path, code: str, *, without: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder of its own, with the wheel and the installed libraries, but without some of them."""
    start = (
        f"import sys; sys.path[:0] = [{str(site)!r}]; sys.path.append({INSTALLED!r})\n"
        f"sys.modules.update(dict.fromkeys({without!r}))\n"
    )
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + code], cwd=site, capture_output=True, text=True, timeout=300
    )


def test_the_wheel_is_small_typed_and_holds_one_package(wheel: Path) -> None:
    assert wheel.stat().st_size < 400_000
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"logreg_core"}
    assert {"logreg_core/py.typed", "logreg_core/__init__.pyi", "logreg_core/export/page/page.js"} <= set(names)
    source = {path.relative_to(ROOT).as_posix() for path in (ROOT / "logreg_core").rglob("*") if path.suffix}
    assert {name for name in source if "__pycache__" not in name} <= set(names)


@pytest.mark.parametrize(("snippet", "output"), SNIPPETS)
def test_the_readmes_snippets_run_on_the_wheel(site: Path, snippet: str, output: str) -> None:
    done = run(site, snippet)
    assert done.stdout == output, done.stderr


def test_the_import_brings_no_library_of_an_extra(site: Path) -> None:
    done = run(site, f"import logreg_core; print(sorted(set({EXTRAS!r}) & sys.modules.keys()))")
    assert done.stdout.strip() == "[]", done.stderr


def test_a_neuron_is_trained_where_no_extra_is_installed(site: Path) -> None:
    code = """
import numpy as np
from logreg_core import Dataset, Recipe, Split, train
images = np.repeat([0, 255], 20).astype(np.uint8).reshape(40, 1, 1, 1)
split = Split(images, np.repeat([0, 1], 20))
print(train(Dataset("Lights", ("off", "on"), split, split), Recipe(num_iterations=100)).accuracy(split))
"""
    done = run(site, code, without=EXTRAS)
    assert done.stdout.strip() == "1.0", done.stderr


def test_the_extras_are_what_runs_the_app() -> None:
    """One range for each library, whoever names it."""
    wanted = [*ROOT.glob("requirements*.txt")]
    ranges = {line.split("#")[0].strip() for file in wanted for line in file.read_text().splitlines()}
    said = re.findall(r'"([\w-]+(?:\[[\w,]+\])?>=[^"]+)"', (ROOT / "pyproject.toml").read_text())
    assert len(said) > 10
    assert set(said) - {"setuptools>=77"} <= ranges
