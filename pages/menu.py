"""The table of pages, what stands around each of them, and the page that was asked for."""

import streamlit as st

from logreg_core.plugins import Page
from pages.shared import frame
from pages.shared.keeper import keep
from pages.shared.plugged import entry_of, plugins
from pages.shared.present import offer_to_present
from pages.shared.wayfinder import find_page, is_on_the_road
from pages.visit import goals, link, road, training

PAGES = (
    Page("Home", "home.py", "Start here", "home"),
    Page("Explore", "explore.py", "Start here", "grid_view"),
    Page("Step", "step.py", "Start here", "calculate"),
    Page("Train", "train.py", "Start here", "trending_down"),
    Page("Weights", "weights.py", "Start here", "gradient"),
    Page("Evaluate", "evaluate.py", "Start here", "fact_check"),
    Page("Break it", "break_it.py", "Start here", "bug_report"),
    Page("Code", "code_.py", "Start here", "code"),
    Page("Predict", "predict.py", "Start here", "photo_camera"),
    Page("Build", "build.py", "Data", "add_a_photo"),
    Page("Edit", "edit.py", "Data", "edit"),
    Page("Compare", "compare.py", "Learn", "stacked_line_chart"),
    Page("Sweep", "sweep.py", "Learn", "grid_on"),
    Page("Features", "features.py", "Learn", "texture"),
    Page("Paint", "paint.py", "Learn", "brush"),
    Page("Calibration", "calibration.py", "Understand", "balance"),
    Page("Experiments", "experiments.py", "Understand", "science"),
    Page("Why", "why.py", "Understand", "account_tree"),
    Page("You", "you.py", "Understand", "person"),
    Page("Card", "card.py", "Understand", "description"),
    Page("Many", "many.py", "Use", "photo_library"),
    Page("Keep", "keep.py", "Use", "save"),
    Page("Words", "words.py", "Use", "menu_book"),
    Page("Goals", "goals.py", "Use", "flag"),
)
FILM = Page("Film", "film.py", "Learn", "movie")  # an address that was given out; no menu shows it

st.set_page_config(page_title="One neuron, one picture", page_icon=frame.ICON, layout="wide")
menu: dict[str, list[st.Page]] = {}
done = road.done()
for each in (*PAGES, FILM, *plugins().pages):
    entry = entry_of(each, is_first=each is PAGES[0], is_hidden=each is FILM, is_done=each.address in done)
    menu.setdefault(each.section, []).append(entry)
page = st.navigation(menu, expanded=len(road.ROAD) if is_on_the_road() else True)
road.enter(page.url_path or PAGES[0].address)
link.read()
training.look()
frame.show_what_is_in_hand()
for goal in goals.look():
    st.toast(f"Goal reached: {goal.title}", icon=":material/check_circle:")
find_page(entry for entries in menu.values() for entry in entries)
offer_to_present()
try:
    page.run()
finally:
    keep()  # where the page ended early too
