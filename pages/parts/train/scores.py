"""The result of a run, with its uncertainty."""

from __future__ import annotations

import streamlit as st

from logreg_core import Training
from logreg_core.evaluate import Accuracy, answer_scores, bigger_class
from logreg_core.evaluate.intervals import Interval
from logreg_core.settings import LOOK_EVERY
from pages.shared.bursts import say_how_many_are_cut
from pages.shared.terms import term
from pages.shared.words import as_text, cost, count, percent, unbroken


def show_scores(run: Training) -> None:
    """Show the result with its uncertainty, beside the score of always giving the same answer."""
    st.header("How good is it?")
    now, labels, aside = run.result, run.dataset.train.labels, run.validation
    judged = [
        ("Training", labels if aside is None else labels[~aside], now.train_accuracy),
        ("Test", run.dataset.test.labels, now.test_accuracy),
    ]
    if aside is not None:
        show_early_stop(run)
        judged.insert(1, ("Validation", labels[aside], now.validation_accuracy))
    of_bursts = test_interval(run)
    what = "interval, of new bursts" if of_bursts else "interval"
    for column, (title, truth, share) in zip(st.columns(len(judged), border=True), judged, strict=True):
        score = Accuracy(round(share * len(truth)), len(truth))
        label, baseline = bigger_class(truth)
        low, high = of_bursts or score.interval
        interval = f" 95 % {what}: {percent(low)} to {percent(high)}." if title == "Test" else ""
        with column:
            st.metric(f"{title} images right", percent(score.share))
            st.markdown(
                unbroken(
                    f"{score.correct:,} of {score.total:,}.{interval}  \n"
                    f"Always answering “{as_text(run.dataset.class_names[label])}”: {percent(baseline.share)}."
                )
            )
            if title == "Test" and high < baseline.share:
                st.markdown("**Worse than always giving the same answer.**")
            elif title == "Test" and low <= baseline.share:
                st.markdown("**The interval contains that score: these images do not show that the neuron is better.**")
    say_how_many_are_cut(run.dataset)
    with st.expander("What do these numbers mean?"):
        st.markdown(
            f"The neuron has learned from the training images, so it may know them {term('memorisation', 'by heart')}."
            " The test images say how it does on pictures that it has never seen, as long as nothing was chosen by"
            f" them. Which images these are is chance: the {term('interval')} says where the true share of right"
            " answers plausibly lies. What always gives the same answer never looks at a picture."
        )


def test_interval(run: Training) -> Interval | None:
    """Return the interval of the share of right answers on new bursts; None if the test images are not from bursts."""
    test, neuron = run.dataset.test, run.classifier
    if run.dataset.bursts is None or neuron is None:
        return None
    return answer_scores(neuron.scores(test.images), test.labels, bursts=test.bursts)["accuracy"].interval


def show_early_stop(run: Training) -> None:
    """Show which neuron early stopping kept, and why."""
    if not run.finished:
        return
    best, last = run.result, run.iteration
    start = "start" if run.start else "neuron that has learned nothing"
    by_hand = run.ended and not run.descent.stopped
    end = (
        f"Stopped early, after {count(last, 'iteration')}."
        if run.descent.stopped
        else f"Ended by hand, after {count(last, 'iteration')}."
        if by_hand
        else "Patience lasted to the end."
    )
    st.markdown(
        f"**{end}** In the looks, every {LOOK_EVERY} iterations and at the end, the cost of the"
        f" {term('validation set')} was lowest at iteration {best.iteration:,}, with {cost(best.validation_cost)}."
        f" The weights of that iteration are the result."
        + (f" No look found a smaller one than that of the {start}." if not best.iteration else "")
    )
