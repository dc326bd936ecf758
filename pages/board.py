"""Board: a room for a class. The teacher opens it, watches it live, asks questions and shows it on a projector."""

import streamlit as st

from pages.parts.board.live import show_live
from pages.parts.board.opening import offer_a_room
from pages.parts.board.secret import take_from_the_address
from pages.visit import board

st.title("Class board")
take_from_the_address()
if board.secret():
    show_live()
else:
    offer_a_room()
