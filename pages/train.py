"""Train: watch the cost go down, and change your mind while it does."""

import inspect
from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from logreg_core import logistic
from logreg_core.evaluate import Accuracy, bigger_class
from logreg_core.export import LONG_STEPS
from logreg_core.figures.curves import training_curves
from logreg_core.settings import (
    BATCH_SIZE,
    ITERATIONS,
    L2,
    LEARNING_RATE,
    MOMENTUM,
    PATIENCE,
    SEED,
    VALIDATION,
    Setting,
)
from pages.shared import frame, state
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.controls import choose_number
from pages.shared.story import by_heart_in_words, curve_in_words, space_in_words
from pages.shared.training import TICK, Training, can_validate, is_instant, safe_learning_rate
from pages.shared.words import as_text, cost, count, duration, percent, times, two_digits_below

MORE = (L2, MOMENTUM, BATCH_SIZE, SEED, PATIENCE, VALIDATION)


def start() -> None:
    """Begin a run from zero. A second click on the same button changes nothing."""
    run = state.training()
    if run is None or run.finished:
        state.begin_training().go()


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
    run = state.training() or state.begin_training()
    run.aim(max(run.goal, run.iteration + 1))
    run.descent.learning_rate = state.setting(LEARNING_RATE)
    run.step_by_hand()


def stop() -> None:
    """End the run here and keep the result."""
    if run := state.training():
        run.stop()
        state.keep_run(run)


def change(setting: Setting) -> Callable[[float], None]:
    """What a new value of a setting does.

    A run that is not over goes on with another learning rate or goal; other settings are for the next run. Otherwise a
    run that takes a blink is done at once.
    """

    def hear(value: float) -> None:
        run = state.training()
        if run and not run.finished:
            if setting is LEARNING_RATE:
                run.descent.learning_rate = value
            elif setting is ITERATIONS:
                run.aim(max(int(value), run.iteration))
        elif is_instant(state.dataset(), state.run_settings()):
            state.train_at_once()
        elif run and setting is ITERATIONS:
            run.aim(max(int(value), run.iteration))

    return hear


def show_settings() -> None:
    """The two settings that matter most, and the others folded away."""
    dataset, settings = state.dataset(), state.run_settings()
    bound = safe_learning_rate(dataset, settings)
    why = "" if bound is None else f"up to {two_digits_below(bound):g} the cost can never rise"
    left, right = st.columns(2, gap="large")
    with left:
        choose_number(LEARNING_RATE, change(LEARNING_RATE), bound=bound, why=why)
    with right:
        choose_number(ITERATIONS, change(ITERATIONS))
    special = [each for each in MORE if state.setting(each) != each.default]
    with st.expander("More settings" + (f" ({len(special)} changed)" if special else "")):
        left, right = st.columns(2, gap="large")
        for column, each in zip((left, right) * 3, MORE, strict=True):
            with column:
                early = each in (PATIENCE, VALIDATION)
                choose_number(each, change(each), disabled=early and not can_validate(dataset))
    if settings[PATIENCE.name] and can_validate(dataset):
        say_bursts_are_cut(dataset, "The validation part of early stopping")


