"""Teach: write and share a lesson, open a room, collect receipts."""

import streamlit as st

from pages.parts.teach.hand_out import hand_out
from pages.parts.teach.receipts import show_receipts
from pages.parts.teach.start import choose_start, say_what_is_gone
from pages.parts.teach.writing import write
from pages.visit import draft

st.title("Teach a class")
st.header("Write a lesson")
if not draft.is_there():
    st.markdown("A lesson leads from page to page, a task at a time. Anyone with its link or file can follow it.")
    choose_start()
    say_what_is_gone()
else:
    draft.offer(them=True)
    write()
    hand_out()
    with st.expander("Another lesson"):
        st.markdown("It takes the place of this one, which can be brought back.")
        choose_start()
        st.button("Put this one away", key="teach.end", on_click=draft.end, type="tertiary")
st.header("Open a room")
st.page_link("board.py", label="See live how far the class is, and ask everyone", icon=":material/dashboard:")
show_receipts()
