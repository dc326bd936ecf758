"""Compare: the runs that are over, beside each other."""

import pandas as pd
import streamlit as st

from logreg_core.figures import palette
from logreg_core.figures.comparison import comparison
from logreg_core.figures.curves import is_steep
from logreg_core.settings import RUN_SETTINGS
from pages.shared import frame, state
from pages.shared.kept import MOST_KEPT, KeptRun, floor_of, in_words, why_no_floor
from pages.shared.words import as_text, csv_text, percent


def table_of(runs: tuple[KeptRun, ...]) -> pd.DataFrame:
    """One row for each run: what it was, and how it ended. Streamlit offers it as a file for a spreadsheet too."""
    return pd.DataFrame(
        {
            "Name": csv_text(run.name),
            "Pinned": run.pinned,
            "Data": csv_text(run.dataset_name),
            "Training cost": run.result.objective,
            "Test cost": run.result.test_cost,
            "Training right": run.result.train_accuracy,
            "Test right": run.result.test_accuracy,
            "Best test right": run.best_test.test_accuracy,
            "at iteration": run.best_test.iteration,
        }
        | {each.label: run.settings[each.name] for each in RUN_SETTINGS}
        for run in reversed(runs)
    )


def show_table(runs: tuple[KeptRun, ...]) -> None:
    """All runs, to be sorted by a click on a column, and downloaded."""
    table = table_of(runs)
    share = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        table,
        hide_index=True,
        column_config=dict.fromkeys(("Training right", "Test right", "Best test right"), share)
        | dict.fromkeys(("Training cost", "Test cost"), st.column_config.NumberColumn(format="%.4f")),
        alt="The kept runs with their settings and scores. A click on a column sorts them.",
    )
    st.download_button(
        "Download the table",
        table.to_csv(index=False).encode(),
        "runs.csv",
        "text/csv",
        icon=":material/download:",
    )


def show_chart(runs: tuple[KeptRun, ...]) -> None:
    """The curves of the chosen runs, on axes of choice."""
    labels = labels_of(runs)
    most = len(palette.RUNS)
    preferred = sorted(runs, key=lambda run: (run.pinned, run.number), reverse=True)[: min(4, most)]
    chosen = st.multiselect(
        f"Runs in the chart, at most {most}",
        [run.number for run in reversed(runs)],
        [run.number for run in preferred],
        format_func=labels.get,
        max_selections=most,
        key=state.runs_field("chart"),
    )
    with st.container(horizontal=True, gap="large"):
        measure = st.segmented_control("Measure", ["cost", "accuracy"], default="cost", required=True)
        usual = (
            "log" if is_steep(record for run in runs if run.number in chosen for record in run.records) else "linear"
        )
        y_scale = st.segmented_control("Upright axis", ["linear", "log"], default=usual, required=True)
        x_scale = st.segmented_control("Iterations", ["linear", "log"], default="linear", required=True)
    shown = {labels[run.number]: run for run in runs if run.number in chosen}
    if not shown:
        st.caption("Choose at least one run.")
        return
    floors = {label: floor for label, run in shown.items() if (floor := floor_of(run, state.dataset())) is not None}
    st.plotly_chart(
        comparison(
            {label: run.records for label, run in shown.items()},
            floors=floors,
            measure=measure,
            x_scale=x_scale,
            y_scale=y_scale,
        ),
        config={"displayModeBar": False},
        alt="; ".join(
            f"{label}: {percent(run.result.test_accuracy)} of the test images right" for label, run in shown.items()
        ),
    )
    st.caption(
        "Solid: training images. Dashed: test images. A star marks where the test images fared best. **To choose the"
        " number of iterations by the star is cheating:** then the test images have taken part in the training, and"
        " their score says no longer how the neuron does on pictures that it has never seen. Early stopping on a"
        " validation part, on the page Train, is the honest way."
    )
    if measure == "cost":
        st.caption(
            "A thin line is the floor: no weights whatever have a smaller cost with that penalty (Newton's method)."
            if floors
            else say_why_no_floor(shown)
        )


def say_why_no_floor(shown: dict[str, KeptRun]) -> str:
    """A sentence for runs, by their labels, of which none has a floor; one for each reason where there are several."""
    with_it: dict[str, list[str]] = {}
    for label, run in shown.items():
        with_it.setdefault(why_no_floor(run, state.dataset()), []).append(as_text(label))
    if len(with_it) == 1:
        return f"None of these runs has a floor to show: {next(iter(with_it))}."
    each = (f"{', '.join(labels)}: {reason}." for reason, labels in with_it.items())
    return f"None of these runs has a floor to show. {' '.join(each)}"


def labels_of(runs: tuple[KeptRun, ...]) -> dict[int, str]:
    """The names of the runs, each with its number behind where two are alike."""
    names = [run.name for run in runs]
    return {run.number: run.name if names.count(run.name) == 1 else f"{run.name} ({run.number})" for run in runs}


def show_one(runs: tuple[KeptRun, ...]) -> None:
    """Name a run, pin it, use it, remove it."""
    st.header("One of them")
    labels = labels_of(runs)
    number = st.selectbox(
        "Run", [run.number for run in reversed(runs)], format_func=labels.get, key=state.runs_field("one")
    )
    run = next(run for run in runs if run.number == number)
    st.markdown(f"Learned from {as_text(run.dataset_name)}, with {as_text(in_words(run.settings))}.")
    name = st.text_input("Name", run.name, max_chars=60, key=state.runs_field(f"name.{number}"))
    if name != run.name:
        state.change_run(number, name=name)
        st.rerun()
    with st.container(horizontal=True):
        if st.button("Unpin" if run.pinned else "Pin", icon=":material/keep:", help="A pinned run stays."):
            state.change_run(number, pinned=not run.pinned)
            st.rerun()
        if run.classifier is not None and st.button(
            "Take its neuron in hand", icon=":material/psychology:", help="Weights and Predict then show this one."
        ):
            state.take_classifier(run.classifier)
            st.rerun()
        if st.button("Remove", icon=":material/delete:"):
            state.forget_runs([number])
            st.rerun()
        if st.button("Remove all that are not pinned", icon=":material/delete_sweep:"):
            state.forget_runs(each.number for each in runs if not each.pinned)
            st.rerun()


st.title("Compare runs")
runs = state.runs()
if not runs:
    st.info("No run has ended yet. Every run that ends is kept here, with its settings, its curve and its neuron.")
    st.page_link("train.py", label="Train a model", icon=":material/arrow_back:")
    st.stop()
show_chart(runs)
show_table(runs)
st.caption(f"The newest {MOST_KEPT} runs are kept, for as long as this page is open. Pinned ones stay.")
show_one(runs)
frame.onward("sweep.py", "Let a sweep find the settings")
