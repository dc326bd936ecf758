"""Code: write the six functions of the neuron, check them, and train with them."""

import streamlit as st

from classroom.exercise.functions import EXERCISES, FIRST_LINE
from classroom.exercise.run import available
from pages.parts.code.checking import ask, check_if_asked, marks_of, report_of, show_elsewhere, show_report
from pages.parts.code.functions import choose_function
from pages.parts.code.race import show_race
from pages.parts.code.trace import show_trace, trace_elsewhere
from pages.parts.code.training import show_training
from pages.parts.code.writing import show_buttons, show_field, show_one_way, show_other
from pages.shared import frame
from pages.visit import code, data

st.title("Write the neuron yourself")
st.markdown(
    "Six functions make the neuron, in the notation of the course. Write them in any order: the textbook's stands in"
    f" for each that is not written yet. `{FIRST_LINE}` is there already."
)
missing = available()
name = choose_function()
report = report_of(name)
traced = None if report is None or missing else trace_elsewhere(name, data.dataset())
show_field(name, marks_of(name, report, traced), ask)
show_other(name)
show_buttons(name, ask, can_check=not missing)
if missing:
    show_elsewhere(missing)
else:
    check_if_asked(name)
if report is not None:
    show_report(report)
    show_trace(report, traced)
show_one_way(name)
if not missing:
    show_race(data.dataset())
    show_training(data.dataset())
frame.onward(is_done=any(code.status(each.name) == "passed" for each in EXERCISES))
