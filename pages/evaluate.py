"""Evaluate: how good the neuron is, how sure we can be of that, and which images it gets wrong."""

import html
from math import isnan

import numpy as np
import streamlit as st

from logreg_core.evaluate import (
    MEASURES,
    THRESHOLDS,
    Accuracy,
    Baseline,
    Score,
    best_threshold,
    confusion,
    costs_at,
    members,
    precision_recall,
    roc,
)
from logreg_core.figures import intervals, palette, thresholds
from logreg_core.settings import THRESHOLD
from pages.shared import frame, state
from pages.shared.controls import choose_threshold
from pages.shared.gallery import Tile, gallery
from pages.shared.judged import LONGEST_CROSSING, TITLES, Judged, Part, baselines_of, choose_images
from pages.shared.matrix import confusion_matrix
from pages.shared.pictures import data_uri, show_pixels, small
from pages.shared.words import as_text, count, number, percent

MOST_SHOWN = 48  # photos of one cell


def show_headline(judged: Judged, threshold: float) -> None:
    """The test accuracy with its interval, beside what can be scored with half-closed eyes."""
    counts = confusion(judged.z["test"], judged.labels("test"), threshold)
    neuron = Accuracy(int(counts.trace()), int(counts.sum()))
    baselines = baselines_of(judged.dataset.digest, judged.dataset)
    low, high = neuron.interval
    st.markdown(
        f"**{neuron.correct:,} of {neuron.total:,} test images are right: {percent(neuron.share)}.** With this many"
        f" images the true share plausibly lies between **{percent(low)} and {percent(high)}** (95 % interval): that is"
        " how far chance alone can move it."
    )
    rows = [("This neuron", neuron), *((baseline.title, baseline.accuracy) for baseline in baselines)]
    st.plotly_chart(
        intervals.intervals([(name, score.share, *score.interval) for name, score in rows]),
        config={"displayModeBar": False},
        alt="; ".join(f"{name}: {percent(score.share)}, {between(score.interval)}" for name, score in rows),
    )
    say_what_it_shows(low, high, baselines, threshold)
    with st.expander("What are the grey ones?"):
        st.markdown(
            "They know next to nothing, so they say how easy the question is. Only what a neuron scores above them has"
            " to do with the shapes in a picture. Those that are neurons learned from the training images: where the"
            " classes are mixed otherwise in the test images, that misleads them as well.\n\n"
            + "\n".join(f"- **{as_text(baseline.title)}.** {as_text(baseline.meaning)}" for baseline in baselines)
        )


def say_what_it_shows(low: float, high: float, baselines: list[Baseline], threshold: float) -> None:
    """Whether the interval from ``low`` to ``high`` shows that the neuron is better than the best comparison."""
    if threshold != THRESHOLD.default:
        st.markdown(
            f"**The threshold was moved to {threshold:.2f}.** Whoever moves it while looking at the test images lets"
            " them choose it, and then their score flatters, and proves nothing. Below, what an error costs chooses it,"
            " on training images."
        )
        return
    best = max(baselines, key=lambda baseline: baseline.accuracy.share)
    share = percent(best.accuracy.share)
    if low > best.accuracy.share:
        st.markdown(f"Its whole interval lies above the best of the comparisons ({share}): **it learned something.**")
    elif high < best.accuracy.share:
        st.markdown(f"**It is worse than *{as_text(best.title)}* ({share}),** which hardly looks at the picture.")
    else:
        st.markdown(
            f"Its interval contains {share}, the score of *{as_text(best.title)}*: **these test images do not show that"
            " it is better than that.**"
        )


