"""Join: take a seat in a class room by its word, see what is shared, and leave."""

import streamlit as st

from pages.parts.join.seat import ask_for_the_word, show_seat
from pages.shared.terms import term
from pages.visit import room

st.title("Join your class")
if room.seat() is None:
    ask_for_the_word()
else:
    show_seat()
st.header("What is shared", anchor=False)
st.markdown(
    f"""
- **The teacher who opened the room sees** your nickname, the page that you are on and when you were last there; which
  steps of the lesson are done; of your runs the {term("learning rate")}, the number of
  {term("iteration", "iterations")}, the {term("cost")} and the shares that are right; the check on Code that fails;
  whether you have answered when she asks the class, and how all answers are spread.
- **The class sees**, on her projector, how many answered what and all runs as dots. It sees names only where she opens
  the list.
- **Nobody sees** your pictures, your data and your code. A picture, with the names of its classes, goes to her only
  when you press “Send this picture to the board”, and to the class only when she shows it.
- When she ends the room, or its time is over, **all of it is gone**. When you leave, what came from you is gone; only
  in a spread that was revealed before your guess stays counted.
"""
)
