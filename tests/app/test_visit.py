"""What a visitor has in hand: kept for the visit, and let go of when what it depends on changes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from pages.visit.background import Background

from .conftest import Open, go_to, press, sidebar, slots, unfold, words


def test_a_slot_is_empty_until_something_is_put_and_after_what_it_depends_on_changes() -> None:
    def script() -> None:
        import streamlit as st

        from pages.visit.store import Slot, clear

        slots = {
            change: Slot(f"test.{change}", "empty", reset_on={change})
            for change in ("dataset", "model", "view", "pictures")
        }
        slots["ever"] = Slot("test.ever", "empty")
        assert [slot.get() for slot in slots.values()] == ["empty"] * 5
        for change in ("pictures", "view", "model", "dataset"):
            for slot in slots.values():
                slot.set("full")
            clear(change)
            st.text(f"{change}: {' '.join(name for name, slot in slots.items() if slot.get() == 'full')}")

    app = AppTest.from_function(script, default_timeout=300).run()
    assert not app.exception
    assert [text.value for text in app.text] == [
        "pictures: dataset model view ever",
        "view: dataset model pictures ever",
        "model: dataset view pictures ever",
        "dataset: pictures ever",
    ]


def test_what_is_recalled_holds_until_one_of_its_inputs_changes() -> None:
    def script() -> None:
        import numpy as np

        from logreg_core import Dataset, Split
        from logreg_core.sources import digits
        from pages.visit.store import Recall

        recall: Recall[str] = Recall("test.recall")
        three, other = digits.load(3, 8), digits.load(3, 9)
        assert recall.of(three, 1) is None
        recall.remember("found", three, 1)
        assert recall.of(digits.load(3, 8), 1) == "found", "another object with the same digest"
        train = Split(three.train.images, three.train.labels, np.arange(len(three.train)) // 2)
        taken = Dataset(three.name, three.class_names, train, three.test, three.origin)
        assert taken.digest == three.digest
        assert recall.of(taken, 1) is None, "bursts decide how it is divided"
        assert recall.of(other, 1) is None
        assert recall.of(three, 2) is None
        assert recall.of(three) is None
        recall.remember("found later", other, 1)
        assert recall.of(three, 1) is None, "only the last is kept"
        recall.clear()
        assert recall.of(other, 1) is None

    app = AppTest.from_function(script, default_timeout=300).run()
    assert not app.exception


def test_a_field_keeps_the_value_of_its_widget_and_is_set_by_others() -> None:
    def script() -> None:
        import streamlit as st

        from pages.visit.store import Field

        field = Field("test.field", 3)
        st.button("Set", on_click=field.set, args=(5,))
        st.button("Renew", on_click=field.renew, args=(7,))
        st.button("Let go", on_click=field.clear)
        st.slider("Number", 0, 9, key=field.shown(), persist_state="session")
        st.text(field.get())

    def says(number: int) -> bool:
        return app.text[0].value == str(number) and app.slider[0].value == number

    app = AppTest.from_function(script, default_timeout=300).run()
    assert says(3)
    app.slider[0].set_value(4).run()
    assert says(4)
    press(app, "Set")
    assert says(5)
    before = app.slider[0].key
    press(app, "Renew")
    assert says(7)
    assert app.slider[0].key != before, "an old widget cannot bring its value back"
    press(app, "Let go")
    assert says(3)
    assert not app.exception


def test_another_dataset_lets_go_of_model_threshold_and_share(open_page: Open) -> None:
    app = open_page("evaluate", trained=20)
    app.slider(key="slider.threshold.0").set_value(0.8).run()
    go_to(app, "calibration").slider(key="calibration.used_share").set_value(7).run()
    app.segmented_control(key="calibration.part").set_value("train").run()
    go_to(app, "explore").segmented_control(key="explore.dataset").set_value("drawings").run()
    assert "none yet" in sidebar(app)
    go_to(app, "train").number_input(key="field.num_iterations.0").set_value(20).run()
    press(app, "Train")
    assert go_to(app, "evaluate").slider(key="slider.threshold.0").value == 0.5
    assert go_to(app, "calibration").slider(key="calibration.used_share").value != 7
    assert "The bias changes by" in " ".join(each.value for each in app.caption)


def test_another_model_closes_the_open_cell_and_keeps_the_threshold(open_page: Open) -> None:
    app = open_page("evaluate", trained=20)
    app.slider(key="slider.threshold.0").set_value(0.8).run()
    slots(app)["open_cell"] = (0, 1)
    press(go_to(app, "train"), "Reset")
    assert "open_cell" not in slots(app)
    assert "run" not in slots(app)
    press(app, "Train")
    assert go_to(app, "evaluate").slider(key="slider.threshold.0").value == 0.8


def test_the_getters_change_nothing(open_page: Open) -> None:
    def script() -> None:
        import streamlit as st

        from pages.visit import data, judgement, link, model, photos, runs, settings

        before = dict(st.session_state)
        data.dataset(), data.key(), data.own(), data.is_own(), data.room_bytes()
        model.training(), model.classifier(), model.taken_classifier()
        photos.photo(), photos.way_to_fit(), runs.compared(), settings.recipe()
        judgement.judged(), link.link(), link.refusal()
        assert dict(st.session_state) == before

    app = AppTest.from_function(script, default_timeout=300).run()
    assert not app.exception
    assert "Explore" in words(open_page("explore"))


def test_a_second_click_on_train_and_the_same_settings_once_more_are_the_same_run() -> None:
    def script() -> None:
        from logreg_core.settings import LEARNING_RATE, SEED
        from pages.visit import model, runs, settings, training

        run = training.begin()
        assert training.begin() is run is model.run()
        training.stand(500)
        assert training.begin() is run
        assert run.is_over, "Train leads to the end of it"
        settings.set_setting(SEED, 3)
        training.change(SEED, 3, sliding=False)
        assert model.run() is not run
        settings.set_setting(SEED, 0)
        settings.set_setting(LEARNING_RATE, 0.01)
        training.change(LEARNING_RATE, 0.01, sliding=True)
        assert [each.number for each in runs.compared()] == [1, 2, 3]

    in_a_visit(script)


def test_a_run_may_begin_at_painted_weights_beside_the_one_from_zero() -> None:
    def script() -> None:
        import numpy as np

        from logreg_core import Classifier, Unrepeatable
        from logreg_core.recipe import BEGUN_PAINTED, PAINTED
        from logreg_core.settings import LEARNING_RATE
        from pages.visit import data, model, runs, settings, training

        dataset = data.dataset()
        about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest, Unrepeatable(PAINTED))
        painting = Classifier(np.full((dataset.n_x, 1), 0.01), -3.0, *about)
        training.descend_from(painting)
        run, (zero, begun) = model.run(), runs.compared()
        assert run is not None
        assert (run.start, zero.start, begun.start) == (painting, None, painting)
        assert zero.records[0].cost != begun.records[0].cost
        assert begun.name == "rate 0.005, 2,000 iterations, from painted weights"
        assert begun.classifier is not None
        assert getattr(begun.classifier.recipe, "why", "") == BEGUN_PAINTED
        training.descend_from(painting)
        assert len(runs.compared()) == 2, "both are there already"

        settings.set_setting(LEARNING_RATE, 0.01)
        training.change(LEARNING_RATE, 0.01, sliding=False)
        again = model.run()
        assert again is not None
        assert again is not run
        assert again.start is painting, "what is tried on Train begins there too"
        assert training.begin_anew() is again
        training.stand(0)
        at_start = model.classifier()
        assert at_start is not None
        assert np.array_equal(at_start.w, painting.w)

        model.forget_training()
        assert training.begin_anew().start is None, "after Reset it is zero"

    in_a_visit(script)


def test_a_double_click_on_a_long_run_leaves_it_under_way(background: Background) -> None:
    def script() -> None:
        from logreg_core.settings import ITERATIONS
        from pages.visit import model, settings, training

        settings.set_setting(ITERATIONS, 100_000)
        run = training.begin()
        assert run.running
        assert training.begin() is run
        assert run.running
        assert model.training() is None

    in_a_visit(script)
    assert background.turn()
    assert background.turn()


def test_before_the_end_a_rate_holds_from_the_place_on_and_at_the_end_for_a_new_run() -> None:
    def script() -> None:
        from logreg_core import Recipe
        from logreg_core.settings import BATCH_SIZE, ITERATIONS, L2, LEARNING_RATE, MOMENTUM, SEED
        from pages.visit import model, runs, settings, training

        def choose(setting, value, *, sliding=False):  # type: ignore[no-untyped-def]
            settings.set_setting(setting, value)
            training.change(setting, value, sliding=sliding)
            run = model.run()
            assert run is not None
            assert run.whole is not None
            return run, run.whole

        first = training.begin()
        run, whole = choose(LEARNING_RATE, 0.01)
        assert run is not first
        assert whole.recipe == Recipe(learning_rate=0.01)
        training.stand(500)
        for setting, value in ((LEARNING_RATE, 0.02), (L2, 0.1), (MOMENTUM, 0.5)):
            same, whole = choose(setting, value)
            assert same is run
            assert (run.place, whole.iteration) == (500, 2000)
        assert whole.descent.changes == [(500, "learning_rate", 0.02), (500, "l2", 0.1), (500, "momentum", 0.5)]
        assert len(run.given_up) == 3
        assert [each.name for each in runs.compared()] == [
            "rate 0.005, 2,000 iterations",
            "rate 0.01, 2,000 iterations",
            *["rate 0.01, 2,000 iterations, changed on the way"] * 3,
        ]
        training.stand(300)
        same, whole = choose(L2, 0.2)
        assert same is run
        chosen = [(300, "learning_rate", 0.02), (300, "l2", 0.2), (300, "momentum", 0.5)]
        assert sorted(whole.descent.changes) == sorted(chosen), "what the sliders show holds, not what held then"
        same, whole = choose(ITERATIONS, 1000)
        assert same is run
        assert (run.place, whole.iteration) == (300, 1000)
        new, whole = choose(SEED, 4)
        assert new is not run
        assert new.is_over
        assert whole.recipe == settings.recipe()
        training.stand(100)
        newer, whole = choose(BATCH_SIZE, 16)
        assert newer is not new
        assert newer.is_over

    in_a_visit(script)


def test_at_the_start_other_settings_are_another_run_and_the_visitor_stays_there() -> None:
    def script() -> None:
        from logreg_core.settings import LEARNING_RATE
        from pages.visit import model, settings, training

        first = training.begin()
        training.stand(0)
        assert model.classifier() is None
        settings.set_setting(LEARNING_RATE, 0.02)
        training.change(LEARNING_RATE, 0.02, sliding=False)
        run = model.run()
        assert run is not None
        assert run is not first
        assert run.place == 0
        assert run.whole is not None
        assert run.whole.steady
        assert run.whole.iteration == 2000

    in_a_visit(script)


def test_of_a_slider_on_the_move_in_the_middle_of_a_run_the_last_change_is_kept() -> None:
    def script() -> None:
        from logreg_core.settings import LEARNING_RATE
        from pages.visit import runs, settings, training

        run = training.begin()
        training.stand(500)
        for rate in (0.006, 0.007, 0.008):
            settings.set_setting(LEARNING_RATE, rate)
            training.change(LEARNING_RATE, rate, sliding=True)
        assert len(runs.compared()) == 2, "the run, and the last of its changes"
        assert [line.name for line in run.given_up] == ["rate 0.005"]

    in_a_visit(script)


def test_another_place_is_another_neuron_for_all_pages(open_page: Open) -> None:
    app = open_page("evaluate", trained=300)
    slots(app)["open_cell"] = (0, 1)
    whole = words(app)
    slots(app)["run"].stand(3)
    app.run()
    assert words(app) != whole
    assert "3 iterations, of a run of 300" in sidebar(app)
    slots(app)["run"].stand(0)
    app.run()
    assert "You stand at the start of the current run" in words(app)
    assert "none yet" in sidebar(app)


def test_the_link_on_train_leads_to_the_neuron_at_the_place_or_says_why_none_does(open_page: Open) -> None:
    def offered(app: AppTest) -> str:
        return next((each.value for each in unfold(app, "train.link").code if "?" in each.value), "")

    app = open_page("train", link={"data": "digits", "num_iterations": "300"})
    press(app, "Train")
    run = slots(app)["run"]
    assert offered(app).endswith("?num_iterations=300&data=digits&trained=300")
    run.stand(77)
    app.run()
    assert offered(app).endswith("?num_iterations=77&data=digits&trained=77")
    checksum = run.here.classifier.checksum
    assert f"`{checksum}`. Whoever opens this link gets the same one." in words(app)
    other = open_page("train", link=dict(parse_qsl(offered(app).partition("?")[2])))
    assert slots(other)["run"].here.classifier.digest == run.here.classifier.digest
    run.change(learning_rate=0.01, l2=0.0, momentum=0.0)
    run.compute()
    app.run()
    assert offered(app).endswith("?num_iterations=77&data=digits&trained=77"), "no step was taken otherwise"
    run.stand(78)
    app.run()
    assert not offered(app)
    assert "No link leads to this neuron, because the learning rate was changed on the way." in words(app)
    app = press(open_page("train", link={"patience": "1", "learning_rate": "1"}), "Train")
    assert offered(app).endswith("?learning_rate=1&patience=1&trained=20")
    slots(app)["run"].stand(7)
    app.run()
    assert "No link leads to this neuron, because it was taken on the way of a run with early stopping" in words(app)


def test_a_place_in_another_run_than_that_in_hand_means_nothing() -> None:
    def script() -> None:
        from logreg_core.settings import SEED
        from pages.visit import model, settings, training
        from pages.visit.store import Slot

        first = training.begin()
        settings.set_setting(SEED, 1)
        training.change(SEED, 1, sliding=False)
        run = model.run()
        assert run is not None
        training.stand(40, first.version)
        assert run.is_over
        held = Slot("test.neuron", "", reset_on={"neuron"})
        held.set("of the end")
        training.stand(40, run.version)
        assert run.place == 40
        assert held.get() == ""

    in_a_visit(script)


def test_a_long_run_waits_for_the_button_and_ends_by_hand(background: Background) -> None:
    def begin() -> None:
        from logreg_core.settings import ITERATIONS, LEARNING_RATE
        from pages.visit import model, settings, training

        settings.set_setting(ITERATIONS, 100_000)
        training.change(ITERATIONS, 100_000, sliding=False)
        settings.set_setting(LEARNING_RATE, 0.01)
        training.change(LEARNING_RATE, 0.01, sliding=False)
        assert model.run() is None
        training.begin()

    def end() -> None:
        from pages.visit import model, runs, training

        run = model.run()
        assert run is not None
        assert run.running
        assert not runs.compared()
        training.look()
        assert not runs.compared(), "it is under way"
        training.stop()
        assert run.is_over
        (kept,) = runs.compared()
        assert kept.recipe.num_iterations == run.place == 11
        runs.forget([kept.number])
        training.look()
        assert not runs.compared(), "what was removed stays away"

    app = in_a_visit(begin)
    for _ in range(3):
        background.turn()
    in_a_visit(end, app)


def test_a_long_run_that_ended_unseen_is_kept_with_the_next_look(background: Background) -> None:
    def begin() -> None:
        from logreg_core.settings import ITERATIONS
        from pages.visit import settings, training

        settings.set_setting(ITERATIONS, 20_000)
        training.begin()

    def look() -> None:
        from pages.visit import runs, training

        training.look()
        assert [each.recipe.num_iterations for each in runs.compared()] == [20_000]

    app = in_a_visit(begin)
    while background.turn():
        pass
    in_a_visit(look, app)


def test_a_visit_stays_small_however_much_a_run_is_changed() -> None:
    def script() -> None:
        import gc
        import tracemalloc

        from logreg_core.settings import LEARNING_RATE
        from pages.visit import runs, settings, training

        training.begin()
        training.stand(1000)

        def change_twenty_times() -> int:
            for k in range(20):
                settings.set_setting(LEARNING_RATE, 0.005 + 0.0001 * (k + 1))
                training.change(LEARNING_RATE, 0.005 + 0.0001 * (k + 1), sliding=False)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        tracemalloc.start()
        first = change_twenty_times()
        assert len(runs.compared()) == runs.MAX_COMPARED
        second = change_twenty_times()
        tracemalloc.stop()
        assert first < 20 * 2**20
        assert second < first + 2**20

    in_a_visit(script)


def in_a_visit(script: Callable[[], None], before: AppTest | None = None) -> AppTest:
    """Run a script that has a visitor's session, that of another script where one is given."""
    app = AppTest.from_function(script, default_timeout=300)
    if before is not None:
        held = slots(before)
        slots(app).update({name: held[name] for name in ("run", "runs", "runs_begun") if name in held})
    app.run()
    assert not app.exception, app.exception
    return app
