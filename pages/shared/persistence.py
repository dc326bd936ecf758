"""Persistence in the visitor's browser: sends the visit to the browser, restores it after a reload, and reports
trouble.

`persistence.js` is the component, `persistence_work.js` decides when to save and load, `persistence_records.js` stores
the records in IndexedDB.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from logreg_core.plugins import Around
from logreg_core.words import listed
from pages.server.browser_blobs import Drawer
from pages.visit import code, lesson, link, persistence, road
from pages.visit.store import Field, Slot

from . import browser, frame
from .aloud import say
from .words import count

COOKIE = "one-neuron-kept"  # the browser sends this cookie if it keeps anything
MAX_MARK = 200  # characters


@dataclass(frozen=True)
class Back:
    """What a browser sent back of an earlier visit. age: in seconds; None if nothing was restored. is_other: a link
    opened something else, so it was not restored. lost: what could not be read. at: the page and the state since then.
    """

    age: float | None = None
    is_other: bool = False
    lost: tuple[str, ...] = ()
    at: tuple[str, str] | None = None


_said: Field[Mapping[str, Any]] = Field("persistence", {})
_last: Slot[str | None] = Slot("persistence_last", None)  # what the browser was asked to keep, if anything
_drawer: Slot[Drawer | None] = Slot("persistence_drawer", None)
_has_answered = Slot("persistence_has_answered", False)
_is_taken = Slot("persistence_is_taken", "")  # what was restored: "shared", or "all" with the state of this tab
_back: Slot[Back | None] = Slot("persistence_back", None)
_order: Slot[tuple[int, str, tuple[str, ...]]] = Slot("persistence_order", (0, "", ()))
_trouble: Slot[Mapping[str, str]] = Slot("persistence_trouble", {})
_is_off = Slot("persistence_is_off", False)
_mount = browser.component("persistence", __file__, isolate_styles=False)  # its style applies to the page


def is_awaited() -> bool:
    """Whether the browser keeps something, by its cookie, and has not sent it yet.

    With the link of a lesson for shared computers nothing is restored: it may be another person's.
    """
    if _has_answered.get() or persistence.is_brought():
        return False
    return st.context.cookies.get(COOKIE) == "1" and lesson.may_keep() and lesson.link_keeps()


def wait() -> None:
    """Show a waiting page until the browser answers. It always answers, but the visitor may skip the wait."""
    with st.container(key="persistence.waits"):
        st.caption("Bringing back what this browser kept")
        st.button("Go on without it", key="persistence.go_on", on_click=_go_on)
    _tell("")


def keep() -> None:
    """Send the browser what to keep, and restore once what it has kept from an earlier visit."""
    if _is_off.get():
        _tell("", keeps=False)
        return
    text = persistence.as_text()
    _last.set(text)
    _tell(text, hand=True)


def keep_on_the_way() -> None:
    """Send changes from a fragment of the page."""
    if may_keep() and (_has_answered.get() or _last.get() is not None):
        said = _what_is_said(persistence.as_text(), hand=True, keeps=True)
        _mount(key="persistence.on_the_way", data={**said, "on_the_way": True}, height=1)


def keep_no_more() -> None:
    """Stop updating what the browser keeps. Only the seat in a room is deleted, as another person may use the computer
    next. Does nothing if persistence is off.
    """
    if (last := _last.get()) is not None:
        _tell(persistence.without("seat", last))


def may_keep() -> bool:
    """Whether persistence is on, and the browser has not reported that it cannot keep anything."""
    return lesson.may_keep() and not _is_off.get() and not trouble()


def is_off() -> bool:
    """Whether the visitor switched persistence off on this computer."""
    return _is_off.get()


def turn(*, on: bool) -> None:
    """Switch persistence on or off. Off also deletes what the browser has kept."""
    _is_off.set(not on)
    _give_order("on" if on else "off")


def forget() -> None:
    """Delete everything in the browser, and start over."""
    persistence.forget()
    _give_order("forget")


def forget_bytes(names: Iterable[str]) -> None:
    """Delete entries with these names from everything that the browser keeps."""
    _give_order("drop", tuple(sorted(names)))


def show_what_came_back() -> None:
    """After a reload, show one line: the visit is restored, with a button to start over. The next action removes it."""
    back = _back.get()
    if back is None:
        return
    current = (road.here(), persistence.as_text("tab"))
    if back.at is None:
        _back.set(back := Back(back.age, back.is_other, back.lost, current))
    if back.at != current:
        _back.clear()
        return
    with st.container(key="persistence.back", horizontal=True, vertical_alignment="center"):
        if back.is_other:
            before = "The link is open. What you had" if back.age is not None else "What you had before"
            st.markdown(f"{before} {_ago(back.age)} is kept.".replace("  ", " "), width="content")
            st.button("Go back to what you had", key="persistence.other", on_click=_give_order, args=("back",))
        elif back.age is not None:
            st.markdown(
                f"**Continue where you left off** {_ago(back.age)}: {frame.briefly_in_hand()}.", width="content"
            )
            st.button("Start over", key="persistence.anew", on_click=_give_order, args=("anew",))
    if back.lost:
        rest = " The rest is back." if back.age is not None else ""
        st.warning(
            f"What this browser kept of {listed(back.lost)} could not be read, perhaps because another version of the"
            f" app kept it, and was dropped.{rest}"
        )


def say_what_is_not_kept() -> None:
    """Show in the sidebar what a reload would lose, if anything."""
    if _trouble.get():
        unkept = what_is_not_kept()
        why = f"This browser cannot keep all: {unkept}" if unkept else "This browser keeps nothing"
        st.sidebar.caption(f":material/warning: {why}. A reload loses it.")


def what_is_not_kept() -> str:
    """Return in words what the browser does not keep, if it keeps the rest; else an empty text."""
    whats = [each.what for each in persistence.packed() if each.name in _trouble.get()]
    return listed(tuple(dict.fromkeys(whats)))


def trouble() -> str:
    """Return why the browser keeps nothing; empty if it has reported no trouble."""
    return _trouble.get().get("", "")


def _ago(age: float | None) -> str:
    """``3 minutes ago``; empty if unknown."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if (age or 0.0) >= size:
            return f"{count(int((age or 0.0) // size), name)} ago"
    return "" if age is None else "a moment ago"


