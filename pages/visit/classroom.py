"""The rooms of all classes on this server, shared by all visitors."""

from __future__ import annotations

import streamlit as st

from classroom.rooms import Rooms, from_environment
from pages.base import limits

from . import persistence
from .shared import once


@once(most=1)
def rooms() -> Rooms:
    """Return the rooms; the first call creates them."""
    return Rooms(from_environment(), most=limits.rooms.value)


def who() -> str:
    """Return an identity for limits per visitor: the address, or on the server's own computer the visit."""
    return st.context.ip_address or persistence.visit()
