"""Lessons: what a teacher writes is read strictly, and comes back the same from a file and from a link."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classroom.exercise.guesses import QUESTIONS
from classroom.exercise.mistakes import MISTAKES
from classroom.lessons import (
    CONDITIONS,
    MAX_CODE,
    MAX_LINK,
    PLACES,
    Lesson,
    State,
    Step,
    is_done,
    pack,
    read,
    shipped,
    unpack,
    words,
    write,
)
from classroom.lessons.conditions import ACTS
from classroom.lessons.files import LENGTHS, MAX_BYTES, MAX_MINUTES, MAX_STEPS
from classroom.lessons.link import USUAL
from logreg_core import LessonError
from logreg_core.representation import REPRESENTATIONS
from logreg_core.settings import RUN_SETTINGS
from logreg_core.sources.catalog import CATALOG

ROOT = Path(__file__).resolve().parents[2]
HEAD = 'title = "A"\naudience = "B"\nminutes = 5\n'  # lines 1 to 3
STEP = '[[steps]]\npage = "train"\ntask = "Look."\n'
GOOD = f"{HEAD}\n{STEP}"  # the step begins on line 5


def with_line(line: str) -> str:
    """The good lesson with a line 8."""
    return f"{GOOD}{line}\n"


BROKEN = {  # the text, the line of the error, and what it says
    "nothing": ("", 1, "must have title, audience, minutes, steps. There is no title. Add it."),
    "no TOML": ("# My lesson\nFirst we train.\n", 2, "must be TOML"),
    "a quotation mark is missing": (f'{HEAD}\n[[steps]]\npage = "train\n', 6, "a quotation mark"),
    "a key twice": (f'{HEAD}title = "C"\n', 4, "must be TOML"),
    "a NUL": ('title = "A\0"\n', 1, "must be TOML"),
    "no steps": (HEAD, 1, "There is no steps"),
    "empty steps": (f"{HEAD}steps = []\n", 4, "each under a line [[steps]]. Got a list of 0"),
    "a table that is no array": (GOOD.replace("[[steps]]", "[steps]"), 5, "Got a table of 2"),
    "steps that are no tables": (f"{HEAD}steps = [1]\n", 4, "A step must be a table under a line [[steps]]. Got 1."),
    "too many steps": (HEAD + STEP * (MAX_STEPS + 1), 4 + 3 * MAX_STEPS, "at most 40 steps. It has 41. Make two"),
    "an unknown key": (f"{HEAD}[author]\nname = 1\n", 4, "Got 'author'. Leave it out."),
    "a key that is nearly right": (with_line('taks = "Look."'), 8, "Got 'taks'. Perhaps task is meant."),
    "no task": (f'{HEAD}{STEP}\n[[steps]]\nwhy = "x"\npage = "home"\n', 8, "There is no task. Add it."),
    "a wrong type of text": (GOOD.replace('"A"', "3"), 1, 'title must be a text, as title = "...". Got 3.'),
    "an empty text": (GOOD.replace('"Look."', '"  "'), 7, "task must be a text"),
    "too long a text": (
        GOOD.replace("Look.", "x" * 241),
        7,
        "task must have at most 240 characters. It has 241. Shorten",
    ),
    "two lines in a task": (GOOD.replace("Look.", r"Look\nup."), 7, "on one line. Got U+000A. Take it out."),
    "a sign that turns the text around": (GOOD.replace("Look.", "Look\u202e."), 7, "Got U+202E"),
    "a sign that nobody sees": (GOOD.replace('"B"', '"\u2060B"'), 2, "Got U+2060"),
    "minutes with a point": (GOOD.replace("minutes = 5", "minutes = 5.0"), 3, "a whole number from 1 to 600. Got 5.0"),
    "no time at all": (GOOD.replace("minutes = 5", "minutes = 0"), 3, "from 1 to 600. Got 0"),
    "keeps is no yes or no": (f'{HEAD}keeps = "no"\n{STEP}', 4, "keeps must be true or false. Got 'no'"),
    "an unknown page": (GOOD.replace('"train"', '"trian"'), 6, "Got 'trian'. Perhaps train is meant."),
    "a page about lessons": (GOOD.replace('"train"', '"teach"'), 6, "teach is about lessons"),
    "a page that is a list": (GOOD.replace('"train"', '["train"]'), 6, "Got a list of 1"),
    "unknown data": (with_line('data = "dogs"'), 8, "data must be one of faces, cats"),
    "a dataset of the teacher's own": (with_line('data = "uploaded"'), 8, "Got 'uploaded'"),
    "an unknown setting": (with_line("settings = { rate = 1 }"), 8, "settings must have keys of learning_rate"),
    "a setting out of range": (
        with_line("[steps.settings]\nl2 = 0\nlearning_rate = 11"),
        10,
        "learning_rate must be a number from 1e-06 to 10. Got 11.",
    ),
    "a setting by its dotted name": (with_line("settings.seed = 0.5"), 8, "seed must be a whole number from 0 to 9999"),
    "a setting that is no number": (with_line("settings.momentum = true"), 8, "momentum must be a number"),
    "a setting that is not finite": (with_line("settings.l2 = inf"), 8, "l2 must be a number from 0 to 10. Got inf."),
    "settings that are no table": (with_line('settings = "fast"'), 8, "settings must be a table"),
    "an unknown representation": (with_line('representation = "sounds"'), 8, "representation must be one of pixels"),
    "an unknown control": (with_line('show = [\n  "l2",\n  "colour",\n]'), 8, "Got 'colour'"),
    "a control that is no name": (with_line("show = [1]"), 8, "show must be names of controls"),
    "a control twice": (with_line('show = ["l2", "l2"]'), 8, "each control once"),
    "controls of a page that has none": (
        with_line('show = ["l2"]').replace('"train"', '"home"'),
        8,
        "show must be left out on home",
    ),
    "an unknown guess": (with_line('guess = "weather"'), 8, "guess must be one of zero_weights"),
    "a guess of another page": (with_line('guess = "zero_weights"'), 8, "zero_weights is asked on home"),
    "an unknown condition": (with_line('done = "finished"'), 8, "It must begin with one of seen, trained,"),
    "a condition with a typo": (with_line('done = "traned 2000"'), 8, "Got 'traned 2000'. Perhaps trained is meant."),
    "two words with a typo": (with_line('done = "cots under 0.2"'), 8, "Perhaps cost under is meant."),
    "a name with a typo": (with_line('done = "passed propagat"'), 8, "Got 'propagat'. Perhaps propagate is meant."),
    "a condition that lacks its number": (with_line('done = "cost under"'), 8, "a number from 0 to 100 must follow"),
    "a condition out of range": (with_line('done = "test accuracy over 70"'), 8, "from 0 to 1 must follow. Got '70'"),
    "a condition with a name too much": (with_line('done = "seen train"'), 8, "nothing may follow. Got 'train'"),
    "the second condition": (with_line('done = "trained and passed everything"'), 8, "After “passed”: a name must"),
    "a key of nine names": (with_line('why = "a.b.c.d.e.f.g.h.i.j"\nx.a.b.c.d.e.f.g.h.i = 1'), 9, "at most 8 dots"),
    "an error behind texts of several lines": (
        f'{HEAD}{STEP}why = """\n[[steps]]\npage = ""\n"""  # """\n\n[[steps]]\npage = \'\'\'nowhere\'\'\'\ntask = "x"',
        13,
        "Got 'nowhere'",
    ),
    "lines that end as on Windows": (GOOD.replace("\n", "\r\n").replace("Look.", ""), 7, "task must be a text"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_lesson_is_refused_with_its_line_and_its_rule(text: str) -> None:
    lesson, line, said = BROKEN[text]
    with pytest.raises(LessonError) as found:
        read(lesson, "mine.toml")
    assert (found.value.line, said in str(found.value)) == (line, True), str(found.value)
    assert str(found.value).startswith(f"mine.toml, line {line}: ")
    assert len(str(found.value)) < 900


BOMBS = {
    "a key with dots and dots": "[" + "a . " * 15_000 + "a]",
    "texts that do not end": 'x = """' + '\\"""' * 16_000,
    "half texts": "x = " + '"\\' * 30_000,
    "half texts on many lines": ('x = "a\n' * 10_000),
    "a long word": "a" * 60_000,
    "brackets in brackets": "x = " + "[" * 60_000,
    "tables in tables": "x = " + "{a=" * 20_000,
    "a key with very many dots": "a" + ".a" * 32_000 + " = 1",
    "tables with many dots": "\n".join(f"[{'a.' * 60}b{number}]" for number in range(500)),
    "a very long number": f"minutes = {'9' * 60_000}",
    "a very long number of sixteens": f"{HEAD.replace('5', '0x' + 'f' * 60_000)}{STEP}",
    "very many lines": "x = [\n" + "1,\n" * 20_000 + "]",
    "a text of very many lines": 'x = """' + "\n" * 60_000 + '"""',
    "quotation marks without end": '"' * 60_000,
    "backslashes without end": 'x = "' + "\\" * 60_001,
    "very many keys": "\n".join(f"k{number} = 1" for number in range(6_000)),
    "too long": f"#{'x' * MAX_BYTES}",
    "too long in bytes": f"#{'é' * (MAX_BYTES // 2)}",
    "half of a pair": f'{HEAD}{STEP}why = "\ud800"',
    "no text": b"\xff\xfe\x00l\x00",
    "the name of a file that is a trap": "[",
}


@pytest.mark.parametrize("text", BOMBS)
def test_a_text_made_to_do_harm_is_refused_in_a_clear_sentence(text: str) -> None:
    with pytest.raises(LessonError) as found:
        read(BOMBS[text], "\u202e<script>" * 50)
    assert len(str(found.value)) < 900
    assert "\u202e" not in str(found.value)


SIGNS = st.characters(exclude_categories=("C", "Z"), include_characters=" \u200d")
TEXTS = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: text.strip() or "x")
WHYS = st.lists(TEXTS, max_size=3).map("\n".join)
NUMBERS = st.one_of(
    st.sampled_from(["seen", "trained", "own data", "cost rose", "seen and photo predicted"]),
    st.builds("{} {}".format, st.just("cost under"), st.floats(0, 100)),
    st.builds("mistakes seen {}".format, st.integers(1, len(MISTAKES))),
)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    page = draw(st.sampled_from(sorted(PLACES)))
    chosen = draw(st.lists(st.sampled_from(RUN_SETTINGS), unique=True, max_size=3))
    values = {
        each.name: draw(
            st.integers(int(each.smallest), int(each.largest))
            if each.whole
            else st.floats(each.smallest, each.largest, allow_subnormal=False)
        )
        for each in chosen
    }
    controls = st.lists(st.sampled_from(sorted(PLACES[page]) or [""]), unique=True).map(tuple)
    return Step(
        page,
        draw(TEXTS),
        draw(WHYS),
        draw(st.sampled_from(["", *CATALOG])),
        values,
        draw(st.sampled_from(["", *REPRESENTATIONS])),
        draw(st.none() | controls) if PLACES[page] else None,
        draw(st.sampled_from(["", *(name for name, each in QUESTIONS.items() if each.place == page)])),
        draw(NUMBERS),
    )