def _give_order(what: str, names: tuple[str, ...] = ()) -> None:
    _order.set((_order.get()[0] + 1, what, names))


def _go_on() -> None:
    _has_answered.set(True)
    _back.set(Back(is_other=True))


def _tell(text: str, *, hand: bool = False, keeps: bool = True) -> None:
    """Send the browser what to keep. hand: whether to include the state of this tab."""
    said = _what_is_said(text, hand=hand, keeps=keeps)
    with st.sidebar:
        _mount(
            key=_said.key,
            data=said,
            height=1,
            on_found_change=_bring,
            on_trouble_change=_hear_of_trouble,
            on_clash_change=_hear_of_a_clash,
            on_there_change=lambda: None,  # the server is back and reruns the page
        )


def _what_is_said(text: str, *, hand: bool, keeps: bool) -> dict[str, Any]:
    drawer = _drawer.get()
    if drawer is None:
        _drawer.set(drawer := Drawer())
    packs = {each.name: each.pack for each in persistence.packed()}
    marks = {name: mark[:MAX_MARK] for name, mark in persistence.marks().items()} if hand else {}
    drawer.offer(marks, lambda name: packs[name]())
    if not (_has_answered.get() or persistence.is_brought()):
        drawer.open(packs)
    number, order, names = _order.get()
    address = _spelled(link.given())
    return {
        "visit": persistence.visit(),
        "answered": _has_answered.get(),
        "took": _is_taken.get(),
        "waits": is_awaited(),
        "keeps": keeps,
        "text": text,
        "hand": {"text": persistence.as_text("tab"), "link": address, "marks": marks} if hand else None,
        "address": address,
        "token": drawer.token,
        "names": list(packs),
        "order": {"number": number, "what": order, "names": names},
    }


def _spelled(of: Mapping[str, str]) -> str:
    return json.dumps(of, sort_keys=True) if of else ""


def _bring() -> None:
    """Restore what the browser has kept, which is untrusted."""
    message = _said.get().get("found")
    if not isinstance(message, Mapping) or message.get("visit") not in (None, persistence.visit()):
        return
    if _has_answered.get() or persistence.is_brought():
        return
    _has_answered.set(True)
    _is_taken.set("all")
    brought = drawer.close() if (drawer := _drawer.get()) is not None else {}
    if message.get("keeps") is False:
        if message.get("from") is True:  # from a visit with persistence off
            lesson.keep_nothing()
            _last.clear()
        else:
            _is_off.set(True)
        return
    if message.get("shared"):
        persistence.bring(message["shared"])
    if message.get("dropped") is True:
        _back.set(Back(lost=("your work",)))
    hand, age = message.get("hand"), _number(message.get("age"))
    if not isinstance(hand, Mapping):
        if age is not None:
            _back.set(Back(age, is_other=True))
    elif persistence.has_hand():
        _is_taken.set("shared")  # it came late: the current state stays
        _back.set(Back(age or 0.0, is_other=True))
    else:
        lost = persistence.bring_hand(hand.get("text"), brought, hand.get("names"))
        link.pass_over()
        _back.set(Back(age or 0.0, lost=lost))
        say("Your work is back.")


def _hear_of_trouble() -> None:
    said = _said.get().get("trouble")
    if isinstance(said, Mapping) and len(said) <= 1 + len(persistence.packed()):
        _trouble.set({str(name)[:40]: str(why)[:40] for name, why in said.items()})


def _hear_of_a_clash() -> None:
    """Another tab wrote functions of Code too. Its texts are untrusted."""
    said = _said.get().get("clash")
    for name, text in said.items() if isinstance(said, Mapping) else ():
        code.meet(name, text)


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    return float(str(value)) if is_number else None


def _keep_if_allowed() -> None:
    keep() if lesson.may_keep() else keep_no_more()


AROUND = Around(show_what_came_back, after=_keep_if_allowed)  # also after a page that ended early
