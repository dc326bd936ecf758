"""Build: make a dataset of one's own, with the camera, from drawings as hard as one likes, or from digits."""

from collections.abc import Callable
from dataclasses import asdict, fields, replace

import streamlit as st

from logreg_core import Dataset, LogregError
from logreg_core.collection import MOST_PICTURES, SIDES
from logreg_core.dataset import LONGEST_CLASS_NAME
from logreg_core.figures.difficulty import coping as coping_chart
from logreg_core.photo import fit
from logreg_core.sources import digits, drawings
from logreg_core.sources.drawings import Difficulty
from pages.parts.build.collector import collector
from pages.shared import frame, state
from pages.shared.data import coping
from pages.shared.gallery import gallery, tiles_of
from pages.shared.pictures import show_pixels
from pages.shared.words import as_text, count, percent

CHANNELS = {"Colour": 3, "Grey": 1}
LEVELS = {"Easy": drawings.EASY, "Medium": drawings.MEDIUM, "Hard": drawings.HARD}
AMOUNTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
TESTED = 200  # drawings at each of these amounts
SHOWN = 16  # drawings or digits, before they are taken
ANY_OTHER = -1
EVERY_RESPECT = {
    "position": "How far a face may be from the middle.",
    "rotation": "How far it may be turned.",
    "size": "How much larger or smaller it may be.",
    "colour": "How much the colours of coat and background may differ.",
    "noise": "How much every pixel may be off.",
}


def seed_field(help_text: str) -> int:
    """The seed, which all ways to build share."""
    return int(st.number_input("Seed", 0, 9999, 0, 1, key=state.BUILD_SEED, persist_state="session", help=help_text))


def make_it(label: str, build: Callable[[], Dataset], *, disabled: bool = False) -> None:
    """The button that makes the dataset and takes it in hand; a refusal says why. Below it, what was made last."""
    if st.button(label, type="primary", icon=":material/check:", disabled=disabled):
        try:
            state.take_built(build())
        except LogregError as error:
            st.error(as_text(str(error)))
        else:
            st.rerun()
    if made := state.built():
        height, width, _ = made.image_shape
        st.success(
            f"In hand: {as_text(made.name)}, {len(made.train)} images to learn from and {len(made.test)} to be tested"
            f" on, {width} × {height} pixels. {as_text(made.origin)}"
        )


def collect() -> None:
    """Two classes from the visitor's camera."""
    st.markdown(
        "Choose two things that the neuron shall tell apart, and give them names. Then hold a button while you show one"
        " of them to the camera: five pictures a second are taken as long as you hold it. Let go, change the place, the"
        " angle or the light, and hold it again: **at least two bursts of each**."
    )
    names = class_names()
    st.fragment(take_pictures)(names)


def class_names() -> tuple[str, str]:
    """The names of class 0 and class 1, class 1 on the left, as everywhere."""
    given = {}
    for column, label, suggestion in zip(st.columns(2), (1, 0), ("thumb up", "thumb down"), strict=True):
        given[label] = column.text_input(
            ("Class 0, the answer “no”", "Class 1, the answer “yes”")[label],
            suggestion,
            max_chars=LONGEST_CLASS_NAME,
            key=state.COLLECT_NAMES[label],
            persist_state="session",
        )
    return tuple(" ".join(given[label].split()) or f"class {label}" for label in (0, 1))


def take_pictures(names: tuple[str, str]) -> None:
    """The camera, what was taken so far, and what becomes of it. Drawn again whenever pictures arrive."""
    so_far = state.collecting()
    collection = so_far.collection
    room = state.room_for_pictures()
    collector(so_far.for_browser(room), names, key=state.collector_field(), on_message=state.hear_collector)
    if so_far.refusal:
        st.error(as_text(so_far.refusal))
    with st.container(horizontal=True, vertical_alignment="center"):
        if so_far.before is not None:
            st.button("Undo the deletion", on_click=so_far.undo, icon=":material/undo:")
        st.button(
            "Forget all pictures",
            on_click=state.forget_collection,
            disabled=not len(collection),
            icon=":material/delete:",
        )
        st.caption(
            f"{len(collection)} of at most {MOST_PICTURES} pictures. They are on the computer that runs this app, only"
            " in the memory of your session: never on a disk, never seen by another visitor, and gone when you press"
            " “Forget” or close the page. A dataset that you make of them stays in hand until you choose another one."
        )
    if room < MOST_PICTURES - len(collection):
        st.info(
            f"There is room for {count(room, 'more picture')}: your datasets and the photos on Many take the rest of"
            f" the {state.BUDGET_BYTES // 2**20} MB that a session may keep."
        )
    if not len(collection):
        return
    for concern in collection.concerns(names):
        st.warning(as_text(concern))
    make_dataset_of(names)


