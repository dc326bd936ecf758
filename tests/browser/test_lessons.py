"""Each lesson that comes with the app, walked from its first step to its last by doing what its tasks say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from classroom.exercise.functions import EXERCISES
from classroom.exercise.guesses import QUESTIONS
from classroom.lessons import shipped
from logreg_core.sources.drawings import EASY, draw
from tests.browser import chromium, fake_camera, visitor
from tests.browser.conftest import CAMERA_FLAGS
from tests.browser.server import Server
from tests.browser.test_collect import hold, start_camera, wait_for_scene
from tests.browser.visitor import choose, main, press, settle

Act = Callable[[Page], object]


def bar(page: Page) -> Locator:
    """The bar of the lesson."""
    return page.locator(".st-key-lesson_bar")


def look(page: Page) -> None:
    """To see the page is all that the step asks for, in what it can know."""


def answer(page: Page, *names: str) -> None:
    """Guess what these questions ask, whatever it is."""
    for name in names:
        asked = main(page).locator(f".st-key-guess-{name}")
        if QUESTIONS[name].kind == "choice":
            asked.locator("label").filter(has=page.get_by_role("radio")).first.click()
        else:
            asked.get_by_role("slider").first.press("ArrowRight" if QUESTIONS[name].scale else "PageUp")
        settle(page)
        press(page, "That is my guess")
        settle(page)


def work(page: Page, label: str, *names: str) -> None:
    """Press the button of a work that takes seconds, once its questions are answered, and wait for its end."""
    answer(page, *names)
    begin = main(page).get_by_role("button", name=label, exact=True)
    if not names:
        begin.click()
    expect(begin).to_have_count(0)
    settle(page)


def run(page: Page) -> None:
    """Press Train, and wait until the run is over."""
    press(page, "Train")
    expect(visitor.scores(page)).to_be_visible()
    settle(page)


def at_rate(page: Page, rate: str) -> None:
    """Train at this rate."""
    visitor.type_number(page, "Learning rate", rate)
    settle(page)
    run(page)


def pick(page: Page) -> None:
    """Another image."""
    main(page).get_by_role("button", name=re.compile(r"^Training image 8\b")).click()
    settle(page)


def samples(page: Page) -> None:
    """Both samples that are named."""
    for name in ("Astronaut's face", "Coffee"):
        visitor.pick_sample(page, name)


def break_lines(page: Page, *titles: str) -> None:
    """Choose mistakes of the list, and guess."""
    for title in titles:
        fold = main(page).get_by_text(re.compile(r"^All \d+ mistakes"))
        if not main(page).get_by_role("button", name=title).is_visible():
            fold.click()
        main(page).get_by_role("button", name=title).click()
        expect(main(page).get_by_role("heading", level=2, name=title)).to_be_visible()
        settle(page)
        main(page).locator("[class*='st-key-break_it-answer-']").first.get_by_role("button").click()
        expect(main(page).get_by_role("button", name="Next mistake")).to_be_visible()
        settle(page)


def find_the_line(page: Page) -> None:
    """The symptom first."""
    press(page, "Break a line for me")
    main(page).get_by_role("button", name="It is line 1").click()
    expect(main(page).get_by_role("button", name="Next symptom")).to_be_visible()
    settle(page)


def write(page: Page, *names: str) -> None:
    """Write functions, and have them checked."""
    for name in names:
        choose(page, name)
        field = page.get_by_role("textbox", name=f"Python code of the function {name}")
        field.press("Control+a")
        page.keyboard.insert_text(next(each.way for each in EXERCISES if each.name == name))
        press(page, "Check")
        expect(main(page).get_by_text(re.compile(rf"Passed all checks: .*\b{name}\b"))).to_be_visible()
        settle(page)


def train_with_my_code(page: Page) -> None:
    """The learner's own neuron in hand."""
    press(page, "Train with my code")
    press(page, "Take this neuron in hand")
    settle(page)


