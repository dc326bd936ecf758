"""What `make soak` calls flat, and what it says of a leak."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.bench.report import save
from tests.bench.soak.__main__ import COUNTED, ENOUGH, MEASURES, OF_VISITORS, Watch, children, report
from tests.bench.soak.probe import VARIABLE
from tests.bench.soak.slopes import Slope, slope
from tests.bench.soak.visitors import VISITS, Tally, Town, token
from tests.browser.server import running_server

SECONDS = np.arange(120) * 5.0
LAG = 18
TOWNS = 200


def town(seed: int, memory: float) -> NDArray[np.float64]:
    """What comes and goes, and is forgotten by and by. memory: the share of it that is still there at the next look."""
    steps = np.random.default_rng(seed).normal(size=300)
    for before, here in zip(range(299), range(1, 300), strict=True):
        steps[here] += memory * steps[before]
    return steps[-120:]


def test_a_line_has_its_slope_and_no_doubt() -> None:
    found = slope(SECONDS.tolist(), (7 + SECONDS / 1800).tolist(), lag=LAG)
    assert (found.an_hour, found.low, found.high) == pytest.approx((2, 2, 2))
    assert found.grows


def test_without_a_lag_and_with_many_samples_the_interval_is_the_textbooks() -> None:
    values = np.random.default_rng(1).normal(size=1000)
    hours = np.arange(1000) / 60
    found = slope((hours * 3600).tolist(), values.tolist(), lag=0)
    centred = hours - hours.mean()
    gain, inner = np.polyfit(hours, values, 1)
    error = np.sqrt(((values - inner - gain * hours) ** 2).sum() / 998 / (centred @ centred))
    assert found.an_hour == pytest.approx(gain)
    assert found.high - found.low == pytest.approx(2 * 1.962 * error, rel=0.08)


@pytest.mark.parametrize("memory", [0.0, 0.7, 0.85])
def test_an_interval_holds_the_truth_about_as_often_as_it_says(memory: float) -> None:
    found = [slope(SECONDS.tolist(), town(seed, memory).tolist(), lag=LAG) for seed in range(TOWNS)]
    held = sum(each.low <= 0 <= each.high for each in found) / TOWNS
    assert 0.89 <= held <= 0.99  # of 200 with 95 % each, four standard deviations are 6 %


def test_a_leak_is_found_in_what_comes_and_goes_and_nothing_is_seldom_called_one() -> None:
    leak = SECONDS / SECONDS[-1] * 12  # six times what comes and goes
    together = len(MEASURES)
    leaky = [slope(SECONDS.tolist(), (town(n, 0.7) + leak).tolist(), lag=LAG, together=together) for n in range(50)]
    sound = [slope(SECONDS.tolist(), town(n, 0.7).tolist(), lag=LAG, together=together) for n in range(TOWNS)]
    assert sum(each.grows for each in leaky) >= 48
    assert sum(each.grows for each in sound) <= 3


@pytest.mark.parametrize("memory", [0.0, 0.85])
def test_what_follows_the_visitors_does_not_grow_where_they_grow_and_a_leak_does(memory: float) -> None:
    there = 80 + 60 * SECONDS / SECONDS[-1] + 5 * town(900, memory)
    held = [0.3 * there + town(n, memory) for n in range(TOWNS)]
    found = [slope(SECONDS.tolist(), each.tolist(), lag=LAG, beside=there.tolist()) for each in held]
    assert 0.89 <= sum(each.low <= 0 <= each.high for each in found) / TOWNS <= 0.99
    assert slope(SECONDS.tolist(), held[0].tolist(), lag=LAG).low > 0, "without them it would"
    leak = 30 * SECONDS / 3600
    leaky = slope(SECONDS.tolist(), (0.3 * there + leak).tolist(), lag=LAG, beside=there.tolist())
    assert (leaky.low, leaky.high) == pytest.approx((30, 30))


def test_what_its_own_interval_has_growing_is_not_called_flat() -> None:
    assert Slope(1.0, 0.1, 1.9, -0.4).verdict == "unsure"
    assert Slope(1.0, -0.1, 2.1, -0.4).verdict == "flat"
    assert Slope(1.0, 0.5, 1.5, 0.2).verdict == "**grows**"


def test_the_report_names_what_grows_and_what_went_wrong() -> None:
    samples = [dict.fromkeys(MEASURES, 5.0) | {"at": at, "threads": 7 + at / 60} for at in SECONDS]
    tally = Tally()
    tally.count("learns")
    text, is_well = report(samples, samples[0], samples[-1], tally, failures=0)
    assert not is_well
    assert [line.split("|")[1].strip() for line in text.splitlines() if "**grows**" in line] == [MEASURES["threads"]]
    for sample in samples:
        sample["threads"] = 7
    assert report(samples, samples[0], samples[-1], tally, failures=0)[1]
    assert not report(samples, samples[0], samples[-1], tally, failures=1)[1]
    tally.count("learns", "the run is lost")
    text, is_well = report(samples, samples[0], samples[-1], tally, failures=0)
    assert not is_well
    assert "1 × learns: the run is lost" in text


def run_of(samples: int, **values: NDArray[np.float64]) -> list[dict[str, float]]:
    """The samples of a run: the named measures have these values, all others stay equal."""
    return [
        dict.fromkeys(MEASURES, 5.0) | {"at": 5.0 * at} | {name: float(each[at]) for name, each in values.items()}
        for at in range(samples)
    ]


def grown(samples: list[dict[str, float]], before: dict[str, float], after: dict[str, float]) -> list[str]:
    """The measures that the report says grow. It must call the run a failure just where there are any."""
    text, is_well = report(samples, before, after, Tally(), failures=0)
    titles = {title: name for name, title in MEASURES.items()}
    found = [titles[line.split("|")[1].strip()] for line in text.splitlines() if "| **grows** |" in line]
    assert is_well == (not found)
    return found


NOBODY = dict.fromkeys(MEASURES, 0.0)


@pytest.mark.parametrize("samples", [28, 120])
def test_sessions_that_rise_with_the_visitors_and_are_all_gone_afterwards_do_not_grow(samples: int) -> None:
    sessions = 80 + 60 * np.arange(samples) / samples + town(1, 0.5)[:samples]
    assert grown(run_of(samples, sessions=sessions, drawers=sessions + 1), NOBODY, NOBODY) == []


@pytest.mark.parametrize("name", OF_VISITORS)
def test_what_is_left_of_visitors_is_a_leak_however_short_the_run(name: str) -> None:
    assert grown(run_of(14), NOBODY, NOBODY | {name: 1.0}) == [name]
    assert grown(run_of(14), NOBODY | {name: 2.0}, NOBODY | {name: 1.0}) == []


def test_memory_that_leaks_is_found_in_a_long_run_and_a_short_one_does_not_judge_it() -> None:
    steady = 300 + np.concatenate([town(seed, 0.5) for seed in range(6)])  # an hour
    leaks = steady + np.arange(len(steady)) / len(steady) * 10
    assert grown(run_of(len(steady), resident=steady), NOBODY, NOBODY) == []
    assert grown(run_of(len(steady), resident=leaks), NOBODY, NOBODY) == ["resident"]
    assert grown(run_of(ENOUGH - 1, resident=np.arange(ENOUGH) * 9.0), NOBODY, NOBODY) == []
    assert grown(run_of(ENOUGH, resident=np.arange(ENOUGH) * 9.0), NOBODY, NOBODY) == ["resident"]


def test_a_report_is_written_only_where_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "SOAK.md"
    file.write_text("old\n\n## Of earlier versions\n\nkept\n", encoding="utf-8")
    monkeypatch.delenv("SAVE", raising=False)
    save(file, "new\n", below=True)
    assert file.read_text("utf-8").startswith("old")
    monkeypatch.setenv("SAVE", "1")
    save(file, "new\n", below=True)
    assert file.read_text("utf-8") == "new\n\n## Of earlier versions\n\nkept\n"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_are_counted_with_theirs() -> None:
    shell = subprocess.Popen(["sh", "-c", "sleep 60 & echo; wait"], stdout=subprocess.PIPE)
    try:
        assert shell.stdout is not None
        shell.stdout.readline()
        assert shell.pid in children(os.getpid())
        assert len(children(shell.pid)) == 1
    finally:
        for child in [*children(shell.pid), shell.pid]:
            os.kill(child, 9)
        shell.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_each_kind_of_visitor_comes_to_the_app_as_it_is_and_nothing_is_left_of_them(tmp_path: Path) -> None:
    """The soak itself is long and by hand: so here all that it does is done once."""
    door = str(tmp_path / "probe")
    with running_server("tests.bench.soak.probe", {VARIABLE: door}, disconnectedSessionTTL="15") as server:
        town, watch = Town(server, token(server)), Watch(server, door, tmp_path)

        async def come() -> None:
            await asyncio.gather(*(visit(town, random.Random(3)) for visit in VISITS))
            while watch.look()["sessions"]:
                await asyncio.sleep(0.5)

        asyncio.run(asyncio.wait_for(come(), 900))
        found = watch.look() | watch.ask("held")
        assert set(MEASURES) <= set(found)
        assert found["PatientSession"] <= 1  # Streamlit holds the last one until another comes
        assert set(COUNTED) - {"PatientRunner", "SessionState", "Training", "Classifier"} <= set(found)
        assert found["waiting_bytes"] == 0
        assert found["children"] == 0
