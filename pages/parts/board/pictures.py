"""Pictures sent by students, hidden until the teacher shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from classroom.rooms import Board, Picture, Rooms
from logreg_core import ClassroomError
from pages.shared import described
from pages.shared.words import as_text
from pages.visit import board

from .click import click

WIDTH = 160  # pixels


def show_pictures(held: Board) -> None:
    """Show the sent pictures, each with a button that shows it to the class or hides it."""
    if not held.pictures:
        return
    st.header("Pictures that were sent", anchor=False)
    st.caption("They are on the presenter's view when you show them, and nowhere before.")
    with st.container(horizontal=True):
        for each in held.pictures:
            with st.container(border=True, width=WIDTH + 40):
                show_picture(each, WIDTH)
                st.button(
                    "Take it away" if each.is_shown else "Show it",
                    key=f"board.picture_{each.number}",
                    on_click=click,
                    args=(Rooms.show_picture,),
                    kwargs={"number": each.number, "shown": not each.is_shown},
                )
                st.caption(f"From {as_text(each.nickname)}")


def show_shown(pictures: Sequence[Picture], most: int) -> None:
    """Show the pictures chosen for the class, as large as possible, without names. most: in a row."""
    with st.container(key="board.shown"):
        for start in range(0, len(pictures), most):
            row = pictures[start : start + most]
            for column, each in zip(st.columns(min(len(pictures), most)), row, strict=False):
                with column:
                    show_picture(each, "stretch")


def show_picture(picture: Picture, width: int | Literal["stretch"]) -> None:
    """Show one picture, or a sentence if its sender withdrew it."""
    try:
        png = board.picture(picture.number)
    except ClassroomError:
        st.caption("This picture is no longer here.")
        return
    described.image(png, width=width, caption=as_text(picture.caption), alt=picture.caption or "A picture")