def show_scores(judged: Judged, threshold: float) -> None:
    """Seven measures with their intervals for each part, each with a sentence on what it is."""
    blue, red = (html.escape(name) for name in judged.classifier.class_names)
    parts = {part: title for part, title in TITLES.items() if part in judged.z}
    scores = {part: judged.scores(part, threshold) for part in parts}
    head = "".join(
        f'<th scope="col">{title}<small>{count(len(judged.z[part]), "image")}</small></th>'
        for part, title in parts.items()
    )
    rows = "".join(
        f'<tr><th scope="row"><b>{measure.title}</b><small>{measure.meaning.format(red=red, blue=blue)}</small></th>'
        + "".join(f"<td>{as_cell(scores[part][measure.name], measure.is_share)}</td>" for part in parts)
        + "</tr>"
        for measure in MEASURES
    )
    st.html(
        f'{frame.TABLE_STYLE}<table class="scores"><thead><tr><th scope="col">At a threshold of {threshold:.2f}</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    with st.expander("Why so many numbers, and where do the intervals come from?"):
        st.markdown(
            "No single number is fair to every question. Accuracy is flattered by a bigger class; precision and recall"
            " look at the two errors one by one; ROC AUC does not care where the threshold is; log loss also judges how"
            " sure the neuron was.\n\nThe neuron has learned from the training images, so it may know them by heart:"
            " only the test column says how it does on pictures that are new to it.\n\nThe small print is a 95 %"
            " interval. For accuracy, precision and recall it is Wilson's, which knows how counting varies. For the"
            " others the images are drawn again and again, 2,000 times (fewer for very many images), with"
            " replacement and class by class, and the middle 95 % of the results are the interval (bootstrap). It says"
            " what other test images would change, and not what other training images would."
            + (
                "\n\nThe validation images were set aside from the training images, to say when to stop."
                if "validation" in judged.z
                else ""
            )
            + (
                "\n\n*Held out* are the training images once more: five neurons were trained, each without a fifth of"
                " them, and judge that fifth (cross-validation)."
                if "crossed" in judged.z
                else ""
            )
        )


def as_cell(score: Score, is_share: bool) -> str:
    """A value with its interval in small print, or the reason why there is none."""
    value = "–" if isnan(score.value) else percent(score.value) if is_share else number(score.value)
    small_print = html.escape(score.why) if score.interval is None else between(score.interval, is_share)
    return f"{value}<small>{small_print}</small>".replace(" %", "\u00a0%")


def between(interval: tuple[float, float], is_share: bool = True) -> str:
    """``56.2 to 80.9 %``."""
    low, high = (percent(end) if is_share else number(end) for end in interval)
    return f"{low.removesuffix(' %')} to {high}"


def show_errors(judged: Judged, threshold: float) -> None:
    """The confusion matrix, and the photos behind the cell that is open, the most wrong one first."""
    part = choose_images(judged, state.EVALUATED_PART, state.close_cell)
    z, labels = judged.z[part], judged.labels(part)
    counts = confusion(z, labels, threshold)
    opened = state.open_cell() or ((1, 0) if counts[1, 0] >= counts[0, 1] else (0, 1))
    truth, answer = opened
    left, right = st.columns([5, 4], gap="large")
    with left:
        chosen = confusion_matrix(
            counts.tolist(),
            judged.dataset.class_names,
            judged.classifier.class_names,
            picked=opened,
            key=state.CONFUSION,
        )
        if chosen is not None and chosen != opened:
            state.open_the_cell(*chosen)
            st.rerun()
        st.caption(
            "Press a number to see the photos behind it. A row is what the images show, a column what the neuron says."
        )
    positions = judged.positions[part][members(z, labels, truth, answer, threshold)[:MOST_SHOWN]]
    shows, says = judged.dataset.class_names[truth], judged.classifier.class_names[answer]
    st.subheader(f"{as_text(shows)}, called {as_text(says)}", anchor=False)
    if not len(positions):
        with right:
            st.info("No image is behind this number.")
        st.caption("There is none.")
        return
    picked = state.cell_image() if state.cell_image() in positions else int(positions[0])
    with right:
        show_photo(judged, part, picked, says)
    first = "the most wrong first" if truth != answer else "the one nearest to being wrong first"
    shown = "" if len(positions) == counts[truth, answer] else f" The first {len(positions)} are shown."
    st.caption(
        f"{count(int(counts[truth, answer]), 'image')}, {first}. Under each is the probability of"
        f" {as_text(judged.classifier.class_names[1])}, says the neuron.{shown}"
    )
    clicked = gallery(photos(judged, part, positions), ratio=ratio(judged), picked=picked, key=state.CELL_GALLERY)
    if clicked is not None and clicked != picked:
        state.pick_cell_image(clicked)
        st.rerun()


def photos(judged: Judged, part: Part, positions: np.ndarray) -> list[Tile]:
    """A tile for each of these images, with its probability as the caption."""
    split, name = judged.split(part), "Test" if part == "test" else "Training"
    chances = {int(position): percent(judged.probability(part, position)) for position in positions}
    return [
        Tile(
            number=int(position),
            source=data_uri(small(split.images[position])),
            words=f"{name} image {position}, {judged.dataset.class_names[split.labels[position]]}: the neuron"
            f" says {chances[int(position)]}",
            caption=chances[int(position)],
            colour=palette.CLASS_COLOURS[split.labels[position]],
        )
        for position in positions
    ]


def ratio(judged: Judged) -> float:
    """The width of an image by its height."""
    height, width, _ = judged.dataset.image_shape
    return width / height


def show_photo(judged: Judged, part: Part, position: int, says: str) -> None:
    """One photo, what the neuron says of it, and the way to Predict."""
    image = judged.split(part).images[position]
    title = f"{'Test' if part == 'test' else 'Training'} image {position}"
    a = percent(judged.probability(part, position))
    picture, words = st.columns([1, 1], wrap=False)
    with picture:
        show_pixels(image, 192, width="stretch", alt=f"{title}, enlarged")
    with words:
        st.markdown(
            f"**{title}.** The neuron gives {as_text(judged.classifier.class_names[1])} {a}, and says"
            f" “{as_text(says)}”."
        )
        if st.button("Open in Predict", icon=":material/photo_camera:"):
            state.take_photo(state.Photo(image, title, position if part == "test" else None))
            st.switch_page("predict.py")


def show_thresholds(judged: Judged, threshold: float) -> None:
    """ROC and precision-recall of both parts, with the point where the threshold is now."""
    both = {name: part for name, part in (("training", "train"), ("test", "test")) if has_both(judged, part)}
    if not both:
        st.info("These curves compare the two classes, and no part has images of both.")
        return
    red = judged.classifier.class_names[1]
    curves = {name: roc(judged.z[part], judged.labels(part), threshold) for name, part in both.items()}
    hits = {name: precision_recall(judged.z[part], judged.labels(part), threshold) for name, part in both.items()}
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("ROC", anchor=False)
        st.caption(
            f"Each point is a threshold. Up: more {as_text(red)} is found. Right: more false alarms. The dotted line is"
            " guessing; the area under the curve is ROC AUC."
        )
        st.plotly_chart(
            thresholds.roc_curves(lines(curves), judged.classifier.class_names),
            config={"displayModeBar": False},
            alt="; ".join(f"{name}: area {number(curve.area)}" for name, curve in curves.items()),
        )
    with right:
        st.subheader("Precision and recall", anchor=False)
        st.caption(
            f"Right: more {as_text(red)} is found. Up: a call of {as_text(red)} can be trusted more. A dotted line is"
            " what blind calls would reach; the area under the curve is the average precision."
        )
        st.plotly_chart(
            thresholds.precision_recall_curves(
                lines(hits), {name: curve.guessing for name, curve in hits.items()}, judged.classifier.class_names
            ),
            config={"displayModeBar": False},
            alt="; ".join(f"{name}: average precision {number(curve.area)}" for name, curve in hits.items()),
        )


def has_both(judged: Judged, part: Part) -> bool:
    """Whether a part shows both classes."""
    return len(np.unique(judged.labels(part))) == 2


def lines(curves: dict) -> dict[str, thresholds.Line]:
    """Curves as the figures take them."""
    return {name: thresholds.Line(curve.x, curve.y, curve.thresholds, curve.point) for name, curve in curves.items()}


def show_costs(judged: Judged, threshold: float) -> None:
    """What the two errors cost, and the threshold that is the cheapest on images that are not the test images."""
    blue, red = map(as_text, judged.classifier.class_names)
    left, right = st.columns(2)
    options = {"min_value": 0.0, "max_value": 1000.0, "value": 1.0, "step": 1.0, "format": "%g"}
    alarm = left.number_input(
        f"A false alarm costs: {blue}, called {red}", key=state.FALSE_ALARM_COST, persist_state="session", **options
    )
    miss = right.number_input(
        f"A miss costs: {red}, called {blue}", key=state.MISS_COST, persist_state="session", **options
    )
    costs = {"false_alarm": alarm, "miss": miss}
    if judged.can_cross and "crossed" not in judged.z:
        st.markdown(
            "The test images must not choose their own threshold, and the training images are known by heart. So five"
            " neurons are trained, each without a fifth of the training images, and judge that fifth."
        )
        if st.button("Find the cheapest threshold", type="primary", icon=":material/search:"):
            find(judged)
        return
    part: Part = "crossed" if "crossed" in judged.z else "train"
    cheapest = best_threshold(judged.z[part], judged.labels(part), **costs)
    paid = {"training": costs_at(judged.z[part], judged.labels(part), **costs)}
    paid["test"] = costs_at(judged.z["test"], judged.labels("test"), **costs)
    now, then = (int(np.argmin(np.abs(THRESHOLDS - value))) for value in (threshold, cheapest))
    how = (
        "each judged by a neuron that was trained without it"
        if part == "crossed"
        else "which the neuron may know by heart, so take it with care"
        if judged.own
        else "from which the neuron did not learn"
    )
    st.markdown(
        f"On the **training images**, {how}, the cheapest threshold is **{cheapest:.2f}**. A *test* image then costs"
        f" {number(paid['test'][then])} on average; at {THRESHOLDS[now]:.2f}, where the threshold is now, it costs"
        f" {number(paid['test'][now])}. The test images had no say in the choice."
    )
    st.button(
        f"Use {cheapest:.2f}",
        on_click=state.set_setting,
        args=(THRESHOLD, cheapest),
        disabled=abs(cheapest - threshold) < 0.005,
    )
    st.plotly_chart(
        thresholds.costs(THRESHOLDS, paid, threshold),
        config={"displayModeBar": False},
        alt=f"Cost of an image against the threshold; the cheapest on the training images is {cheapest:.2f}",
    )
    if not 0.02 < cheapest < 0.98:
        st.caption(
            "The cheapest threshold is at the end of the scale: on these images the neuron is hardly better than always"
            " giving the same answer."
        )


def find(judged: Judged) -> None:
    """Train the five neurons, with the progress and a way out."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, "Training without a fifth of the images")
        st.button("Cancel")  # any click ends this run of the page
    if judged.cross(lambda share: bar.progress(share, "Training without a fifth of the images")):
        st.rerun()
    place.empty()
    st.warning(
        f"Stopped after {LONGEST_CROSSING:.0f} seconds, which is as long as one visitor may keep the server busy. Train"
        " with fewer iterations, or choose the threshold with the slider."
    )


st.title("How good is it?")
judged = frame.need_judged()
threshold = state.setting(THRESHOLD)
show_headline(judged, threshold)
show_scores(judged, threshold)
st.header("Which images were wrong?")
threshold = choose_threshold(judged.classifier.class_names[1])
show_errors(judged, threshold)
st.header("Where to draw the line?")
st.markdown(
    "The neuron gives a probability; the **threshold** above makes an answer of it. Move it, and the dots below move"
    " along the curves, while the curves stay: the threshold chooses between the two errors, it does not make the"
    " neuron better."
)
show_thresholds(judged, threshold)
st.subheader("What does an error cost?", anchor=False)
show_costs(judged, threshold)
frame.onward("calibration.py", "Can its probabilities be believed?")
