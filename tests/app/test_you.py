"""You: rounds against the neuron; what the browser is told, what is said afterwards, and until when it is kept."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.stats import binomtest, chi2
from streamlit.testing.v1 import AppTest

from logreg_core import Classifier, Dataset, Minimum, Split
from logreg_core.representation import size_of
from logreg_core.sources import faces

from .conftest import Open, button, charts, components, given, go_to, model, press, set_state, slots, trigger, words


def pictures(app: AppTest) -> list[np.ndarray]:
    sources = [source.partition(",")[2] for source in given(app, "round")["images"]]
    return [np.asarray(Image.open(BytesIO(base64.b64decode(each)))) for each in sources]


def positions_of(app: AppTest, dataset: Dataset) -> list[int]:
    """Which test images are shown, found by their pixels."""
    stack = dataset.test.images[..., 0]
    return [int(np.flatnonzero((stack == each).all(axis=(1, 2)))[0]) for each in pictures(app)]


def finish(app: AppTest, answers: Sequence[int]) -> AppTest:
    return trigger(app, "round", "done", {"id": given(app, "round")["id"], "answers": list(map(int, answers))})


def tell(app: AppTest, presses: Any) -> AppTest:
    """What the picture of patches says of the presses."""
    return set_state(app, "patches", presses=presses)


def tell_presses(app: AppTest, mount: str, numbers: Sequence[Any], *, of: str = "") -> AppTest:
    """All presses since the picture was shown, in their order."""
    return tell(app, {"of": of or of_patches(app), "mount": mount, "numbers": list(numbers)})


def of_patches(app: AppTest) -> str:
    return given(app, "patches")["of"]


def chosen(app: AppTest) -> set[int]:
    return set(given(app, "patches")["pressed"])


def choose_round(app: AppTest, title: str) -> AppTest:
    (found,) = [each for each in app.button_group if each.label == "Round"]
    name = {"Test images": "any", "Where it is sure and wrong": "errors", "Where would you look?": "look"}
    found.set_value(name.get(title, "shuffled")).run()
    assert not app.exception
    return app


def table(app: AppTest) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", each.proto.body, flags=re.S) for each in app.get("html"))


@pytest.fixture
def ready(open_page: Open) -> AppTest:
    return open_page("you", trained=300)


def test_without_a_model_the_page_leads_to_train(open_page: Open) -> None:
    app = open_page("you")
    assert "no trained model yet" in words(app)
    assert not components(app, "round")


def test_the_browser_gets_twenty_pictures_as_the_neuron_sees_them_and_no_label(
    ready: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = faces.load().test
    shown = positions_of(ready, faces.load())
    assert len(set(shown)) == 20
    data = given(ready, "round")
    assert set(data) == {"id", "images", "ratio", "names", "colours", "count", "words", "of", "keeps"}
    assert data["names"] == list(faces.load().class_names)
    assert "neuron says" not in words(ready)
    assert not [each for each in ready.get("html") if "figure" in each.proto.body]
    for picture, position in zip(pictures(ready), shown, strict=True):
        assert np.array_equal(picture, test.images[position, ..., 0])
    assert "Keys: **←** for face" in words(ready)
    monkeypatch.setattr("pages.parts.you.rounds.is_phone", lambda: True)
    assert "or **no face**? You see" in words(ready.run()), "a phone has no keys"


def test_both_scores_are_said_with_wilsons_intervals_and_mcnemars_test(ready: AppTest) -> None:
    test, shown = faces.load().test, positions_of(ready, faces.load())
    truth, said = test.labels[shown], model(ready).answers(test.images[shown])
    answers = truth.copy()
    answers[:6] = 1 - answers[:6]
    app = finish(ready, answers)
    assert not components(app, "round")
    right = {"You": 14, "The neuron": int((said == truth).sum())}
    for who, k in right.items():
        ends = binomtest(k, 20).proportion_ci(method="wilson")
        wrong = 20 - k
        further = 1 - chi2(2 * wrong).ppf(0.05) / 40 if 0 < wrong <= 3 else 0
        low, high = (f"{100 * end:.1f}".removesuffix(".0") for end in (ends.low, max(ends.high, further)))
        share = f"{100 * k / 20:g} %"
        assert re.search(rf"{who} +{k} of 20 +{share} +{low} to {high} %", table(app)), table(app)
    only_you = int(((answers == truth) & (said != truth)).sum())
    only_it = int(((answers != truth) & (said == truth)).sum())
    p = binomtest(only_you, only_you + only_it).pvalue
    assert f"only you are right, on {only_it} only the neuron" in words(app)
    assert f"in {100 * p:.1f}".removesuffix(".0") + " % of all rounds (McNemar's exact test)" in words(app)
    assert ("does not tell the two of you apart" in words(app)) == (p >= 0.05)
    (figures,) = [each.proto.body for each in app.get("html") if "figure" in each.proto.body]
    assert figures.count("<figure>") == int((answers != said).sum())


def test_the_answers_stay_until_another_round_or_another_neuron(ready: AppTest) -> None:
    first = given(ready, "round")["id"]
    app = finish(ready, [1] * 20)
    go_to(go_to(app, "home"), "you")
    assert not components(app, "round")
    press(app, "Another round")
    assert given(app, "round")["id"] != first
    finish(app, [0] * 20)
    go_to(app, "train")
    app.number_input(key="field.num_iterations.0").set_value(40).run()
    go_to(app, "you")
    assert components(app, "round")


@pytest.mark.parametrize("answers", [[1] * 19, [1] * 21, []])
def test_a_round_with_too_few_answers_goes_on(ready: AppTest, answers: list[int]) -> None:
    assert components(finish(ready, answers), "round")


def test_there_are_as_many_images_as_the_test_set_has(ready: AppTest) -> None:
    dataset = faces.load()
    few = Dataset("Few", dataset.class_names, dataset.train, dataset.test.take(np.arange(7)))
    slots(ready)["dataset"] = ("uploaded", few)
    app = ready.run()
    assert len(given(app, "round")["images"]) == 7
    assert "of 7" in table(finish(app, [1] * 7))


def with_scores(app: AppTest, scale: float) -> AppTest:
    """The current neuron with all its scores scaled: surer, or unsure of everything."""
    neuron = model(app)
    about = (neuron.image_shape, neuron.class_names, neuron.dataset_name, neuron.dataset_digest)
    slots(app)["taken_classifier"] = Classifier(neuron.w * scale, neuron.b * scale, *about)
    return app.run()


def test_the_images_of_which_it_is_sure_and_wrong_are_no_comparison(ready: AppTest) -> None:
    dataset = faces.load()
    flipped = Split(dataset.test.images, np.where(np.arange(len(dataset.test)) < 5, 1 - dataset.test.labels, 0))
    slots(ready)["dataset"] = ("uploaded", Dataset("F", dataset.class_names, dataset.train, flipped))
    app = choose_round(with_scores(ready.run(), 100.0), "Where it is sure and wrong")
    shown = positions_of(app, dataset)
    neuron: Classifier = slots(app)["taken_classifier"]
    assert all(neuron.answers(flipped.images[shown]) != flipped.labels[shown])
    app = finish(app, flipped.labels[shown])
    assert f"You are right on {len(shown)} of {len(shown)}" in words(app)
    assert "this is no comparison" in words(app)
    assert "McNemar" not in words(app)


def test_where_there_is_no_such_image_the_page_says_so(ready: AppTest) -> None:
    app = choose_round(with_scores(ready, 0.001), "Where it is sure and wrong")
    assert "There is no test image of which the neuron is 90 % sure and wrong." in words(app)


def test_ten_patches_are_chosen_before_the_map_is_shown_and_the_overlap_is_counted(ready: AppTest) -> None:
    app = choose_round(ready, "Where would you look?")
    assert button(app, "Where does the score come from?").disabled
    assert not charts(app)
    first = [0, 5, 5, 1, 2, 3]
    tell_presses(app, "one", first)
    assert "4 of 10 chosen" in words(app), "5 is chosen and taken back"
    tell_presses(app, "one", [*first, -1, 64, True, "6", *range(4, 10), 40])
    assert chosen(app) == {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "those of the log that are new, and no eleventh"
    go_to(go_to(app, "home"), "you")
    tell_presses(choose_round(app, "Where would you look?"), "two", [9])
    assert chosen(app) == set(range(9)), "shown anew, the picture has a new log"
    tell_presses(app, "two", [9, 10], of="another picture's")
    for nonsense in (None, 3, {}, {"of": of_patches(app), "mount": "x" * 61, "numbers": [1]}):
        tell(app, nonsense)
    assert chosen(app) == set(range(9))
    tell_presses(app, "two", [9, 10])
    press(app, "Where does the score come from?")
    (chart,) = charts(app)
    assert chart["data"][0]["type"] == "heatmap"
    mine = chosen(app)
    picture = given(app, "patches")["source"]
    large = np.asarray(Image.open(BytesIO(base64.b64decode(picture.partition(",")[2]))))
    image = large[:: len(large) // 25, :: len(large) // 25]
    w = model(app).w.reshape(25, 25)
    ends = np.arange(9) * 25 // 8
    sums = [(w * image / 255)[ends[r] : ends[r + 1], ends[c] : ends[c + 1]].sum() for r in range(8) for c in range(8)]
    common = len(mine & set(np.argsort(-np.abs(sums))[:10].tolist()))
    assert f"**{common} of your 10 patches** of 64 are among the 10" in words(app)
    assert "1.6 in common on average" in words(app), "10 * 10 / 64"
    tell_presses(app, "two", [9, 10, 1])
    assert chosen(app) == mine, "the choice has ended"
    before = of_patches(app)
    press(app, "Another picture")
    tell_presses(app, "two", [9, 10, 1, 2], of=before)
    assert "0 of 10 chosen" in words(app)


def test_shuffled_pixels_change_nothing_for_the_neuron(ready: AppTest) -> None:
    app = choose_round(ready, "Pixels shuffled")
    test = faces.load().test
    for picture in pictures(app):
        assert not (test.images[..., 0] == picture).all(axis=(1, 2)).any()
    app = finish(app, [0, 1] * 10)
    right = int((model(app).answers(test.images) == test.labels).sum())
    assert f"the neuron has **{right}** right as they were, and **{right}** shuffled" in words(app)


@pytest.mark.parametrize("title", ["Where would you look?", "Pixels shuffled"])
def test_rounds_about_pixels_need_a_neuron_on_pixels(open_page: Open, title: str) -> None:
    dataset = faces.load()
    app = open_page("home")
    w = np.ones((size_of("thumbnail", dataset.image_shape), 1))
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    slots(app)["taken_classifier"] = Classifier(w, 0.0, *about, Minimum(0.1, "thumbnail"))
    app = go_to(app, "you")
    assert "The neuron is shown a thumbnail of it." in words(app)
    assert components(app, "round")
    assert "this round is about pixels" in words(choose_round(app, title))
