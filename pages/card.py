"""Card: what must be known about the model before it is used, on one page that can be taken away."""

from datetime import UTC, datetime

import numpy as np
import streamlit as st

from logreg_core import sigmoid
from logreg_core.card import LIMITS, PURPOSE, Card, Failure, model_card
from logreg_core.evaluate import members
from logreg_core.settings import THRESHOLD
from pages.shared import frame, state
from pages.shared.judged import Judged, baselines_of
from pages.shared.pictures import data_uri, enlarge, small

WORST = 6  # failures on the card
LONGEST_TEXT = 600  # characters


def worst_failures(judged: Judged, threshold: float) -> list[Failure]:
    """The test images that are judged wrong, the most wrong first, with their pictures."""
    z, labels, test = judged.z["test"], judged.labels("test"), judged.dataset.test
    wrong = np.concatenate([members(z, labels, truth, 1 - truth, threshold) for truth in (0, 1)])
    away = np.where(labels[wrong] == 1, z[wrong], -z[wrong])  # how much the score speaks for the truth
    return [
        Failure(
            f"Test image {position}",
            judged.dataset.class_names[labels[position]],
            judged.classifier.class_names[1 - labels[position]],
            float(sigmoid(z[position] if labels[position] == 0 else -z[position])),
            data_uri(enlarge(small(test.images[position]), 96)),
        )
        for position in wrong[np.argsort(away, kind="stable")][:WORST]
    ]


def ask() -> dict[str, str]:
    """What only a person can say about the model."""
    author = st.text_input("Who made it", key=state.CARD_AUTHOR, persist_state="session", max_chars=80)
    left, right = st.columns(2)
    purpose = left.text_area(
        "What it is for", PURPOSE, key=state.CARD_PURPOSE, persist_state="session", max_chars=LONGEST_TEXT
    )
    limits = right.text_area(
        "What it must not be used for", LIMITS, key=state.CARD_LIMITS, persist_state="session", max_chars=LONGEST_TEXT
    )
    return {"author": author, "purpose": purpose, "limits": limits}


def offer(card: Card) -> None:
    """Both files."""
    with st.container(horizontal=True):
        st.download_button(
            "Download HTML",
            card.page,
            "model-card.html",
            "text/html",
            icon=":material/download:",
            on_click="ignore",
            help="One file with the pictures in it. Open it in a browser and print it.",
        )
        st.download_button(
            "Download Markdown",
            card.markdown,
            "model-card.md",
            "text/markdown",
            icon=":material/download:",
            on_click="ignore",
            help="Plain text, without the pictures.",
        )


st.title("The model on one page")
judged = frame.need_judged()
threshold = state.setting(THRESHOLD)
st.markdown(
    "Whoever uses a model should know what it learned from, how good it is, and where it fails. A **model card** says"
    " so on one page. The numbers are filled in; add what only you know."
)
card = model_card(
    judged.classifier,
    judged.dataset,
    test=judged.scores("test", threshold),
    train=judged.scores("train", threshold),
    threshold=threshold,
    baselines=baselines_of(judged.dataset.digest, judged.dataset),
    failures=worst_failures(judged, threshold),
    date=f"{datetime.now(UTC):%Y-%m-%d}",
    **ask(),
)
offer(card)
with st.container(border=True):
    st.html(card.body)
frame.onward("predict.py", "Try it on a picture of your own")
