"""What a visitor has in hand: kept for the visit, and let go of when what it depends on changes."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from .conftest import Open, go_to, press, words


def test_a_slot_is_empty_until_something_is_put_and_after_what_it_depends_on_changes() -> None:
    def script() -> None:
        import streamlit as st

        from pages.visit.store import Slot, let_go

        slots = {
            change: Slot(f"test.{change}", "empty", until={change})
            for change in ("dataset", "model", "view", "pictures")
        }
        slots["ever"] = Slot("test.ever", "empty")
        assert [slot.get() for slot in slots.values()] == ["empty"] * 5
        for change in ("pictures", "view", "model", "dataset"):
            for slot in slots.values():
                slot.set("full")
            let_go(change)
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
        from logreg_core.sources import digits
        from pages.visit.store import Recall

        recall: Recall[str] = Recall("test.recall")
        three, other = digits.load(3, 8), digits.load(3, 9)
        assert recall.of(three, 1) is None
        recall.keep("found", three, 1)
        assert recall.of(digits.load(3, 8), 1) == "found", "another object with the same digest"
        assert recall.of(other, 1) is None
        assert recall.of(three, 2) is None
        assert recall.of(three) is None
        recall.keep("found later", other, 1)
        assert recall.of(three, 1) is None, "only the last is kept"
        recall.let_go()
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
        st.button("Let go", on_click=field.let_go)
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
    assert any("none yet" in each.value for each in app.sidebar.markdown)
    go_to(app, "train").number_input(key="field.num_iterations.0").set_value(20).run()
    press(app, "Train")
    assert go_to(app, "evaluate").slider(key="slider.threshold.0").value == 0.5
    assert go_to(app, "calibration").slider(key="calibration.used_share").value != 7
    assert "The bias changes by" in " ".join(each.value for each in app.caption)


def test_another_model_closes_the_open_cell_and_keeps_the_threshold(open_page: Open) -> None:
    app = open_page("evaluate", trained=20)
    app.slider(key="slider.threshold.0").set_value(0.8).run()
    app.session_state["in_hand.open_cell"] = (0, 1)
    press(go_to(app, "train"), "Reset")
    assert "in_hand.open_cell" not in app.session_state
    assert "in_hand.run" not in app.session_state
    press(app, "Step")
    assert go_to(app, "evaluate").slider(key="slider.threshold.0").value == 0.8


def test_the_getters_change_nothing(open_page: Open) -> None:
    def script() -> None:
        import streamlit as st

        from pages.visit import data, judgement, link, model, photos, runs, settings

        before = dict(st.session_state)
        data.dataset(), data.key(), data.own(), data.is_own(), data.room_bytes()
        model.training(), model.classifier(), model.taken_classifier()
        photos.photo(), photos.way_to_fit(), runs.kept(), settings.recipe()
        judgement.judged(), link.link(), link.refusal()
        assert dict(st.session_state) == before

    app = AppTest.from_function(script, default_timeout=300).run()
    assert not app.exception
    assert "Explore" in words(open_page("explore"))
