"""Why: one answer taken apart, down to the pixels that gave it and the images that taught it."""

import hashlib
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import ArgumentError, Classifier, sigmoid
from logreg_core.explain import Ledger, grey_out, influence, ledger, smallest_flip
from logreg_core.explain.contributions import edges
from logreg_core.explain.neighbours import QUANTILE
from logreg_core.figures.classes import verdict
from logreg_core.figures.ledger import waterfall
from logreg_core.figures.maps import contribution_map
from logreg_core.preprocess import channel_names
from logreg_core.settings import THRESHOLD
from pages.shared import frame, state
from pages.shared.bench import show_bench
from pages.shared.familiar import familiarity_of, show_familiarity
from pages.shared.gallery import gallery, tiles_of
from pages.shared.patches import patches
from pages.shared.pictures import data_uri, enlarge, show_pixels, show_thumbnails, signed_picture
from pages.shared.seen import seen_pixels
from pages.shared.words import as_text, count, percent, signed

MOST_TEST_IMAGES = 60  # in the gallery
MOST_NAMED = 6  # training images of each kind
SIDE = 240  # pixels of a picture that is looked at closely
Pixels = NDArray[np.uint8]


def picture_in_hand() -> state.Photo:
    """The picture in hand; without one, the first test image that shows what the neuron looks for."""
    if photo := state.photo():
        return photo
    test = state.dataset().test
    first = int(np.argmax(test.labels))
    return state.Photo(test.images[first], f"Test image {first}", first)


def choose_picture(held: int | None) -> None:
    """The way to another picture: a test image here, one's own on Predict."""
    dataset = state.dataset()
    with st.expander("Another picture", icon=":material/image_search:"):
        st.page_link("predict.py", label="Bring a picture of your own", icon=":material/photo_camera:")
        st.caption("Or pick a test image.")
        height, width, _ = dataset.image_shape
        shown = range(min(len(dataset.test), MOST_TEST_IMAGES))
        with st.container(height=250):
            tiles = tiles_of(dataset.test, shown, "Test", dataset.class_names)
            picked = gallery(tiles, ratio=width / height, picked=held, key=state.WHY_GALLERY)
        if picked is not None and picked != held:
            state.take_photo(state.Photo(dataset.test.images[picked], f"Test image {picked}", picked))
            st.rerun()


def show_answer(photo: state.Photo, seen: Pixels, classifier: Classifier) -> None:
    """The picture as the neuron sees it, and what it says."""
    picture, answer = st.columns([1, 3], gap="medium", vertical_alignment="center")
    a = float(classifier.probabilities(seen[np.newaxis])[0])
    with picture:
        show_pixels(seen, SIDE, width=160, alt=f"{photo.title}, as the neuron sees it")
        st.caption(f"{as_text(photo.title)}, as the neuron sees it.")
    with answer:
        said = classifier.class_names[int(a > classifier.threshold)]
        st.subheader(f"The neuron says: {as_text(said)}", anchor=False)
        st.plotly_chart(
            verdict(a, classifier.class_names, classifier.threshold),
            config={"displayModeBar": False},
            alt=f"{classifier.class_names[1]}: {percent(a)}, threshold {percent(classifier.threshold)}",
        )
        show_familiarity(classifier, seen)


# Which pixels?


def which_pixels(seen: Pixels, classifier: Classifier) -> None:
    """The contributions where they are, the sum line by line, and what happens without some of the patches."""
    parts = ledger(classifier, seen)
    blue, red = map(as_text, classifier.class_names)
    st.header("Every pixel brings its share", anchor=False)
    st.markdown(
        f"Each number of the picture, from 0 to 1, is multiplied with its weight. What comes out pushes towards"
        f" :red[**{red}**] when it is above zero, and towards :blue[**{blue}**] below. Click a patch of the picture to"
        " grey it out, and see what the answer is without it."
    )
    play_with_patches(seen, classifier, parts)
    show_ledger(parts, classifier)


