"""Film: the run once more."""

from __future__ import annotations

import pytest

from .conftest import Open, charts, go_to, press, words


def test_the_film_ends_with_the_weights_of_the_model_in_hand(open_page: Open) -> None:
    app = open_page("film", trained=30)
    (spec,) = charts(app)
    assert spec["frames"][0]["name"] == "0"
    assert spec["frames"][-1]["name"] == "30"
    heatmap = charts(go_to(app, "weights"))[0]["data"][0]
    strongest = max(map(float, spec["data"][-1]["colorbar"]["ticktext"]))
    assert strongest == pytest.approx(heatmap["zmax"], rel=0.06), "two digits of the largest weight"
    assert "Press **Play**" in words(go_to(app, "film"))


def test_without_a_step_there_is_no_film(open_page: Open) -> None:
    app = open_page("film")
    assert "Train first" in words(app)
    assert not charts(app)


def test_a_paused_run_has_a_film_up_to_where_it_is(open_page: Open) -> None:
    app = press(press(open_page("train"), "Step"), "Step")
    (spec,) = charts(go_to(app, "film"))
    assert [moment["name"] for moment in spec["frames"]] == ["0", "1", "2"]
