"""Lessons: the lessons of the app, and others that the visitor started."""

import streamlit as st

from classroom.lessons import Lesson
from pages.shared.lesson_file import say_refusal, take_lesson
from pages.shared.words import as_text, count
from pages.visit import lesson
from pages.visit.progress import Progress


def show(name: str, held: Lesson, far: Progress) -> None:
    """Show one lesson: audience, duration, progress, and the button that starts it."""
    steps, done = len(held.steps), len(far["done"])
    so_far = f", {done} done" if done else ""
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.markdown(
        f"**{as_text(held.title)}**  \n{as_text(held.audience)}. {count(held.minutes, 'minute')},"
        f" {count(steps, 'step')}{so_far}."
    )
    is_begun = bool(done or far["step"])
    with right.container(horizontal=True, horizontal_alignment="right"):
        if done < steps:
            label = "Go on" if is_begun else "Begin"
            st.button(label, key=f"lessons.begin.{name}", type="primary", on_click=lesson.begin, args=(held,))
        if is_begun:
            st.button("Begin again", key=f"lessons.again.{name}", on_click=lesson.begin_again, args=(held,))


st.title("Lessons")
st.markdown("A lesson leads from page to page, a task at a time. You can leave it, and go on later where you were.")
for number, (held, far) in enumerate(lesson.known().values()):
    with st.container(border=True):
        show(str(number), held, far)
st.markdown("**A lesson in a file**")
uploaded = take_lesson("lessons.file")
say_refusal("lessons.file")
if uploaded is not None:
    lesson.begin(uploaded)
    st.rerun()