def play_with_patches(seen: Pixels, classifier: Classifier, parts: Ledger) -> None:
    """The picture under its patches beside the map of contributions, and the answer without the greyed-out ones."""
    print_of = hashlib.sha256(repr(seen.shape).encode() + seen.tobytes()).hexdigest()
    greyed = state.greyed_patches(print_of)
    rows, columns = parts.patches.shape
    painted = grey_out(seen, [divmod(number, columns) for number in greyed])
    left, right = st.columns(2, gap="medium")
    with left:
        words = [
            f"Row {row + 1}, column {column + 1}: {signed(parts.patches[row, column])}"
            f" towards {classifier.class_names[int(parts.patches[row, column] > 0)]}"
            for row in range(rows)
            for column in range(columns)
        ]
        toggled = patches(
            data_uri(enlarge(painted, 2 * SIDE)),
            (np.diff(edges(seen.shape[0])).tolist(), np.diff(edges(seen.shape[1])).tolist()),
            words,
            greyed,
            alt=f"The picture as the neuron sees it, in {rows} rows and {columns} columns of patches",
            help="Patches of the picture: press one to grey it out or to bring it back; arrow keys move",
            key=state.WHY_PATCHES,
        )
        if toggled is not None and 0 <= toggled < rows * columns:
            rest = tuple(number for number in greyed if number != toggled)
            state.grey_out(print_of, rest if toggled in greyed else (*greyed, toggled))
            st.rerun()
        before, after = (float(classifier.probabilities(each[np.newaxis])[0]) for each in (seen, painted))
        sign = 1 if before > classifier.threshold else -1
        strongest = next(
            (int(n) for n in np.argsort(-sign * parts.patches, axis=None, kind="stable") if n not in greyed), None
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Grey out the strongest",
                on_click=state.grey_out,
                args=(print_of, (*greyed, strongest)),
                disabled=strongest is None,
                help="The patch that pushes most towards the answer, among those that are left.",
            )
            st.button("Bring all back", on_click=state.grey_out, args=(print_of, ()), disabled=not greyed)
        if greyed:
            answers = [classifier.class_names[int(a > classifier.threshold)] for a in (before, after)]
            change = "still says" if answers[0] == answers[1] else "now says"
            st.markdown(
                f"Without {count(len(greyed), 'patch').replace('patchs', 'patches')} the neuron {change}"
                f" **{as_text(answers[1])}**: the probability of {as_text(classifier.class_names[1])} goes from"
                f" {percent(before)} to **{percent(after)}**."
            )
        else:
            st.caption("Grey is not nothing: a grey patch still pushes, by its weights times a half.")
    with right:
        values = parts.contributions.sum(axis=2)
        st.plotly_chart(
            contribution_map(values, seen, classifier.class_names),
            config={"displayModeBar": False},
            alt=f"Heatmap of weight times pixel over the picture, from {values.min():.3g} to {values.max():.3g}",
        )


def show_ledger(parts: Ledger, classifier: Classifier) -> None:
    """The sum as a staircase, by channel or by patch, and the sigmoid at its end."""
    st.subheader("The sum, line by line", anchor=False)
    columns = {"channels": "Colours"} if len(parts.channels) > 1 else {}
    columns |= {"patches": "Patches"}
    chosen = "patches"
    if len(columns) > 1:
        chosen = st.segmented_control(
            "Added up by",
            columns,
            default="channels",
            required=True,
            format_func=columns.get,
            key=state.WHY_COLUMNS,
            persist_state="session",
        )
    if chosen == "channels":
        names, steps = list(channel_names(len(parts.channels))), parts.channels
        what = "what each colour adds"
    else:
        order = np.argsort(-parts.patches, axis=None, kind="stable")
        steps = parts.patches.ravel()[order]
        width = parts.patches.shape[1]
        names = [f"row {number // width + 1}, column {number % width + 1}" for number in order]
        what = f"the {len(steps)} patches, sorted by what they add"
    st.plotly_chart(
        waterfall(parts.bias, names, steps.tolist(), classifier.class_names, what=what),
        config={"displayModeBar": False},
        alt=f"A staircase from the bias {signed(parts.bias)} to the score {signed(parts.z)}",
    )
    up, down = steps[steps > 0].sum(), steps[steps < 0].sum()
    st.markdown(
        f"Bias {signed(parts.bias)}, pushes up {signed(up)}, pushes down {signed(down)}: together the score *z* ="
        f" {signed(parts.z)}. The sigmoid makes a probability of it: sigmoid({signed(parts.z)}) ="
        f" {sigmoid(parts.z):.4f}."
    )
    with st.expander("Why is that the whole reason?"):
        st.markdown(
            "The neuron has no other step. The score is this sum and nothing else, and the sigmoid never changes the"
            " order of two scores. For a large network such a ledger is only an approximation; for one neuron it is"
            " exact, to the last digit."
        )


