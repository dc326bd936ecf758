"""What the README says is true: its snippet prints what it says, and its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import screenshot
from tests.browser.server import free_port

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


SNIPPETS = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", README, re.DOTALL)


def test_every_snippet_says_what_it_prints() -> None:
    assert README.count("```python") == README.count("```text") == len(SNIPPETS) == 2


@pytest.mark.parametrize(("snippet", "output"), SNIPPETS)
def test_a_snippet_prints_what_the_readme_says(snippet: str, output: str) -> None:
    assert len([line for line in snippet.splitlines() if line]) <= 7
    run = subprocess.run([sys.executable, "-c", snippet], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.stdout == output, run.stderr


def test_the_exercise_begins_and_is_checked_as_the_readme_says(tmp_path: Path) -> None:
    start, check = re.findall(r"^python (-m classroom\.exercise .*)$", README, re.MULTILINE)
    start, _, file = start.partition(" > ")
    assert check.split()[-1] == file
    blanks = subprocess.run([sys.executable, *start.split()], cwd=ROOT, capture_output=True, timeout=120, check=True)
    (tmp_path / file).write_bytes(blanks.stdout)
    command = [sys.executable, *check.replace(file, str(tmp_path / file)).split()]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1, run.stderr
    assert run.stdout.count("still blank") == 6
    assert "no sandbox" in run.stdout


def test_every_make_command_is_in_the_readme_or_in_contributing_and_the_other_way_round() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = set(
        re.findall(r"(?:^|`)make (?:PYTHON=\S+ )?([a-z]+)", README + DOCUMENTS["CONTRIBUTING.md"], re.MULTILINE)
    )
    assert named == set(targets) - {"clean"}


DOCUMENTS = {
    path.name: path.read_text("utf-8")
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_target_and_variable_that_a_document_names_exists(text: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets, variables = (set(re.findall(rule, makefile, re.MULTILINE)) for rule in (r"^([a-z]+):", r"^(\w+) \?="))
    commands = re.findall(r"(?:^|`|\" )make ((?:[A-Z_]+=\S+ )*)([a-z]+)((?: [A-Z_]+=[^\s`]+)*)", text, re.MULTILINE)
    assert {target for _, target, _ in commands} <= targets
    assert set(re.findall(r"([A-Z_]+)=", "".join(before + after for before, _, after in commands))) <= variables
    assert set(re.findall(r"LOGREG_[A-Z_]+", text)) <= variables_of_the_app()


def test_every_variable_of_the_app_stands_in_one_table() -> None:
    assert sorted(re.findall(r"^\| `(LOGREG_\w+)` \|", DOCUMENTS["operations.md"], re.MULTILINE)) == sorted(
        variables_of_the_app()
    )


def variables_of_the_app() -> set[str]:
    """The environment variables that its code names."""
    sources = [path for part in ("logreg_core", "classroom", "pages") for path in (ROOT / part).rglob("*.py")]
    return set(re.findall(r'"(LOGREG_[A-Z_]+)"', "".join(path.read_text("utf-8") for path in sources)))


def test_the_app_prints_the_address_of_the_readme_and_no_other() -> None:
    assert "http://localhost:8501" in README
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless=true", "--server.port"]
    with subprocess.Popen(
        [*command, str(free_port())], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as app:
        assert app.stdout is not None
        printed = [next(app.stdout)]
        while "://" not in printed[-1]:
            printed.append(next(app.stdout))
        app.terminate()
        printed += app.stdout
    text = "".join(printed)
    assert re.findall(r"://[^:/]+", text) == ["://localhost"], text


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make -j2 (\w.*)", script, re.MULTILINE) == ["check test"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_and_heading_that_a_document_links_to_is_there(name: str) -> None:
    folder = ROOT if (ROOT / name).exists() else ROOT / "docs"
    for link in re.findall(r"\]\(([^):]+)\)", DOCUMENTS[name]):
        file, _, heading = link.partition("#")
        path = (folder / file).resolve() if file else folder / name
        assert path.is_file(), link
        titles = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE) if heading else []
        anchors = [re.sub(r"[^a-z0-9-]", "", title.lower().replace(" ", "-")) for title in titles]
        assert not heading or heading in anchors, link


@pytest.mark.parametrize(("name", "most"), [("README.md", 900), ("CONTRIBUTING.md", 1500)])
def test_a_document_that_everybody_reads_is_short(name: str, most: int) -> None:
    assert len(DOCUMENTS[name].split()) <= most


def test_the_readme_shows_each_picture_of_make_screenshot_and_none_is_large() -> None:
    shown = {ROOT / path for path in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)}
    assert shown == {screenshot.FOLDER / f"{take.__name__}.png" for take in screenshot.PICTURES}
    assert all(path.stat().st_size < 150_000 for path in shown)


def test_every_page_is_described() -> None:
    titles = re.findall(r'^    Page\("([\w ]+)", "\w+\.py"', (ROOT / "pages" / "menu.py").read_text(), re.MULTILINE)
    described = re.findall(r"^\| ([\w ]+) \| ", DOCUMENTS["pages.md"], re.MULTILINE)[1:]
    assert described == titles, (
        "The table in docs/pages.md must have a row for each page, in the menu's order."
        f" Add a row `| name | … |` for: {[each for each in titles if each not in described]}."
        f" Delete the rows of: {[each for each in described if each not in titles]}. The order is: {', '.join(titles)}."
    )


PINNED = r"[a-z0-9-]+(\[[a-z,]+\])?>=\d+(\.\d+)+,<\d+(\.\d+)*(; sys_platform != \"win32\")?"


def test_the_pinning_policy_holds() -> None:
    for file in ROOT.glob("requirements*.txt"):
        for line in file.read_text().splitlines():
            if line and line[0] not in "#-":
                assert re.fullmatch(PINNED, line), line
