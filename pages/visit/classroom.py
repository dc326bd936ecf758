"""The rooms of all classes on this server, one for all visitors."""

from __future__ import annotations

import streamlit as st

from classroom.rooms import Rooms, from_environment
from pages.base import limits

from . import persistence
from .shared import once


@once(most=1)
def rooms() -> Rooms:
    """The rooms, made when somebody first asks."""
    return Rooms(from_environment(), most=limits.rooms.value)


def who() -> str:
    """Whoever this is, for what a room counts by visitor: the address, or on the server's own computer the visit."""
    return st.context.ip_address or persistence.visit()