# Who wrote this?


def who_wrote_it(seen: Pixels, classifier: Classifier) -> None:
    """The training images with the largest shares of the score, up and down."""
    st.header("Who wrote this answer?", anchor=False)
    run = state.training()
    coefficients = run.descent.sample_coefficients if run and not state.taken_classifier() else None
    if run is None or coefficients is None:
        st.info(
            "This model does not remember its training images. Only one that was trained on this visit does, from zero,"
            " on a dataset with fewer images than there are numbers in an image."
        )
        return
    train = run.dataset.train
    try:
        written = influence(classifier, coefficients[:, 0], train.images, seen)
    except ArgumentError as error:
        st.info(as_text(str(error)))
        return
    blue, red = map(as_text, classifier.class_names)
    sums = [float(written[train.labels == label].sum()) for label in (0, 1)]
    st.markdown(
        f"The weights are a mixture of the {count(len(train), 'training image')}, so each of them has its share of the"
        f" score: the “{red}” images {signed(sums[1])}, the “{blue}” images {signed(sums[0])}, the bias"
        f" {signed(classifier.b)}, together *z* = {signed(sum(sums) + classifier.b)}. These have the largest shares:"
    )
    up, down = st.columns(2, gap="medium")
    for column, name, sign in ((up, f":red[**{red}**]", 1), (down, f":blue[**{blue}**]", -1)):
        with column:
            st.markdown(f"Towards {name}")
            order = np.argsort(-sign * written, kind="stable")[:MOST_NAMED]
            show_thumbnails(
                train, order[sign * written[order] > 0], lambda i: signed(written[i]), classifier.class_names
            )
    with st.expander("How can that be known?"):
        st.markdown(
            "Training starts from zero, and every step adds a little of each training image to the weights, or takes a"
            " little away. So in the end *w* = *a₁x₁* + *a₂x₂* + … with one number *a* for each image, and the score of"
            " a picture *x* is the sum of all *aᵢ* ⟨*xᵢ*, *x*⟩, plus the bias. An image has a large share when the"
            " neuron was often wrong about it (large *a*), or when it is bright where this picture is bright (large"
            " ⟨*xᵢ*, *x*⟩). Brightness is never negative, so images of one class always push the same way: two large"
            " sums pull at the score, and what is left of them decides. The shares are exact; they do not say what the"
            " neuron would have learned *without* an image, because the others would then have taken its place."
        )


# What would flip it?


def what_would_flip_it(seen: Pixels, classifier: Classifier) -> None:
    """The picture before and after the least change that gives the other answer, and their difference."""
    st.header("The smallest change that flips the answer", anchor=False)
    flip = smallest_flip(classifier, seen)
    if flip is None:
        st.info("No change flips it: the weights are all zero, or the threshold is 0 or 1.")
        return
    a = float(classifier.probabilities(seen[np.newaxis])[0])
    other = as_text(classifier.class_names[int(not a > classifier.threshold)])
    largest, mean = (255 * float(number) for number in (np.abs(flip.change).max(), np.abs(flip.change).mean()))
    st.markdown(
        f"To hear **{other}**, each of the {seen.size:,} numbers of the picture must change by {mean:.2g} on average"
        f" and by {largest:.2g} at most, of 255."
    )
    before, difference, after = st.columns(3, gap="medium")
    with before:
        st.markdown("**Before**")
        show_pixels(seen, SIDE, width="stretch", alt="The picture as the neuron sees it")
        st.caption(f"Probability {percent(a)}.")
    shown = flip.change if flip.shown is None else flip.shown
    with difference:
        st.markdown("**The change, enlarged**")
        colours = signed_picture(shown.sum(axis=2), dark=frame.is_dark())
        show_pixels(colours, SIDE, width="stretch", alt="The change, as a picture in the colours of the weights")
        st.caption("Red: brighter. Blue: darker. It has the pattern of the weights.")
    with after:
        st.markdown("**After**")
        if flip.picture is None:
            st.caption("No picture gets the other answer: even black and white in the best places do not suffice.")
        else:
            show_pixels(flip.picture, SIDE, width="stretch", alt="The changed picture")
            st.caption(note_on_rounding(flip.rounded, classifier))
    if flip.outside:
        st.caption(
            f"The shortest way would make {count(flip.outside, 'number')} darker than black or brighter than white. No"
            " picture can do that, so in the picture shown they stop at the end, and the others go a little farther."
        )
    with st.expander("How is it found?"):
        st.markdown(
            "All pictures with the same score lie on a flat sheet, perpendicular to the weights. The shortest way to"
            " the sheet of the threshold goes straight along the weights: *x′* = *x* − (*z* − *t*) *w* / |*w*|², where"
            " *t* is the score at which the probability is the threshold. That many small changes, each hard to see,"
            " add up to another answer is no fault of this neuron alone: large networks are fooled the same way."
        )


