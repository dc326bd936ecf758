"""The app on another Streamlit: `make streamlit VERSION=1.64.0`, in an environment of its own, which stays."""

from __future__ import annotations

import sys

from tests.everything import ONE_THREAD, PYTEST, ROOT, Part, environment, python_of, run, table

FOLDER = ROOT / ".venv-streamlit"
TESTS = (  # the front door, the presses and the main walk
    "tests/app/test_front_door.py",
    "tests/app/test_presses.py",
    "tests/browser/test_front_door.py",
    "tests/browser/test_journey.py",
    "tests/browser/test_presses.py",
)


def part(version: str) -> Part:
    """What tests the app on this version."""
    folder = FOLDER / version
    python = python_of(folder)
    make = environment(folder, "-r", str(ROOT / "requirements-dev.txt"), f"streamlit=={version}")
    browser, tests = (*python, "tests/browser/chromium.py"), (*python, *PYTEST, "-n", "2", *TESTS)
    return Part(f"Streamlit {version}", 400, [*make, browser, tests], ONE_THREAD)


def main(version: str) -> int:
    """Test the app on this version. Returns the exit code: 1 if that failed."""
    FOLDER.mkdir(exist_ok=True)
    result = run(part(version), FOLDER / f"{version}.log")
    print(table([result]), flush=True)
    return 0 if result.is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