def show_buttons(run: Training | None) -> None:
    """Train, or Pause, or Resume; then Step, Stop and Reset."""
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
        st.button(label, on_click=act, type="primary", icon=f":material/{icon}:", key=state.GO_BUTTON, shortcut="T")
        st.button(
            "Step",
            on_click=step,
            disabled=running or (run is not None and run.descent.stopped),
            icon=":material/skip_next:",
            help="Take one iteration.",
            key=state.STEP_BUTTON,
            shortcut="S",
        )
        st.button(
            "Stop",
            on_click=stop,
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
    if going and any(run.settings[each.name] != state.setting(each) for each in MORE):
        st.caption("This run goes on as it began, but for learning rate and iterations. Reset to begin with the rest.")
    elif not going and is_instant(state.dataset(), state.run_settings()):
        st.caption("Here a run takes a blink: move a slider and it is done. **Train** plays it slowly.")


def show_live(run: Training) -> None:
    """The curve and the numbers so far. While the run goes on, this part of the page is drawn again at every tick."""
    was_running = run.running
    if run.running:
        run.tick()
    now = run.descent.now
    records = [*run.descent.records, now]
    above, curve, below = st.container(), st.container(), st.container()
    with (below if frame.is_phone() else above).container(horizontal=True):  # a phone shows the curve first
        st.metric(f"Iteration, of {run.goal:,}", f"{now.iteration:,}", width=160)
        st.metric("Training cost", cost(now.objective), width=160)
        st.metric("Test cost", cost(now.test_cost), width=160)
        st.metric("Training images right", percent(now.train_accuracy), width=160)
        st.metric("Test images right", percent(now.test_accuracy), width=160)
    before = [kept for kept in state.runs() if kept.number < run.number and kept.dataset_digest == run.dataset.digest]
    curve.plotly_chart(
        training_curves(records, room_for(run), run.descent.rates, ghost=before[-1].records if before else ()),
        config={"displayModeBar": False},
        alt=f"Cost and accuracy over the iterations. {curve_in_words(records)}",
    )
    if run.running and run.seconds_left > 5:
        st.caption(f"About {duration(run.seconds_left)} left.")
    show_trouble(run)
    if not run.running and run.result.iteration == now.iteration and (warning := by_heart_in_words(records)):
        st.markdown(f"**By heart?** {warning}. *Patience*, under “More settings”, looks for the moment before that.")
    if was_running and not run.running:
        if run.finished:
            state.keep_run(run)
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
        change(LEARNING_RATE)(rate)
        st.rerun()  # the whole page, so that the slider shows it


def show_early_stop(run: Training) -> None:
    """Which neuron early stopping kept, and why."""
    best, last = run.result, run.iteration
    end = f"Stopped early, after {count(last, 'iteration')}." if run.descent.stopped else "Patience lasted to the end."
    st.markdown(
        f"**{end}** The cost of the validation part was lowest at iteration {best.iteration:,}, with"
        f" {cost(best.validation_cost)}. The weights of that iteration are the result."
        + (
            " No step was better on those images than the neuron that has learned nothing."
            if not best.iteration
            else ""
        )
    )


def show_scores(run: Training) -> None:
    """The result with its uncertainty, beside the score of a machine that never looks at the picture."""
    st.header("How good is it?")
    now, labels, aside = run.result, run.dataset.train.labels, run.validation
    judged = [
        ("Training", labels if aside is None else labels[~aside], now.train_accuracy),
        ("Test", run.dataset.test.labels, now.test_accuracy),
    ]
    if aside is not None:
        show_early_stop(run)
        judged.insert(1, ("Validation", labels[aside], now.validation_accuracy))
    for column, (title, truth, share) in zip(st.columns(len(judged), border=True), judged, strict=True):
        score = Accuracy(round(share * len(truth)), len(truth))
        label, baseline = bigger_class(truth)
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


def show_how(run: Training) -> None:
    """How the run was calculated, the curve in words, the link, and the textbook's code."""
    st.caption(space_in_words(run.descent.space))
    with st.expander("The curve in words", icon=":material/notes:"):
        st.markdown(curve_in_words([*run.descent.records, run.descent.now]))
    if (model := run.classifier) and run.finished:
        with st.expander("Get the same run elsewhere", icon=":material/link:"):
            show_link(run, model.checksum)


def show_link(run: Training, checksum: str) -> None:
    """The address that holds the settings, and the number that shows whether they led to the same weights."""
    if state.has_own_dataset():
        st.markdown("Your own dataset is in no link. Whoever has the dataset gets the same run with these settings.")
    st.code(f"{st.context.url}?{urlencode(state.link())}".rstrip("?"), language=None, wrap_lines=True)
    promise = "Whoever opens this link and trains gets the same one." if run.settled else LONG_STEPS
    st.markdown(f"Checksum of the weights: `{checksum}`. {promise}")
    if not run.steady or run.settings != state.run_settings():
        st.markdown("**Not this run, though:** its settings were changed on the way or since. Train once more.")


st.title("Train a neuron")
state.write_link()
if refusal := state.link_refusal():
    st.warning(f"Not all of the link could be used. {as_text(refusal)}", icon=":material/link_off:")
run = state.training()
show_settings()
show_buttons(run)
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
        show_how(run)
with st.expander("The code of one iteration", icon=":material/code:"):
    st.markdown(
        "This is the textbook that the app is tested against. The page runs the same descent with less arithmetic."
        " Where the cost can never rise, the weights are equal but for their last digits. Both files are in"
        " `logreg_core`."
    )
    st.code(inspect.getsource(logistic.propagate) + "\n\n" + inspect.getsource(logistic.optimize))
if run is not None and run.iteration:
    frame.onward("film.py", "Watch it learn")