def threshold(page: Page) -> None:
    """Above 0.8."""
    slider = main(page).get_by_role("slider", name="Threshold")
    slider.press("End")
    settle(page)


def who_made_it(page: Page) -> None:
    """What only a person can say."""
    for label, words in {"Who made it": "I", "What it must not be used for": "Anything."}.items():
        field = main(page).get_by_role("textbox", name=label)
        field.fill(words)
        field.press("Control+Enter")
        field.blur()
        settle(page)


def name_and_take(page: Page) -> None:
    """Two classes, two bursts of each."""
    for label, name in NAMES.items():
        field = main(page).get_by_role("textbox", name=f"Class {label}")
        field.fill(name)
        field.press("Enter")
        expect(main(page).get_by_role("button", name=f"Hold: {name}")).to_be_visible()
    settle(page)
    take(page, bursts=2)


def bursts_of(page: Page, name: str) -> Locator:
    """The bursts of a class that have arrived."""
    return main(page).get_by_role("button", name=re.compile(rf"^Delete burst \d of {name},"))


def take(page: Page, *, bursts: int) -> None:
    """So many bursts of each class, and the dataset of all."""
    before = bursts_of(page, NAMES[0]).count()
    start_camera(page)
    for _ in range(bursts):
        for label, name in NAMES.items():
            wait_for_scene(page, SCENES, label)
            hold(page, name)
    for name in NAMES.values():
        expect(bursts_of(page, name)).to_have_count(before + bursts)
    settle(page)
    press(page, "Make the dataset")
    expect(main(page).get_by_text(re.compile("Made last: My pictures"))).to_be_visible()
    settle(page)


def grey_out(page: Page) -> None:
    """The strongest patches."""
    for _ in range(2):
        press(page, "Grey out the strongest")
        settle(page)


def is_ticked(page: Page) -> bool:
    """Whether the bar says that the step is done."""
    return bar(page).locator("[data-part=mark]").inner_text() == "✓"


def flip(page: Page) -> None:
    """Move one slider after the other to an end, until the answer is another one."""
    for name in ("Brightness", "Contrast", "Zoom", "Turn", "Move down"):
        for key in ("Home", "End"):
            if not is_ticked(page):
                main(page).get_by_role("slider", name=name).press(key)
                settle(page)


def rare(page: Page) -> None:
    """The class is rare."""
    main(page).get_by_role("slider", name=re.compile("how many show")).press("Home")
    settle(page)