LESSONS = st.builds(
    Lesson,
    TEXTS,
    TEXTS,
    st.integers(1, MAX_MINUTES),
    st.lists(steps(), min_size=1, max_size=4).map(tuple),
    keeps=st.booleans(),
)
MARKUP = '<script>alert(1)</script> [x](javascript:1) **b** $x$ :red[a] """ \\" \\u0000 #'


@given(LESSONS)
@example(Lesson(MARKUP[:80], MARKUP, 1, (Step("home", MARKUP, f"{MARKUP}\n{MARKUP}"),)))
def test_a_lesson_comes_back_from_its_text_and_from_a_link(lesson: Lesson) -> None:
    assert read(write(lesson)) == lesson
    assert read(write(lesson).replace("\n", "\r\n").encode("utf-8-sig")) == lesson
    link = pack(lesson)
    assert unpack(link) == lesson
    assert re.fullmatch(r"[\w-]+", link, re.ASCII), "an address needs no escapes for it"


def packed(content: bytes, version: str = "2") -> str:
    """Any bytes as a link carries them."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=USUAL)
    data = squeeze.compress(content) + squeeze.flush()
    checksum = b"" if version == "1" else zlib.crc32(data).to_bytes(4, "big")
    return version + base64.urlsafe_b64encode(checksum + data).decode().rstrip("=")


DAMAGED = "This link is damaged or incomplete. Copy it again."


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("", DAMAGED),
        ("one_nuron", DAMAGED),
        ("3" + pack(read(GOOD))[1:], "needs a newer version"),
        ("1" + pack(read(GOOD))[1:], DAMAGED),
        (pack(read(GOOD))[:-3], DAMAGED),
        (pack(read(GOOD)) + "AAAA", DAMAGED),
        (packed(GOOD.encode(), "1")[:-3], DAMAGED),
        ("1", DAMAGED),
        ("2", DAMAGED),
        ("1é", DAMAGED),
        ("1" + "A" * 10, DAMAGED),
        ("1" + "A" * 100_000, "at most 90,000 characters. Got 100,001"),
        (packed(b"#" * 10_000_000), "unpack to at most 65,536 bytes"),
        (packed(b"\xff"), DAMAGED),
        (packed(b'title = "A"', "1"), DAMAGED),
        (packed(b'title = "A"'), "The lesson of this link, line 1: A lesson must have"),
    ],
)
def test_a_link_that_is_no_lesson_is_refused(link: str, said: str) -> None:
    with pytest.raises(LessonError, match=re.escape(said)):
        unpack(link)


def test_a_link_of_the_first_version_is_still_read() -> None:
    assert unpack("1g4eAI2oYOClxITxuSoRJoNQMdCgA") == read(GOOD)


def test_a_lesson_of_an_earlier_version_is_read_from_its_file_and_its_link() -> None:
    settings = {"learning_rate": 0.01, "num_iterations": 100, "inputs": 1}
    show, done = ("learning_rate", "l2"), "trained 100 and cost under 0.5"
    first = Step("train", "Train it.", "Downhill.\nThen up.", "faces", settings, "edges", show, "longer_training", done)
    lesson = Lesson("Two steps", "For a test", 5, (first, Step("home", "Look at “σ”.")), keeps=False)
    data = ROOT / "tests" / "data"
    assert read((data / "lesson.toml").read_bytes()) == unpack((data / "lesson.link").read_text()) == lesson


def test_no_change_of_one_sign_of_a_link_gives_another_lesson() -> None:
    lesson = shipped()["one_neuron"]
    link, chance = pack(lesson), Random(5)
    for _ in range(400):
        place = chance.randrange(len(link))
        changed = link[:place] + chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") + link[place + 1 :]
        try:
            found: Lesson | str = unpack(changed)
        except LessonError as error:
            found = str(error)
        version = ("This link needs a newer version of this app. Open it on the server that it comes from.",)
        assert found in (replace(lesson, name=""), DAMAGED, *(version if place == 0 else ())), place


@pytest.mark.parametrize(
    ("done", "yes", "no", "said"),
    [
        ("seen", {"page": "train"}, {"page": "home"}, "looked at this page"),
        ("trained", {"iterations": 1}, {}, "a run has come to iteration 1"),
        ("trained 2000", {"iterations": 2000}, {"iterations": 1999}, "iteration 2,000"),
        ("model", {"has_model": True}, {}, "there is a model"),
        ("cost under 0.2", {"cost": 0.19}, {"cost": 0.2}, "the training cost is under 0.2"),
        ("cost over 1", {"cost": 2.0}, {}, "the training cost is over 1"),
        ("cost rose", {"cost_rose": True}, {}, "rose in a step"),
        ("train accuracy over 0.9", {"train_accuracy": 1.0}, {"train_accuracy": 0.9}, "over 0.9"),
        ("test accuracy over 0.7", {"test_accuracy": 0.72}, {"test_accuracy": 0.7}, "over 0.7"),
        ("learning rate over 0.1", {"learning_rate": 0.2}, {"learning_rate": 0.1}, "rate over 0.1"),
        ("learning rate under 0.1", {"learning_rate": 0.05}, {}, "rate under 0.1"),
        ("threshold over 0.8", {"threshold": 0.81}, {}, "the threshold is over 0.8"),
        ("threshold under 0.5", {"threshold": 0.0}, {}, "the threshold is under 0.5"),
        ("runs 2", {"runs": 2}, {"runs": 1}, "2 or more runs"),
        ("representation edges", {"has_model": True, "representation": "edges"}, {"representation": "edges"}, "edges"),
        ("data cats", {"data": "cats"}, {"data": "faces"}, "“Cats”"),
        ("own data", {"data": "edited"}, {"data": "cats"}, "of your own"),
        ("edited", {"data": "edited"}, {"data": "uploaded"}, "you changed"),
        ("bursts 2", {"bursts": 2}, {"bursts": 1}, "2 or more bursts"),
        (
            "guess given higher_rate",
            {"guessed": {"higher_rate"}},
            {"guessed": {"rate_one_half"}},
            "“Ten times the rate”",
        ),
        ("guess given higher_rate", {"found_out": {"higher_rate"}}, {}, "guessed, or looked"),
        ("found out background", {"found_out": {"background"}}, {"guessed": {"background"}}, "seen what happens"),
        ("passed sigmoid", {"passed": {"sigmoid"}}, {"passed": {"model"}}, "your sigmoid passes its checks"),
        ("steps by hand 1", {"by_hand": 1}, {}, "1 or more steps"),
        ("photo predicted", {"photo": True, "has_model": True}, {"photo": True}, "you have a picture, and a model"),
        ("test image predicted", {"test_image": True, "has_model": True}, {"has_model": True}, "a test image"),
        ("mistakes seen 2", {"mistakes": {"leak", "round 0"}}, {"mistakes": {"leak"}}, "2 or more broken lines"),
        ("mistake leak", {"mistakes": {"leak"}}, {"mistakes": {"floor"}}, "“Test images among the training images”"),
        ("goal quick", {"goals": {"quick"}}, {}, "“Quick”"),
        ("painted 30", {"painted": 30}, {"painted": 29}, "30 or more test images"),
        *((name, {"acts": {name}}, {"acts": {"another"}}, said) for name, said in ACTS.items()),
        ("card written", {"card": True}, {}, "on the card"),
        (
            "trained 9 and cost rose",
            {"iterations": 9, "cost_rose": True},
            {"iterations": 9},
            "iteration 9 and the cost",
        ),
    ],
)
def test_a_condition_holds_or_not_and_can_be_said(
    done: str, yes: dict[str, object], no: dict[str, object], said: str
) -> None:
    step = read(with_line(f'done = "{done}"')).steps[0]
    assert is_done(step, State(**frozen(yes)))
    assert not is_done(step, State(**frozen(no)))
    assert said in words(done)
    assert words(done).startswith("Done when ")
    assert words(done).endswith(".")


def frozen(values: dict[str, object]) -> dict[str, object]:
    """The values as a state holds them."""
    return {name: frozenset(value) if isinstance(value, set) else value for name, value in values.items()}


def test_every_condition_is_asked_for_above() -> None:
    (marks,) = [m for m in test_a_condition_holds_or_not_and_can_be_said.pytestmark if m.name == "parametrize"]
    asked = {part for case in marks.args[1] for part in case[0].split(" and ")}
    assert all(any(part == name or part.startswith(f"{name} ") for part in asked) for name in CONDITIONS)


SOURCES = "\n".join(
    path.read_text()
    for folder in ("pages", "classroom", "logreg_core")
    for pattern in ("*.py", "*.js", "*.html")
    for path in (ROOT / folder).rglob(pattern)
    if "lessons" not in path.parts
)


@pytest.mark.parametrize("name", shipped())
def test_a_lesson_that_comes_with_the_app_is_one_that_can_be_taught(name: str) -> None:
    lesson = shipped()[name]
    assert lesson.name == name
    assert 6 <= len(lesson.steps) <= 10
    assert 15 <= lesson.minutes <= 90
    assert unpack(pack(lesson)) == replace(lesson, name="")
    assert len(pack(lesson)) <= MAX_LINK, "it can be handed on as a link"
    doing = [step for step in lesson.steps if step.done != "seen"]
    assert len(doing) >= len(lesson.steps) / 2, "more is done than looked at"
    assert any(step.guess for step in lesson.steps) or any("mistake" in step.done for step in lesson.steps)
    for step in lesson.steps:
        asks = re.search(
            r"\b(pick|press|move|answer a|choose|set|train|open|guess|draw|find the smallest)\b", step.task, re.I
        )
        assert not (step.only_shows and asks), "what asks for an act is done by that act"
        for label in re.findall(r"“([^”]+)”", step.task):
            assert label.removeprefix("Guess first: ").removesuffix("?") in SOURCES, label
        assert not re.search(r"\d+ ?%", step.task + step.why), "what depends on a run is not said beforehand"


def test_the_shipped_lessons_are_the_files_there_are() -> None:
    folder = ROOT / "classroom" / "lessons"
    assert sorted(shipped()) == sorted(path.stem for path in folder.glob("*.toml"))
    assert MAX_CODE < MAX_LINK
    assert set(LENGTHS) == {"title", "audience", "task", "why", "done"}
