"""The checks in a terminal: a learner's own file, whatever is in it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.exercise import __main__ as terminal
from classroom.exercise.__main__ import main
from classroom.exercise.functions import EXERCISES
from classroom.exercise.own_file import MAX_FILE_BYTES, read, taken_apart
from logreg_core import UploadError

pytestmark = pytest.mark.filterwarnings("ignore")

FILLED = "import numpy as np\n\n\n" + "\n\n".join(exercise.way for exercise in EXERCISES)


def checked(folder: Path, content: str | bytes, capsys: pytest.CaptureFixture[str], *only: str) -> tuple[int, str]:
    file = folder / "my_neuron.py"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    code = main([str(file), *only])
    return code, capsys.readouterr().out


def test_a_file_that_is_right_passes_and_the_sandbox_is_spoken_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = checked(tmp_path, FILLED, capsys)
    assert code == 0
    assert "6 of 6 functions pass all their checks." in text
    assert "no sandbox" in text
    assert text.count("checks passed") == 6


def test_the_start_is_a_program_with_six_blanks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--start"]) == 0
    start = capsys.readouterr().out
    compile(start, "start", "exec")
    code, text = checked(tmp_path, start, capsys)
    assert code == 1
    assert text.count("is still blank") == 6


def test_a_mistake_is_told_with_the_line_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = FILLED.replace("A = sigmoid(w.T @ X + b)\n    cost", "A = sigmoid(w @ X + b)\n    cost")
    line = wrong.split("\n").index("    A = sigmoid(w @ X + b)") + 1
    code, text = checked(tmp_path, wrong, capsys, "propagate")
    assert code == 1
    assert f"Line {line}, `A = sigmoid(w @ X + b)`: `w` is (2, 1) and `X` is (2, 3)" in text
    assert "sigmoid:" not in text, "only what was asked for"


def test_what_a_file_does_beside_its_functions_is_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = (
        "import sys\nHALF = 0.5\n\n\ndef mean(values):\n    return values.sum() / values.size\n\n\n"
        + FILLED.replace("A > 0.5", "A > HALF").replace("np.sum(A - Y) / m", "mean(A - Y)")
        + "\nresult = model(None, None, None, None)\nprint(result)\nsys.exit(3)\n"
    )
    code, text = checked(tmp_path, more, capsys)
    assert code == 0, text


def test_windows_and_old_mac_lines_tabs_and_marks_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in (
        FILLED.replace("\n", "\r\n").encode(),
        FILLED.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + FILLED.encode(),
        FILLED.replace("    ", "\t").encode(),
        b"# -*- coding: latin-1 -*-\n# Stra\xdfe\n" + FILLED.encode(),
    ):
        assert checked(tmp_path, content, capsys, "sigmoid", "predict")[0] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x = 1\n\0", "NUL byte in line 2"),
        ("# \u00e9t\u00e9\n".encode("latin-1"), "or in UTF-8. Save it as UTF-8"),
        ("\n\n# \u00e9t\u00e9\n".encode("latin-1"), "is not UTF-8: line 3 has the byte 0xe9"),
        (FILLED.encode("utf-16"), "UTF-16"),
        (b"# coding: nonsense\nx = 1\n", "not in its declared encoding"),
        (b"x = 1\n" * MAX_FILE_BYTES, "more than 200,000 bytes"),
        (b"def sigmoid(z)\n    return z\n", "Line 1, `def sigmoid(z)`: A colon is missing"),
        (b"def sigmoid(z):\nreturn z\n", "Indent the line after a colon"),
        (b"def sigmoid(z):\n\tx = z\n        return x\n", "Tabs and spaces are mixed"),
        (b"def sigmoid(z):\n    return (z\n", "is opened and never closed"),
        (b"x = " + b"(" * 5000, "Python"),
        (b"x = " + b"-" * 60000 + b"1", "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_gives_a_sentence(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = checked(tmp_path, content, capsys)
    assert code == 1
    assert words in text
    assert "Traceback" not in text


def test_no_file_and_a_folder_give_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "none.py", tmp_path):
        assert main([str(path)]) == 1
        assert "cannot be read" in capsys.readouterr().out
    with pytest.raises(UploadError, match="Is the name right"):
        read(Path("a\0b"))


def test_an_empty_file_is_six_blanks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = checked(tmp_path, b"", capsys)
    assert code == 1
    assert text.count("is still blank") == 6


def test_an_unknown_function_is_a_wrong_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([str(tmp_path), "cost"], []):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2
    assert "--start" in capsys.readouterr().err


def test_the_last_of_two_functions_of_one_name_counts() -> None:
    own = taken_apart("def sigmoid(z):\n    return 1\n\n\n@mark\ndef sigmoid(z):\n    return 2\n")
    assert own.written == {"sigmoid": "@mark\ndef sigmoid(z):\n    return 2"}
    assert own.numbers == {"sigmoid": (5, 6, 7)}


ENDLESS = "import numpy as np\n\n\ndef sigmoid(z):\n    n = 0\n    while True:\n        n = n + 1\n    return z\n"


def test_a_loop_without_end_is_stopped_by_the_clock_and_its_line_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "SECONDS", 0.1)
    code, text = checked(tmp_path, ENDLESS, capsys, "sigmoid")
    assert code == 1
    assert re.search("Line [67] was still running when the time was up", text)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_who_stops_it_is_told_which_line_was_running(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "time_is_up", signal.default_int_handler)  # what Ctrl-C calls
    monkeypatch.setattr(terminal, "SECONDS", 0.1)
    code, text = checked(tmp_path, ENDLESS, capsys, "sigmoid")
    assert code == 1
    assert re.search(r"sigmoid: stopped by you in line [67] of my_neuron\.py\. Does a loop end\?", text)


def test_what_a_file_prints_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = "import numpy as np\n\n\ndef sigmoid(z):\n    print('z is', z)\n    return z\n"
    assert "  printed:\n      z is " in checked(tmp_path, wrong, capsys, "sigmoid")[1]


def test_it_runs_as_a_command_and_survives_a_narrow_terminal(tmp_path: Path) -> None:
    file = tmp_path / "é.py"
    file.write_text("def sigmoid(z):\n    return '\u00b5' * z\n", encoding="utf-8")
    command = [sys.executable, "-m", "classroom.exercise", str(file), "sigmoid"]
    environment = {"PYTHONIOENCODING": "ascii", "OPENBLAS_NUM_THREADS": "1"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    assert b"0 of 1 functions pass" in done.stdout
    assert b"Traceback" not in done.stderr