def note_on_rounding(rounded: float | None, classifier: Classifier) -> str:
    """What the neuron says of the changed picture once its numbers are whole again."""
    said = as_text(classifier.class_names[int(rounded > classifier.threshold)])
    return f"In whole pixel values, as any picture has them: {100 * rounded:.2f} %, {said}."


# Has it seen anything like this?


def has_it_seen_this(seen: Pixels, classifier: Classifier) -> None:
    """The nearest training images, and how usual their distance is."""
    st.header("Has it seen anything like this?", anchor=False)
    found = familiarity_of(classifier, seen)
    if found is None:
        st.info("What this model learned from is not in hand, so its training images cannot be asked.")
        return
    dataset = state.dataset()
    distances = dict(zip(found.nearest.tolist(), found.distances.tolist(), strict=True))
    if found.distances[0] == 0:
        st.markdown(f"**It has seen this very picture**: it is training image {found.nearest[0]}.")
    st.markdown(f"Of {count(found.looked_at, 'training image')}, the pixels of these lie nearest:")
    show_thumbnails(dataset.train, found.nearest, lambda i: f"distance {distances[i]:.1f}", dataset.class_names)
    st.markdown(
        f"{percent(found.share)} of the training images are nearer to their own nearest neighbour than this picture is"
        f" to its. Above {percent(QUANTILE)}, the page says that it looks unlike anything the neuron was trained on."
    )
    with st.expander("What does that tell, and what not?"):
        st.markdown(
            "The distance is the length of the difference between two pictures: the root of the sum of all squared"
            " differences of their numbers, from 0 to 1. What is usual, the training images say themselves: each is"
            " left out once and measured to its nearest neighbour among the rest. So about one in twenty pictures of"
            " the same kind gets the badge too. It knows pixels and not things: noise and"
            " checkers stand out, but an even grey picture is near to everything, and a dog can lie nearer to a cat"
            " than another cat does."
        )


def does_it_wobble(seen: Pixels, classifier: Classifier) -> None:
    """What the neuron says of the picture when it is moved, turned or blurred a little."""
    st.header("Does it stay with its answer?", anchor=False)
    st.markdown("Change the picture as a shaky hand or a dark room would, and watch the probability.")
    show_bench(seen, classifier)


OF_PIXELS = {
    "Which pixels?": which_pixels,
    "Who wrote this?": who_wrote_it,
    "What would flip it?": what_would_flip_it,
}
OF_ALL = {
    "Has it seen this?": has_it_seen_this,
    "Does it wobble?": does_it_wobble,
}

st.title("Why does it say that?")
classifier = replace(frame.need_model(), threshold=state.setting(THRESHOLD))
photo = picture_in_hand()
seen = seen_pixels(photo, classifier)
show_answer(photo, seen, classifier)
choose_picture(photo.test_image)
pixels = classifier.representation == "pixels"
questions = OF_PIXELS | OF_ALL if pixels else OF_ALL
if not pixels:
    st.caption(
        "This model does not look at the pixels themselves, so no single pixel has a share of its answer, and there are"
        " fewer questions to ask."
    )
question = st.segmented_control(
    "Ask",
    questions,
    default=next(iter(questions)),
    required=True,
    key=state.WHY_QUESTION if pixels else state.WHY_OTHER_QUESTION,
    persist_state="session",
)
questions[question](seen, classifier)
frame.onward("many.py", "Try many pictures at once")
