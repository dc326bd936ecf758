"""The table of pages, what stands around each of them, and the page that was asked for."""

import streamlit as st

from logreg_core.plugins import Page
from pages.shared import frame
from pages.shared.plugged import entry_of, plugins
from pages.visit import link, training

PAGES = (
    Page("Home", "home.py", "Start", "home"),
    Page("Explore", "explore.py", "Data", "grid_view"),
    Page("Build", "build.py", "Data", "add_a_photo"),
    Page("Edit", "edit.py", "Data", "edit"),
    Page("Train", "train.py", "Learn", "trending_down"),
    Page("Compare", "compare.py", "Learn", "stacked_line_chart"),
    Page("Sweep", "sweep.py", "Learn", "grid_on"),
    Page("Features", "features.py", "Learn", "texture"),
    Page("Paint", "paint.py", "Learn", "brush"),
    Page("Weights", "weights.py", "Understand", "gradient"),
    Page("Evaluate", "evaluate.py", "Understand", "fact_check"),
    Page("Calibration", "calibration.py", "Understand", "balance"),
    Page("Experiments", "experiments.py", "Understand", "science"),
    Page("Card", "card.py", "Understand", "description"),
    Page("Predict", "predict.py", "Use", "photo_camera"),
    Page("Why", "why.py", "Use", "account_tree"),
    Page("Many", "many.py", "Use", "photo_library"),
    Page("Keep", "keep.py", "Use", "save"),
)
FILM = Page("Film", "film.py", "Learn", "movie")  # an address that was given out; no menu shows it

st.set_page_config(page_title="One neuron, one picture", page_icon=frame.ICON, layout="wide")
menu: dict[str, list[st.Page]] = {}
for each in (*PAGES, FILM, *plugins().pages):
    entry = entry_of(each, is_first=each is PAGES[0], is_hidden=each is FILM)
    menu.setdefault(each.section, []).append(entry)
page = st.navigation(menu, expanded=True)
link.read()
training.look()
frame.show_what_is_in_hand()
page.run()
