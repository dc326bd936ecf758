"""The result of a round: both scores, whether they differ significantly, and the images with different answers."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from classroom.exercise.rounds import RoundResult
from logreg_core.evaluate import Judged, Score
from logreg_core.evaluate.comparison import LEVEL
from pages.shared import frame
from pages.shared.thumbnails import show_thumbnails
from pages.shared.words import count, percent


def show_outcome(result: RoundResult, judged: Judged, positions: NDArray[np.int64]) -> None:
    """Show the outcome of a round whose images do not depend on the neuron."""
    total = len(positions)
    rows = "".join(
        f'<tr><th scope="row"><b>{who}</b></th><td>{round(score.value * total)} of {total}</td>'
        f"<td>{percent(score.value)}</td><td>{_between(score)}</td></tr>"
        for who, score in (("You", result.person), ("The neuron", result.neuron))
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Who", "Right", "Share", "95 % interval"))
    st.html(
        f'{frame.TABLE_STYLE}<table class="scores short"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    st.markdown(told_apart(result))
    if judged.own:
        st.caption("If you have seen some of these images before, your score says less about new ones.")
    if not len(result.differ):
        st.markdown("You gave the same answers.")
        return
    st.header(f"You differ on {count(len(result.differ), 'image')}", anchor=False)
    _show(result, judged, positions, result.differ)


def told_apart(result: RoundResult) -> str:
    """Return in one sentence whether the round shows that one of the two is better."""
    compared = result.comparison
    apart = compared.ahead + compared.behind
    if not apart:
        return "On each image you are both right or both wrong, so the round does not tell the two of you apart."
    how = "McNemar's exact test" if compared.bursts is None else "whole bursts exchanged by chance"
    verdicts = {
        "better": f"below {percent(LEVEL)}: **the neuron is better at such images**",
        "worse": f"below {percent(LEVEL)}: **you are better at such images**",
        "no clear difference": f"not below {percent(LEVEL)}: **the round does not tell the two of you apart**",
    }
    return (
        f"On {count(compared.behind, 'image')} only you are right, on {compared.ahead} only the neuron. If neither were"
        f" better, chance would divide them at least as unevenly in {percent(compared.p)} of all rounds ({how}), which"
        f" is {verdicts[compared.verdict]}."
    )


def show_outcome_of_errors(result: RoundResult, judged: Judged, positions: NDArray[np.int64]) -> None:
    """Show the outcome of a round of the neuron's errors, where its own score has no meaning."""
    total = len(positions)
    st.markdown(
        f"**You are right on {round(result.person.value * total)} of {total}** (95 % interval"
        f" {_between(result.person)}). The neuron is wrong on all of them, because they were chosen so: this is"
        " no comparison."
    )
    both = np.flatnonzero(result.answers != result.labels)
    if len(both):
        st.header("Wrong for both", anchor=False)
        _show(result, judged, positions, both)


def _between(score: Score) -> str:
    if score.interval is None:
        return score.why
    low, high = map(percent, score.interval)
    return f"{low.removesuffix(' %')} to {high}"


def _show(result: RoundResult, judged: Judged, positions: NDArray[np.int64], chosen: NDArray[np.int64]) -> None:
    names = judged.dataset.class_names
    words = {
        int(positions[k]): f"you: {names[result.answers[k]]}; neuron: {names[result.said[k]]}" for k in map(int, chosen)
    }
    show_thumbnails(judged.dataset.test, words, words.__getitem__, names)
