"""The table of pages, what runs around each page, and the page of the current address."""

import streamlit as st

from logreg_core.plugins import Page
from pages.server import visits
from pages.server.gate import gate
from pages.server.leaving import say_again
from pages.server.plugged import entry_of, plugins
from pages.shared import aloud, draft_bar, frame, lesson_bar, persistence, room
from pages.shared.keyboard import offer_keys
from pages.shared.present import offer_to_present
from pages.shared.wayfinder import find_page, is_one_of
from pages.shared.words import as_text
from pages.visit import goals, lesson, link, road, training

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
    Page("Lessons", "lessons.py", "Class", "school"),
    Page("Join", "join.py", "Class", "login"),
    Page("Board", "board.py", "Class", "dashboard"),
    Page("Teach", "teach.py", "Class", "co_present"),
)
FILM = Page("Film", "film.py", "Learn", "movie")  # an older public address; no menu shows it

visits.enter()
with gate.turn():
    st.set_page_config(page_icon=frame.ICON, layout="wide")  # before the menu, which would request an icon
    pages = (*PAGES, FILM, *plugins().pages)  # before the link, which may name a dataset of a plug-in
    if not (is_awaited := persistence.is_awaited()):
        lesson.read()
        link.read()
        link.write()  # before the menu, so that a page is one step of the browser's history
        lesson.hold_in_address()
    of_the_lesson = lesson.pages()
    done = lesson.pages_done() if of_the_lesson else road.done()
    entries = {
        each.address: entry_of(each, is_first=each is PAGES[0], is_hidden=each is FILM, is_done=each.address in done)
        for each in pages
    }
    menu: dict[str, list[st.Page]] = {}
    if held := lesson.current():
        menu[f"Lesson: {as_text(held.title)}"] = [entries[address] for address in of_the_lesson]
    for each in pages:
        if each.address not in of_the_lesson:
            menu.setdefault(each.section, []).append(entries[each.address])
    first = of_the_lesson or tuple(road.ROAD)
    is_folded = lesson.is_going() or is_one_of({*first, "lessons", "join"})
    page = st.navigation(menu, expanded=len(first) if is_folded else True)
    st.set_page_config(page_title=f"{page.title} · One neuron, one picture")
    if is_awaited:
        persistence.wait()
        st.stop()
    road.enter(page.url_path or PAGES[0].address)
    training.look()
    if target := road.follow() or lesson.enter():
        st.switch_page(entries[target], query_params={})
    lesson.look()
    say_again()
    frame.show_what_is_in_hand()
    persistence.say_what_is_not_kept()
    for goal in goals.look():
        st.toast(goal.told(goals.reached()[goal.name]), icon=":material/check_circle:")
    find_page(entries.values())
    offer_to_present()
    offer_keys()
    bars = (lesson_bar.AROUND, draft_bar.AROUND, room.AROUND)
    around = (persistence.AROUND, *bars, aloud.around(page.title), frame.AROUND, *plugins().around)
    for layer in around:
        layer.before()
    try:
        page.run()
    except frame.PageEnds:
        pass
    finally:
        for layer in reversed(around):
            layer.after()
    if lesson.look():
        st.rerun()  # the lesson bar says so
