"""The results of an experiment in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from logreg_core import Dataset
from pages.shared.words import as_text


def show_findings(words: Mapping[str, str]) -> None:
    """Show each sentence under its short heading."""
    st.markdown("\n".join(f"- **{head}**: {as_text(sentence)}" for head, sentence in words.items()))


def say_where_bursts_are_cut(dataset: Dataset) -> None:
    """Warn if new divisions cannot keep bursts whole, because a class has only one."""
    if (bursts := dataset.bursts) is None:
        return
    labels = np.concatenate([dataset.train.labels, dataset.test.labels])
    single = [name for label, name in enumerate(dataset.class_names) if len(set(bursts[labels == label])) == 1]
    if single:
        st.warning(
            f"All pictures of {as_text(' and of '.join(single))} are from one burst, so every division cuts it: nearly"
            " the same picture is learned from and judged, and the score is too good.",
            icon=":material/burst_mode:",
        )
    else:
        st.caption("Bursts stay whole: pictures that were taken together are learned from or judged together.")