def make_dataset_of(names: tuple[str, str]) -> None:
    """The size of the images, what is kept for testing, and the button."""
    collection = state.collecting().collection
    st.subheader("Make a dataset of them", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        side = st.select_slider(
            "Size, in pixels",
            SIDES,
            64,
            key=state.COLLECT_SIDE,
            persist_state="session",
            format_func=lambda side: f"{side} × {side}",
            help="More pixels show more, and give the neuron more weights to learn from the same few pictures.",
        )
        colour = st.segmented_control(
            "Colours", CHANNELS, default="Colour", required=True, key=state.COLLECT_CHANNELS, persist_state="session"
        )
    with right:
        share = st.slider(
            "Part kept for testing, in per cent", 10, 50, 25, 5, key=state.COLLECT_SHARE, persist_state="session"
        )
        seed = seed_field("Which bursts are kept: the same seed, the same bursts.")
    with st.container(horizontal=True):
        for label in (1, 0):
            of_class = [picture for picture in collection.pictures if picture.label == label]
            if of_class:
                pixels = fit(of_class[-1].pixels, side, side, CHANNELS[colour])
                show_pixels(
                    pixels, 128, width=128, alt=f"The last picture of {names[label]}, as the neuron will see it"
                )
        st.caption(f"The last pictures, as the neuron will see them: {side * side * CHANNELS[colour]:,} numbers each.")
    missing = [as_text(names[label]) for label in (1, 0) if collection.count(label) < 2]
    if missing:
        st.info(f"Still missing: at least two pictures of {' and of '.join(missing)}.")
    make_it(
        "Make the dataset",
        lambda: collection.dataset(names, side=side, channels=CHANNELS[colour], test_share=share / 100, seed=seed),
        disabled=bool(missing),
    )
    with st.expander("Why are whole bursts kept for testing?"):
        st.markdown(
            "Two pictures of one burst are a fifth of a second apart: nearly the same picture. If the neuron learns"
            " from one of them and is tested on the other, it gets full marks for remembering, and the score lies about"
            " how it does on new pictures. So the division never cuts a burst: either all of it is learned from, or all"
            " of it is tested on. Where a class has only one burst there is no other way than to cut it, and the page"
            " warns."
        )


def draw() -> None:
    """Drawn animals, as different as the learner likes."""
    st.markdown(
        "Is it a cat? These animals are drawn by the app, and you say how much they may differ. Make them easy, train,"
        " and then make them harder in one respect after the other, until **a single neuron does not cope any more**."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for title, level in LEVELS.items():
            st.button(title, on_click=state.set_difficulty, args=(asdict(level),))
    places = [*st.columns(3, gap="large"), *st.columns(3, gap="large")]  # row by row on a phone too
    chosen = {}
    for each, place in zip(fields(Difficulty), places, strict=False):
        with place:
            chosen[each.name] = st.slider(
                each.name.capitalize(),
                0.0,
                1.0,
                step=0.05,
                key=state.difficulty_slider(each.name, getattr(drawings.MEDIUM, each.name)),
                persist_state="session",
                help=EVERY_RESPECT[each.name],
            )
    with places[-1]:
        seed = seed_field("The same seed draws the same animals, at every difficulty.")
    difficulty = Difficulty(**chosen)
    show_some(drawings.load(difficulty, train=SHOWN, test=1, seed=seed))
    make_it("Use 209 + 50 of these", lambda: drawings.load(difficulty, seed=seed))
    show_coping(difficulty, seed)
    with st.expander("What is hard about it?"):
        st.markdown(
            "The neuron has one weight for every place in the picture. As long as an ear is always in the same place,"
            " the weights there can wait for it, and even noise, turning or other colours alone do little harm. When"
            " the faces move, the same place shows an ear in one picture and the background in the next; and when the"
            " colours change as well, the ear is brighter than the background in one picture and darker in the"
            " next. Then no single set of weights fits them all. Try position and colour together."
        )


def show_coping(difficulty: Difficulty, seed: int) -> None:
    """Raise one difficulty from 0 to 1 and see how the neuron does, the others as the sliders have them."""
    st.subheader("Where does a single neuron stop coping?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        respect = st.segmented_control(
            "Raise from 0 to 1, the others as they are",
            EVERY_RESPECT,
            default="position",
            required=True,
            key=state.COPING_RESPECT,
            persist_state="session",
        )
        question = (respect, difficulty, seed)
        if st.button("Find out", icon=":material/trending_down:"):
            state.ask_coping(question)
    if state.asked_coping() != question:
        return
    results = []
    bar = st.progress(0.0)
    for amount in AMOUNTS:
        bar.progress(amount, f"Drawing, training and testing at {amount:.1f}")
        results.append(coping(replace(difficulty, **{respect: amount}), seed, TESTED))
    bar.empty()
    st.plotly_chart(
        coping_chart(respect, AMOUNTS, [each.share for each in results], [each.interval for each in results]),
        config={"displayModeBar": False},
        alt=f"Test drawings right as the difficulty in {respect} grows: "
        + ", ".join(f"{percent(each.share)} at {amount:.1f}" for amount, each in zip(AMOUNTS, results, strict=True)),
    )
    st.caption(
        f"At each point a new neuron learns from 209 drawings, for 2,000 iterations, and is tested on {TESTED} others."
        " The bars say where its true share plausibly lies. Try colour as well, first with easy drawings and then"
        " with some that move."
    )


def write_digits() -> None:
    """One handwritten digit against another, or against all the rest."""
    st.markdown(
        "Handwritten digits of 8 × 8 pixels: so small that you can read all 64 weights. Some pairs are easy for a"
        " single neuron and some are not."
    )
    first, second, third = st.columns(3)
    digit = first.selectbox("Digit (class 1)", list(digits.DIGITS), 3, key=state.DIGIT, persist_state="session")
    other = second.selectbox(
        "Against (class 0)",
        [ANY_OTHER, *digits.DIGITS],
        9,
        key=state.OTHER_DIGIT,
        persist_state="session",
        format_func=lambda digit: "any other digit" if digit == ANY_OTHER else str(digit),
    )
    with third:
        seed = seed_field("Which quarter is kept for testing: the same seed, the same images.")
    try:
        dataset = digits.load(digit, None if other == ANY_OTHER else other, seed=seed)
    except LogregError as error:
        st.error(as_text(str(error)))
        return
    show_some(dataset)
    share = (dataset.train.count(1) + dataset.test.count(1)) / (len(dataset.train) + len(dataset.test))
    st.caption(
        f"{count(len(dataset.train) + len(dataset.test), 'image')}, {percent(share)} of them {dataset.class_names[1]}."
        + (
            ""
            if share > 0.3
            else " A neuron that always says “no” is right nearly always: look at more than the score."
        )
    )
    make_it("Use these digits", lambda: dataset)


def show_some(dataset: Dataset) -> None:
    """A few training images, with the colours of their classes."""
    gallery(tiles_of(dataset.train, range(SHOWN), "Training", dataset.class_names), key=state.BUILD_GALLERY)
    st.caption(f"The line under an image: :red[■] {dataset.class_names[1]}, :blue[■] {dataset.class_names[0]}.")


WAYS = {"Collect by camera": collect, "Draw": draw, "Digits": write_digits}

st.title("Build a dataset")
way = st.segmented_control(
    "How", WAYS, default="Collect by camera", required=True, key=state.BUILD_WAY, persist_state="session"
)
WAYS[way]()
frame.onward("train.py", "Train a neuron on it" if state.built() else "Go on with the data in hand")