def play(page: Page) -> None:
    """A round of images, all with one answer."""
    stage = main(page).locator(".round")
    stage.get_by_role("button", name="Begin").press("Enter")
    expect(stage.get_by_role("img", name="Image 1 of 20")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    settle(page)


def pack(page: Page) -> None:
    """The pack, as a file."""
    with page.expect_download() as got:
        press(page, "Take the pack")
    assert got.value.suggested_filename.endswith(".zip")


def show_it(page: Page) -> None:
    """A picture of the live camera."""
    press(page, "Start the camera")
    expect(main(page).get_by_role("meter")).to_have_attribute("aria-valuenow", re.compile(r"\d"))
    press(page, "Take this picture")
    expect(main(page).locator("[data-part=taken]")).to_contain_text("Taken")
    settle(page)


def reload(page: Page) -> None:
    """After a reload, and in a second tab on another page, the visitor is at the same step."""
    task = bar(page).locator("[data-part=task]").inner_text()
    page.reload()
    expect(bar(page).locator("[data-part=task]")).to_have_text(task)
    other = page.context.new_page()
    other.goto(page.url.rpartition("/")[0] + "/words")
    expect(bar(other).locator("[data-part=task]")).to_have_text(task)
    other.close()
    settle(page)


def twenty(page: Page) -> None:
    """So many shuffles."""
    main(page).get_by_role("radio", name="20", exact=True).click()
    settle(page)


def guess(name: str) -> Act:
    """`answer`, as one act."""
    return lambda page: answer(page, name)


def does(label: str, *names: str) -> Act:
    """`work`, as one act."""
    return lambda page: work(page, label, *names)


def then(*acts: Act) -> Act:
    """One act after the other."""
    return lambda page: [act(page) for act in acts]


NAMES = {1: "cat", 0: "frog"}
SCENES = [draw(0, EASY, seed=0, number=0), draw(1, EASY, seed=0, number=1)]

ACTS: dict[str, list[Act]] = {
    "one_neuron": [
        guess("zero_weights"),
        then(pick, reload),
        guess("longer_training"),
        run,
        look,
        lambda page: main(page).get_by_role("button", name=re.compile("Show them")).first.click(),
        samples,
        guess("something_else"),
        lambda page: at_rate(page, "0.5"),
    ],
    "course_exercise": [
        look,
        pick,
        lambda page: break_lines(page, "The right shape, by the wrong way", "Pixels not divided by 255"),
        lambda page: write(page, "sigmoid", "initialize"),
        lambda page: write(page, "propagate"),
        lambda page: write(page, "optimize"),
        lambda page: write(page, "predict", "model"),
        train_with_my_code,
        lambda page: [at_rate(page, rate) for rate in ("0.01", "0.001", "0.0001")],
        look,
    ],
    "what_can_go_wrong": [
        run,
        guess("cost_at_a_higher_rate"),
        lambda page: at_rate(page, "0.2"),
        lambda page: break_lines(page, "Test images among the training images"),
        does("Look for them", "same_photo_twice"),
        then(twenty, does("Shuffle and train", "shuffled_labels")),
        run,
        guess("another_threshold"),
        threshold,
        find_the_line,
    ],
    "is_it_any_good": [
        then(guess("longer_training"), run),
        look,
        look,
        does("Divide and train", "new_divisions"),
        does("Train with ever more", "accuracy_and_images", "fewer_images"),
        guess("sure_when_wrong"),
        rare,
        play,
        does("Compare them", "pixels_or_edges"),
    ],
    "own_two_classes": [
        name_and_take,
        guess("background"),
        run,
        look,
        grey_out,
        show_it,
        lambda page: take(page, bursts=1),
        run,
        look,
    ],
    "honest_claims": [
        run,
        look,
        does("Look for them", "same_photo_twice"),
        does("Find the cheapest threshold", "cheapest_threshold"),
        flip,
        guess("something_else"),
        who_made_it,
        look,
        pack,
    ],
}


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose camera sees both drawings in turn."""
    film = fake_camera.write_scenes(tmp_path_factory.mktemp("camera") / "two.mjpeg", SCENES, 1.2)
    running = chromium.launch(playwright, chromium_path, *CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film}")
    yield running
    running.close()


@pytest.mark.parametrize("name", shipped())
def test_a_lesson_is_done_by_doing_what_its_tasks_say(
    server: Server, page: Page, request: pytest.FixtureRequest, name: str
) -> None:
    lesson = shipped()[name]
    if any(step.data == "cats" for step in lesson.steps):
        request.getfixturevalue("cats_dir")  # skips where they cannot be had
    page.goto(f"{server.url}/?lesson={name}")
    for number, (step, act) in enumerate(zip(lesson.steps, ACTS[name], strict=True)):
        expect(bar(page).locator("[data-part=task]")).to_have_text(step.task)
        settle(page)
        for words in re.findall("“(.*?)”", step.task) if act is look else ():
            expect(main(page)).to_contain_text(words)
        act(page)
        mark = "○" if step.only_shows else "✓"
        expect(bar(page).locator("[data-part=mark]"), f"step {number + 1}: {step.task}").to_have_text(mark)
        if number + 1 < len(lesson.steps):
            bar(page).locator(".st-key-lesson_bar-next button").click()
        elif step.only_shows:
            press(page, "Finish")
    expect(bar(page).locator("[data-part=said]")).to_have_text(f"All {len(lesson.steps)} steps done.")
    expect(bar(page).get_by_role("link", name="Take it with you")).to_be_visible()
