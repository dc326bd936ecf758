"""Step: one iteration by hand, a gradient check, and the same with a real image."""

import streamlit as st

from classroom.exercise.by_hand import START
from logreg_core import ArgumentError
from pages.parts.step import check_by_hand, check_the_neuron, sheet, show_first_image
from pages.shared import frame
from pages.shared.words import as_text, cost
from pages.visit import by_hand


def take_the_step() -> None:
    """Take the next iteration."""
    by_hand.here.set(by_hand.here.get().step())


st.title("One iteration by hand")
st.markdown(
    "Four images of three pixels, and one neuron. Press a number to see which ones it comes from, or **work it out"
    " yourself**. The weights, the bias and the rate can be typed."
)
state = by_hand.here.get()
typed = sheet(state)
if typed is not None:
    try:
        by_hand.here.set(state.typed(*typed))
    except ArgumentError as error:
        st.error(as_text(str(error)))
    else:
        st.rerun()
with st.container(horizontal=True, vertical_alignment="center"):
    st.button("Take the step", type="primary", icon=":material/step:", on_click=take_the_step)
    st.button("Start again", on_click=by_hand.here.clear, disabled=state is START)
    if state.costs:
        st.caption(f"Cost before each step so far: {', '.join(map(cost, state.costs[-6:]))}")

st.header("Is the slope right?")
check_by_hand(state)
check_the_neuron()

st.header("The same with a real image")
show_first_image()
frame.onward()
