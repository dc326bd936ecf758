"""The lesson bar above every page: the task, whether it is done, and links to the other steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from classroom.lessons import Lesson, Step, words
from logreg_core.plugins import Around
from logreg_core.sources.catalog import CATALOG
from pages.visit import guesses, lesson, road
from pages.visit.store import Field

from . import browser
from .words import as_text, count, page_title

OPEN, LOOK = ":material/radio_button_unchecked:", ":material/visibility:"  # steps that are not done
_task = browser.component("lesson_bar", __file__, isolate_styles=False)
_steps = Field("lesson_bar.steps", False)
_why = Field("lesson_bar.why", False)


def show() -> None:
    """Show the bar if there is a lesson."""
    _say_what_a_link_brought()
    if held := lesson.left():
        with st.container(horizontal=True, vertical_alignment="center", key="lesson_bar.left"):
            st.caption(f"You have left “{as_text(held.title)}”.", width="content")
            st.button("Back to it", key="lesson_bar.come_back", on_click=lesson.come_back)
    now, held = lesson.step(), lesson.current()
    if now is None or held is None:
        return
    with st.container(key="lesson_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        _show_steps(held)
        _show_task(now, held)
        _show_why(now)
        _show_ways(now, held)
    _show_what_is_missing(now)


def _say_what_a_link_brought() -> None:
    if refusal := lesson.refusal():
        st.warning(as_text(refusal), icon=":material/link_off:")
    if (offered := lesson.offered()) is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="lesson_bar.offer"):
        st.markdown(
            f"A lesson from this link: **{as_text(offered.title)}**, {count(len(offered.steps), 'step')}.",
            width="content",
        )
        st.button("Begin", key="lesson_bar.begin", type="primary", on_click=lesson.begin, args=(offered,))
        st.button("Not now", key="lesson_bar.decline", on_click=lesson.decline)


def _show_steps(held: Lesson) -> None:
    """Show the current step, and all steps in a menu."""
    position, done = lesson.position(), lesson.done()
    label = f"{position + 1} of {len(held.steps)}"
    with st.popover(label, key=_steps.key, on_change="rerun", type="tertiary") as fold:
        if not fold.open:
            return
        st.markdown(f"**{as_text(held.title)}**")
        for number, each in enumerate(held.steps):
            st.button(
                f"{number + 1}. {page_title(each.page)}: {as_text(each.task)}",
                key=f"lesson_bar.go_{number}",
                icon=":material/check:" if number in done else LOOK if each.only_shows else OPEN,
                type="tertiary",
                disabled=number == position,
                on_click=lesson.go,
                args=(number,),
            )
        if not lesson.may_keep():
            st.caption("Nothing more of this visit is kept on this computer.")


def _show_task(now: Step, held: Lesson) -> None:
    position, done = lesson.position(), lesson.done()
    said = _how_it_was_done(now) if position in done else "To look at." if now.only_shows else ""
    mark = "✓" if position in done else "○" if now.only_shows else ""
    if len(done) == len(held.steps):
        said = f"All {count(len(done), 'step')} done."
    _task(key="lesson_bar.task", data={"mark": mark, "said": said, "task": now.task}, height="content")


def _how_it_was_done(now: Step) -> str:
    if not lesson.was_early():
        return "Done."
    if now.guess and not guesses.are_wanted():
        return "Done: you want no questions."
    return "Done before you came here."


def _show_why(now: Step) -> None:
    """Show more about the step, and its condition."""
    if not now.why and now.only_shows:
        return
    with st.popover("Why", key=_why.key, on_change="rerun", type="tertiary") as fold:
        if fold.open:
            for line in now.why.splitlines():
                st.markdown(as_text(line))
            if not now.only_shows:
                st.caption(as_text(words(now.done)))


def _show_ways(now: Step, held: Lesson) -> None:
    """Show the buttons back, next, to the page of the step, and end. After the last step, next leads to a skipped
    one."""
    position, done = lesson.position(), lesson.done()
    _button("Back", "back", lesson.go, position - 1, icon=":material/arrow_back:", disabled=not position)
    is_here = now.page == road.here()
    if not is_here:
        _button(f"To {page_title(now.page)}", "to_page", lesson.go, position, type="primary")
    if (target := _following(held)) is not None:
        following, is_last = held.steps[target].page, target < position
        way = "Still open" if is_last else "Next"
        label = way if following == now.page else f"{way}: {page_title(following)}"
        kind = "primary" if is_here and (position in done or now.only_shows) else "secondary"
        _button(label, "next", lesson.go, target, type=kind)
    elif len(done) == len(held.steps):
        st.page_link("keep.py", label="Take it with you", icon=":material/save:")
    elif is_here and now.only_shows and position not in done:
        _button("Finish", "finish", lesson.pass_by, type="primary")
    _button("Leave", "leave", lesson.leave, icon=":material/close:")


def onward() -> None:
    """Show the next step at the foot of the page if this step is done or only shows something."""
    now, held = lesson.step(), lesson.current()
    if now is None or held is None or now.page != road.here():
        return
    if not (now.only_shows or lesson.position() in lesson.done()):
        return
    if (target := _following(held)) is not None:
        page = held.steps[target].page
        label = f"On to {page_title(page)}" if page != now.page else "To the next step"
        st.button(label, key="lesson_bar.onward", on_click=lesson.go, args=(target,))


def _following(held: Lesson) -> int | None:
    """Return the position of the next step; after the last one, of the first skipped step."""
    position, last = lesson.position(), len(held.steps) - 1
    left_out = (number for number in range(last) if number not in lesson.done())
    return position + 1 if position < last else next(left_out, None)


def _button(label: str, name: str, do: Callable[..., None], *args: int, **how: Any) -> None:
    """A button with an icon shows the icon alone."""
    said = label if "icon" in how else None
    st.button(label, key=f"lesson_bar.{name}", on_click=do, args=args, **{"type": "tertiary", "help": said} | how)


def _show_what_is_missing(now: Step) -> None:
    """Show what the step could not set, with a button that sets it."""
    title = CATALOG[now.data].title if now.data else ""
    if (waits := lesson.waits()) == "own":
        sentence = f"This step is about “{title}”. Your own data stay in the list of datasets on Explore."
        label = f"Take “{title}”"
    elif waits:
        sentence, label = f"This step is about “{title}”, which must be fetched once.", f"Fetch “{title}”"
    elif why := lesson.missing():
        sentence, label = as_text(why), "Try again"
    else:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_bar.missing"):
        st.markdown(sentence, width="content")
        st.button(label, key="lesson_bar.take", on_click=lesson.take)


AROUND = Around(show)
