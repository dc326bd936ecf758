"""What stands around every page: the sidebar's "in hand", the link onward, and the guard of pages that need a model."""

from __future__ import annotations

import streamlit as st

from logreg_core import Classifier
from logreg_core.representation import TITLES
from logreg_core.settings import ITERATIONS

from . import state
from .words import as_text, count, percent

_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 70rem; padding: 3.5rem clamp(1rem, 4vw, 3.5rem) 4rem; }
.st-key-onward a { border: 1px solid rgba(128, 128, 128, 0.7); border-radius: 6px; padding: 0.4rem 0.9rem;
  color: inherit; }
.st-key-onward a:hover { border-color: var(--st-primary-color, currentColor); }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
[data-testid="stImage"] img[src$=".png"] { image-rendering: pixelated; }
[data-testid="stSidebarNavLink"]:focus-visible { outline: 3px solid currentColor; }
@media (min-width: 1800px) { [data-testid="stMainBlockContainer"] { max-width: 90rem; } }
</style>
"""


def show_what_is_in_hand() -> None:
    """The dataset and the model that every page works with, at all times, in the sidebar."""
    st.html(_STYLE)
    with st.sidebar:
        st.caption("In hand")
        st.markdown(f"**Data** {_describe_dataset()}")
        st.markdown(f"**Model** {_describe_model()}")


def in_hand() -> str:
    """The same in one line, for a page that says where the visitor is."""
    return f"In hand: {_describe_dataset()}. Model: {_describe_model()}.".replace("  \n", ", ")


def _describe_dataset() -> str:
    dataset = state.dataset()
    height, width, channels = dataset.image_shape
    size = f"{width}×{height}, {'grey' if channels == 1 else 'colour'}"
    return f"{as_text(dataset.name)}  \n{len(dataset.train)} + {len(dataset.test)} images, {size}"


def _describe_model() -> str:
    if model := state.taken_classifier():
        return f"{as_text(model.dataset_name)}, taken in hand{after_iterations(model)}{seen_as(model)}"
    run = state.training()
    if run is not None and run.running:
        return "in training; it waits while you are on another page" if run.iteration else "in training"
    if run is None or not run.iteration:
        return "none yet"
    return f"{count(run.iteration, 'iteration')}  \n{percent(run.descent.now.test_accuracy)} of the test images right"


def after_iterations(classifier: Classifier) -> str:
    """`` after 2,000 iterations``; empty for a model that was not trained step by step."""
    steps = classifier.settings.get(ITERATIONS.name)
    return "" if steps is None else f" after {count(int(steps), 'iteration')}"


def seen_as(classifier: Classifier) -> str:
    """``, on edges``; empty for a model on pixels."""
    return "" if classifier.representation == "pixels" else f", on {TITLES[classifier.representation]}"


def need_model() -> Classifier:
    """The model in hand. Without one the page says so, points one step back, and ends here."""
    classifier = state.classifier()
    if classifier is None:
        st.info("There is no trained model yet. Train one first: it takes a few seconds.")
        st.page_link("train.py", label="Train a model", icon=":material/arrow_back:")
        st.stop()
    return classifier


def onward(page: str, label: str) -> None:
    """The one link at the foot of a page, to the next page of the lesson."""
    with st.container(key="onward"):
        st.space("small")
        st.page_link(page, label=label, icon=":material/arrow_forward:", icon_position="right")


def is_dark() -> bool:
    """Whether the visitor reads light text on a dark page."""
    return st.context.theme.type == "dark"
