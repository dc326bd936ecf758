"""Train: watch the cost go down, and change your mind while it does."""

import inspect

import streamlit as st

from logreg_core import logistic
from logreg_core.evaluate import Accuracy, bigger_class
from logreg_core.figures.curves import training_curves
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from pages.shared import frame, state
from pages.shared.controls import choose_number
from pages.shared.training import TICK, Training
from pages.shared.words import as_text, cost, count, percent, times, two_digits_below


def start() -> None:
    """Begin a run from zero. A second click on the same button changes nothing."""
    run = state.training()
    if run is None or run.finished:
        state.begin_training(int(state.setting(ITERATIONS)), state.setting(LEARNING_RATE)).go()


def pause() -> None:
    """Hold the run where it is. The second half of a double click on Train does not count."""
    if (run := state.training()) and run.under_way:
        run.running = False


def resume() -> None:
    """Go on towards the goal."""
    if (run := state.training()) and not run.finished:
        run.descent.learning_rate = state.setting(LEARNING_RATE)
        run.go()


def step() -> None:
    """One iteration, and wait."""
    run = state.training() or state.begin_training(int(state.setting(ITERATIONS)), state.setting(LEARNING_RATE))
    run.aim(max(run.goal, run.iteration + 1))
    run.descent.learning_rate = state.setting(LEARNING_RATE)
    run.step(1)


def change_goal(iterations: float) -> None:
    """A new number of iterations holds for the run in hand too, if it has not gone further already."""
    if run := state.training():
        run.aim(max(int(iterations), run.iteration))


def change_rate(rate: float) -> None:
    """A new learning rate holds from the next step on; after the end of a run it is for the next one."""
    if (run := state.training()) and not run.finished:
        run.descent.learning_rate = rate


def show_controls(run: Training | None) -> None:
    """The two settings and the buttons."""
    left, right = st.columns(2, gap="large")
    with left:
        choose_number(LEARNING_RATE, change_rate)
    with right:
        choose_number(ITERATIONS, change_goal)
    going = run is not None and not run.finished
    running = going and run.running
    with st.container(horizontal=True):
        label, icon, act = (
            ("Pause", "pause", pause)
            if running
            else ("Resume", "resume", resume)
            if going
            else ("Train", "play_arrow", start)
        )
        st.button(label, on_click=act, type="primary", icon=f":material/{icon}:", key=state.GO_BUTTON)
        st.button(
            "Step",
            on_click=step,
            disabled=running,
            icon=":material/skip_next:",
            help="Take one iteration.",
        )
        st.button(
            "Stop",
            on_click=run.stop if run else None,
            disabled=not going,
            icon=":material/stop:",
            help="End the run here and keep the result.",
        )
        st.button(
            "Reset",
            on_click=state.forget_training,
            disabled=run is None,
            icon=":material/restart_alt:",
            help="Forget the run and its weights.",
        )


def show_live(run: Training) -> None:
    """The curve and the numbers so far. While the run goes on, this part of the page is drawn again at every tick."""
    was_running = run.running
    if run.running:
        run.tick()
    now = run.descent.now
    with st.container(horizontal=True):
        st.metric(f"Iteration, of {run.goal:,}", f"{now.iteration:,}", width=160)
        st.metric("Training cost", cost(now.cost), width=160)
        st.metric("Test cost", cost(now.test_cost), width=160)
        st.metric("Training images right", percent(now.train_accuracy), width=160)
        st.metric("Test images right", percent(now.test_accuracy), width=160)
    st.plotly_chart(
        training_curves([*run.descent.records, now], room_for(run), run.descent.rates),
        config={"displayModeBar": False},
        alt=f"Cost and accuracy after {count(now.iteration, 'iteration')}: the training cost is {cost(now.cost)}, the"
        f" test cost {cost(now.test_cost)}, and {percent(now.test_accuracy)} of the test images are right.",
    )
    show_trouble(run)
    if was_running and not run.running:
        st.rerun()  # the whole page, so that the buttons and the sidebar know that it is over


def room_for(run: Training) -> int:
    """Where the axis ends: at the goal while the run is under way, nearer while only a few steps have been taken."""
    return run.goal if run.running else min(run.goal, max(20, 5 * run.iteration // 4))


def show_trouble(run: Training) -> None:
    """When the steps are too long, say so, and offer a rate at which the cost can never rise."""
    trouble = run.descent.trouble
    if trouble is None:
        return
    rate = two_digits_below(run.descent.safe_learning_rate)
    if trouble.diverging:
        st.error(
            f"The run diverges: the cost is {trouble.cost:,.2f}, and it was {trouble.start:.2f} before the first step."
            " Each step jumps over the valley and lands higher on the other side.",
            icon=":material/warning:",
        )
    else:
        st.warning(
            f"The training cost does not only fall: it rose {times(trouble.rises)} between the {trouble.records} points"
            f" of the curve, up to {trouble.highest:,.2f}. Some steps are longer than the valley is wide.",
            icon=":material/warning:",
        )
    offered = state.setting(LEARNING_RATE) > rate
    if offered and st.button(f"Use a learning rate of {rate:g}", help="The cost can never rise at it."):
        state.set_setting(LEARNING_RATE, rate)
        change_rate(rate)
        st.rerun()  # the whole page, so that the slider shows it


def show_scores(run: Training) -> None:
    """The result with its uncertainty, beside the score of a machine that never looks at the picture."""
    st.header("How good is it?")
    now = run.descent.now
    judged = (("Training", run.dataset.train, now.train_accuracy), ("Test", run.dataset.test, now.test_accuracy))
    for column, (title, split, share) in zip(st.columns(2, border=True), judged, strict=True):
        score = Accuracy(round(share * len(split)), len(split))
        label, baseline = bigger_class(split.labels)
        low, high = score.interval
        with column:
            st.metric(f"{title} images right", percent(score.share))
            st.markdown(
                f"{score.correct} of {score.total}. 95 % interval: {percent(low)} to {percent(high)}.  \n"
                f"Always answering “{as_text(run.dataset.class_names[label])}”: {percent(baseline.share)}."
            )
            if title == "Test" and high < baseline.share:
                st.markdown("**Worse than always giving the same answer.**")
            elif title == "Test" and low <= baseline.share:
                st.markdown(
                    "**The interval contains that score: these few images do not show that the neuron is better.**"
                )
    with st.expander("What do these numbers mean?"):
        st.markdown(
            "The neuron has learned from the training images, so it may know them by heart. Only the test images say"
            " how it does on pictures that it has never seen. They are few, so chance plays a part: the interval says"
            " where the true share of right answers plausibly lies (Wilson's method). And a machine that always answers"
            " with the bigger class is right surprisingly often without ever looking at a picture."
        )


st.title("Train a neuron")
run = state.training()
show_controls(run)
if run is None:
    st.markdown(
        "Press **Train** and watch. The cost says how wrong the neuron is on average: 0.69 is pure guessing, 0 is"
        " perfect. Every iteration looks at all training images and moves each weight a little in the direction that"
        " lowers the cost."
    )
else:
    st.fragment(show_live, run_every=TICK if run.running else None)(run)
    if run.iteration and not run.running:
        show_scores(run)
with st.expander("The code of one iteration", icon=":material/code:"):
    st.markdown(
        "This is the textbook that the app is tested against. The page runs the same descent with less arithmetic:"
        " the weights are equal to the last digits, and both files are in `logreg_core`."
    )
    st.code(inspect.getsource(logistic.propagate) + "\n\n" + inspect.getsource(logistic.optimize))
if run is not None and run.iteration:
    frame.onward("weights.py", "See what it learned")
