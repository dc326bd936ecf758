"""A recipe says no more and no less than the table of settings, and takes nothing that the table does not allow."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import get_type_hints

import pytest

import logreg_core
from logreg_core import ArgumentError, Minimum, Recipe, Unrepeatable
from logreg_core.recipe import RATE_CHANGED
from logreg_core.settings import RUN_SETTINGS


def test_the_fields_are_those_of_the_table_in_its_words() -> None:
    own = [each for each in fields(Recipe) if each.name != "representation"]
    assert [each.name for each in own] == [
        "learning_rate",
        "num_iterations",
        "l2",
        "momentum",
        "batch_size",
        "patience",
        "validation_share",
        "seed",
        "inputs",
    ]
    assert {each.name for each in own} == {setting.name for setting in RUN_SETTINGS}
    hints = get_type_hints(Recipe)
    for setting in RUN_SETTINGS:
        assert getattr(Recipe(), setting.name) == setting.default
        assert hints[setting.name] is (int if setting.whole else float)
        assert type(getattr(Recipe(**{setting.name: setting.stops[1]}), setting.name)) is hints[setting.name]
        with pytest.raises(ArgumentError, match=f"{setting.name} must be .* The default is"):
            Recipe(**{setting.name: setting.largest * 2})


def test_it_goes_through_a_plain_mapping_and_comes_back() -> None:
    recipe = Recipe(0.1, 300, l2=0.5, momentum=0.9, batch_size=8, patience=3, validation_share=0.3, seed=7)
    assert Recipe.of(recipe.settings) == recipe
    assert Recipe.of({}) == Recipe()
    assert Recipe.of({"num_iterations": 300.0}, "edges") == Recipe(num_iterations=300, representation="edges")
    assert hash(Recipe.of(recipe.settings)) == hash(recipe)


def test_it_is_a_value_and_cannot_be_changed() -> None:
    recipe = Recipe()
    with pytest.raises(FrozenInstanceError):
        recipe.seed = 3  # type: ignore[misc]
    assert replace(recipe, seed=3) != recipe == Recipe()
    with pytest.raises(TypeError):
        Unrepeatable(RATE_CHANGED, {"l2": 0.1}).known["l2"] = 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"speed": 1}, "has the settings learning_rate, .*Got speed"),
        ({"learning_rate": "fast"}, "learning_rate must be between .* Got 'fast'"),
        ({"learning_rate": True}, "learning_rate must be"),
        ({"seed": 0.5}, "seed must be a whole number"),
        ({"l2": float("nan")}, "l2 must be between"),
    ],
)
def test_what_the_table_does_not_allow_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        Recipe.of(settings)


def test_a_representation_must_be_known() -> None:
    for make in (lambda: Recipe(representation="smell"), lambda: Minimum(0.1, "smell")):
        with pytest.raises(ArgumentError, match="representation must be one of pixels, .* Got 'smell'"):
            make()


def test_each_says_in_words_what_it_knows() -> None:
    assert Recipe(learning_rate=0.1).words["Learning rate"] == "0.1"
    assert "Seed" not in Recipe().words
    assert Minimum(0.1).words == {"Penalty on large weights (L2)": "0.1"}
    assert Unrepeatable(RATE_CHANGED, {"num_iterations": 40}).words == {
        "Iterations": "40",
        "Cannot be trained again": "the learning rate was changed on the way",
    }


def test_it_knows_no_dataset_and_no_classifier() -> None:
    source = (Path(logreg_core.__file__).parent / "recipe.py").read_text()
    imported = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and node.level}
    assert imported == {"errors", "representation", "settings"}
