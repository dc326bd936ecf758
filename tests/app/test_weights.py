"""Weights: the heatmap of what was learned."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import Dataset

from .conftest import Open, charts, go_to, slots, words
from .test_explore import choose


def test_the_heatmap_is_centred_on_zero_and_the_sentence_names_both_classes(open_page: Open) -> None:
    app = open_page("weights", trained=50)
    (heatmap,) = charts(app)[0]["data"]
    assert heatmap["type"] == "heatmap"
    assert heatmap["zmin"] == -heatmap["zmax"] < 0
    text = words(app)
    assert "towards **face**" in text
    assert "towards **no face**" in text
    bias = slots(app)["run"].here.classifier.b
    assert bias < 0
    assert f"the bias is −{abs(bias):.3g}." in text
    assert ", from −0." in charts(app)[0]["alt"]
    assert not app.segmented_control, "a grey image has no channels to choose from"


def test_colour_images_have_a_map_for_each_channel_and_for_all_together(open_page: Open, cats: Dataset) -> None:
    app = choose(open_page("explore"), "Dataset", "cats")
    go_to(app, "train").number_input(key="field.num_iterations.0").set_value(1).run()
    go_to(app, "weights")
    limits = [charts(app)[0]["data"][0]["zmax"]]
    for name in ("red", "green", "blue"):
        choose(app, "Channel", name)
        limits.append(charts(app)[0]["data"][0]["zmax"])
    pixels = cats.train.images.reshape(209, -1) / 255
    step = 0.005 * pixels.T @ (cats.train.labels - 0.5) / 209  # the first step from zero, by hand
    grid = step.reshape(64, 64, 3)
    by_hand = [np.abs(layer).max() for layer in (grid.sum(axis=2), grid[..., 0], grid[..., 1], grid[..., 2])]
    assert limits == pytest.approx(by_hand, rel=1e-9)
