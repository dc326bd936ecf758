"""The choice of a dataset, with a download on request."""

from __future__ import annotations

import streamlit as st

from logreg_core import LogregError
from logreg_core.sources.catalog import CATALOG
from pages.shared.words import as_text, percent
from pages.shared.work import may_be_left
from pages.visit import data, model
from pages.visit.store import Field, Slot

_choice = Field("explore.dataset", data.DEFAULT_DATASET, reset_on={"dataset"})
_downloads = Slot("downloads", "")  # the requested download, until it starts
OWN = {data.UPLOADED: "My data", data.EDITED: "Edited"}


def choose_dataset() -> None:
    """Show the choice of a dataset, and make it the current one. A missing one is downloaded on request."""
    wanted = st.segmented_control(
        "Dataset",
        [*CATALOG, *data.own()],
        required=True,
        key=_choice.shown(data.key()),
        persist_state="session",
        format_func=lambda key: CATALOG[key].title if key in CATALOG else OWN[key],
    )
    if wanted is None or wanted == data.key():
        return
    if wanted in CATALOG and not CATALOG[wanted].is_local():
        offer_download(wanted)
        return
    had_model = model.classifier() is not None
    try:
        data.choose(wanted)
    except LogregError as error:
        st.error(as_text(str(error)))
    else:
        if had_model and model.classifier() is None:
            st.toast("The model of the other dataset was discarded. Finished runs stay on Compare.")
        st.rerun()


def offer_download(key: str) -> None:
    """Show a button that downloads a dataset, with its progress. The current dataset stays until then."""
    st.markdown(CATALOG[key].description)
    st.button(
        f"Download {CATALOG[key].title.lower()}",
        type="primary",
        icon=":material/download:",
        on_click=_downloads.set,
        args=(key,),
    )
    wanted = _downloads.get()
    _downloads.clear()
    if wanted == key:
        bar = st.progress(0.0, "Downloading")
        may_be_left()
        try:
            CATALOG[key].fetch(lambda share: bar.progress(share, f"Downloading: {percent(round(share, 2))}"))
            data.choose(key)
        except LogregError as error:
            bar.empty()
            st.error(as_text(str(error)))
        else:
            st.rerun()
    st.caption(f"Until then you see: {as_text(data.dataset().name)}.")
