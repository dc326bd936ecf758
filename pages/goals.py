"""Goals: ten goals and which are reached."""

import streamlit as st

from classroom.exercise.goals import GOALS
from pages.visit import goals

st.title("Ten goals")
reached = goals.reached()
st.markdown(f"**{len(reached)} of {len(GOALS)}** reached. They count on every page.")
for goal in GOALS:
    score = reached.get(goal.name)
    mark, best = ":material/radio_button_unchecked:", ""
    if score is not None:
        mark, best = ":material/check_circle:", f", reached: {goal.said(score)}".removesuffix(": ")
    with st.container(border=True):
        left, right = st.columns([5, 2], vertical_alignment="center")
        left.markdown(f"{mark} **{goal.title}**{best}  \n{goal.asked} {goal.target()}")
        with right.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            address = goal.page.removesuffix(".py")
            st.page_link(goal.page, label=address.capitalize(), icon=":material/arrow_forward:")
            with st.popover("Hint", icon=":material/lightbulb:"):
                st.markdown(goal.hint)
if reached:
    st.button("Forget what is reached", on_click=goals.forget, icon=":material/restart_alt:")
