"""What a chart shows, in sentences computed from its numbers: the least, the greatest, and the way between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logreg_core.words import chance, count, percent, signed

from .chart_style import Figure
from .series import CHANCE, Axis, Kind, Series, series, without_marks

FEW = 12  # values that are told one by one, and marks at the most
TURN = 0.05  # of the range of a line: what goes back by less is no turn
LOOKED_AT = 200  # points of a line, evenly, for its turns
CLEAR = 0.3  # a rank correlation nearer to zero is no clear trend
ENOUGH = 5  # points, before a trend is told at all
UP_DOWN, LEFT_RIGHT = ("upper", "middle", "lower"), ("left", "centre", "right")
WAYS = {1: "rises", -1: "falls"}

Numbers = NDArray[np.float64]
Places = Numbers | list[str]


def told(figure: Figure, found: Sequence[Series] | None = None) -> list[str]:
    """What a figure shows: a sentence or two for each of its series, and what is marked in it. Plain text.

    found: its series, where they were read already.
    """
    found = series(figure) if found is None else found
    sentences = [*_moments(figure), *(_TELLERS[each.kind](each) for each in found), *_marks(figure, found)]
    return [each[0].upper() + each[1:] for each in sentences]


def said(number: float, scale: Axis) -> str:
    """A number as its axis writes it: in per cent, or else with three digits that count, and with a true minus."""
    if not np.isfinite(number):
        return "no number"
    number += 0.0  # no minus before a zero
    if scale.format == CHANCE:
        return chance(number)
    if scale.format.endswith("%"):
        return percent(number) if 0 <= number <= 1 else f"{100 * number:.1f} %".replace("-", "−")
    whole = number == round(number) or abs(number) >= 1000
    words = f"{number:.2e}" if abs(number) >= 1e9 else f"{number:,.0f}" if whole else f"{number:.3g}"
    return words.replace("-", "−")


def way(values: Numbers) -> tuple[int, list[int]]:
    """How a line sets out, up (1), down (-1) or neither (0), and the points at which it turns.

    values: finite, ``(n,)``. It turns where it then goes back by more than `TURN` of its whole range.
    """
    numbers = values.tolist()
    least = greatest = numbers[0]
    enough = TURN * (max(numbers) - min(numbers))
    begun = heading = far = 0
    turns: list[int] = []
    for i, number in enumerate(numbers):
        if not heading:
            least, greatest = min(least, number), max(greatest, number)
            if greatest - least > enough:
                begun = heading = 1 if number == greatest else -1
                far = i
        elif heading * (number - numbers[far]) >= 0:
            far = i
        elif heading * (numbers[far] - number) > enough:
            turns.append(far)
            heading, far = -heading, i
    return begun, turns


def rank_correlation(x: Numbers, y: Numbers) -> float | None:
    """Spearman's: the correlation of the ranks, of which equal numbers share the mean. None where all are equal.

    x, y: finite, ``(n,)`` each.
    """
    ranks = [_ranks(x), _ranks(y)]
    if any(np.ptp(each) == 0 for each in ranks):
        return None
    first, second = (each - each.mean() for each in ranks)
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))


def strongest_ninth(values: Numbers) -> tuple[str, float]:
    """The ninth of a map in which most of its numbers lies, in words, and which share of their sum.

    values: at least 0, not all 0, ``(h, w)`` with 3 or more of each.
    """
    rows, columns = (np.minimum(3 * np.arange(n) // n, 2) for n in values.shape)
    sums = np.zeros((3, 3))
    np.add.at(sums, (rows[:, None], columns[None, :]), values / values.max())
    i, j = divmod(int(sums.argmax()), 3)
    name = "middle" if i == j == 1 else f"{UP_DOWN[i]} {LEFT_RIGHT[j]}"
    return name, float(sums[i, j] / sums.sum())


def _line(line: Series) -> str:
    values, places, missing = _drawn(line)
    head, of, along = _head(line), line.of, line.along
    if len(values) < 2:
        return f"{head}{_single(line, values, places)}{missing}."
    first, last, least, greatest = values[0], values[-1], values.min(), values.max()
    from_to = f"{_at(places[0], along)} to {_at(places[-1], along, short=True)}"
    if said(least, of) == said(greatest, of):
        about = "" if least == greatest else "about "
        return f"{head}{about}{said(first, of)} throughout, from {from_to}{missing}."
    words = f"{head}from {said(first, of)} at {_at(places[0], along)} to {said(last, of)} at"
    words += f" {_at(places[-1], along, short=True)}; {_way_in_words(values, places, line)}"
    for name, value, index in (("least", least, values.argmin()), ("greatest", greatest, values.argmax())):
        if value not in (first, last):
            words += f"; {name} {said(value, of)} at {_at(places[int(index)], along, short=True)}"
    return f"{words}{missing}."


def _way_in_words(values: Numbers, places: Places, line: Series) -> str:
    up, down = (values[1:] >= values[:-1]).all(), (values[1:] <= values[:-1]).all()
    chosen = np.unique(np.linspace(0, len(values) - 1, LOOKED_AT).astype(int))
    heading, turns = way(np.log10(values[chosen]) if line.of.log else values[chosen])
    if not heading:
        return "its range is too large to say how it goes"
    at = [_at(places[int(chosen[turn])], line.along, short=True) for turn in turns]
    names = [WAYS[heading * sign] for sign in (1, -1, 1)]
    if up or down:
        return f"{names[0]} all the way{_rest(values, places, line.along)}"
    if not turns:
        return f"{names[0]} on the whole"
    if len(turns) > 2:
        return "goes up and down"
    until = [f"{name} until {place}" for name, place in zip(names, at, strict=False)]
    return f"{', '.join(until)}, then {names[len(turns)]}"


def _rest(values: Numbers, places: Places, along: Axis) -> str:
    """From where on nothing changes any more."""
    since = int(np.flatnonzero(values != values[-1])[-1]) + 1
    return f" until {_at(places[since], along, short=True)}, then stays" if len(values) - since > 2 else ""


def _points(points: Series) -> str:
    values, places, missing = _drawn(points)
    head, of, along = _head(points), points.of, points.along
    if isinstance(places, list):
        return f"{head}{_one_by_one(values, places, of)}{missing}."
    if len(values) < 2:
        return f"{head}{_single(points, values, places)}{missing}."
    across, up = _quoted(along.title or "left to right"), _quoted(of.title or "upwards")
    name = f"{points.name}: " if points.name else ""
    words = f"{name}{count(len(values), 'point')}, {across} from {said(places.min(), along)} to"
    words += f" {said(places.max(), along)}, {up} from {said(values.min(), of)} to {said(values.max(), of)}"
    return f"{words}{_trend(places, values)}{missing}."


def _trend(x: Numbers, y: Numbers) -> str:
    r = rank_correlation(x, y) if len(x) >= ENOUGH else None
    if r is None:
        return ""
    if abs(r) < CLEAR:
        return f"; no clear trend (rank correlation {signed(r)})"
    return (
        f"; where one is greater the other is mostly {'greater' if r > 0 else 'smaller'} (rank correlation {signed(r)})"
    )


def _bars(bars: Series) -> str:
    values, places, missing = _drawn(bars)
    head, of, along = _head(bars), bars.of, bars.along
    if isinstance(places, list):
        return f"{head}{_one_by_one(values, places, of)}{missing}."
    if len(values) < 2:
        return f"{head}{_single(bars, values, places)}{missing}."
    words = (
        f"{head}{count(len(values), 'bar')} from {_at(places.min(), along)} to {_at(places.max(), along, short=True)}"
    )
    if values.min() == values.max():
        words += f", each {said(values[0], of)}"
    else:
        high = int(values.argmax())
        words += f"; the highest, {said(values[high], of)}, at {_at(places[high], along, short=True)}"
    total = values.sum()
    counts = bool((values == np.round(values)).all()) and not of.format.endswith("%")
    return f"{words}{f'; {said(total, of)} in all' if counts else ''}{missing}."


def _stairs(stairs: Series) -> str:
    relative = np.array([each == "relative" for each in stairs.drawn["measure"]])
    names, moves = list(stairs.places), stairs.values
    begin, end = moves[0], moves[~relative][-1]
    steps = [(name, move) for name, move, is_step in zip(names, moves.tolist(), relative, strict=True) if is_step][1:]
    sides = [[each for each in steps if sign * each[1] > 0] for sign in (1, -1)]
    words = [f"{names[0]} {signed(begin)}"]
    for side, word in zip(sides, ("up", "down"), strict=True):
        if side:
            name, move = max(side, key=lambda each: abs(each[1]))
            total = signed(sum(each for _, each in side))
            words.append(f"{count(len(side), 'step')} {word}, {total} together, the largest {name} {signed(move)}")
    return f"{_head(stairs)}{'; '.join(words)}; {names[-1]} {signed(end)}."


def _map(numbers: Series) -> str:
    is_signed = numbers.drawn.get("zmin") == -numbers.drawn.get("zmax", np.nan)
    say: Callable[[float], str] = _with_sign if is_signed else lambda number: said(number, numbers.of)
    ends = []
    for row, column in _ends(numbers.values):
        where = f"{_at(numbers.places[column], numbers.along)}, {_at(numbers.rows[row], numbers.down)}"
        ends.append(f"{say(numbers.values[row, column])} at {where}")
    return f"{_head(numbers)}{_cells(numbers.values, ends, say, is_signed)}."


def signed_in_words(values: Numbers) -> str:
    """What a picture of signed numbers ``(h, w)`` shows: its ends, and where most of each sign is."""
    ends = [f"{_with_sign(values[row, column])} at column {column}, row {row}" for row, column in _ends(values)]
    return f"{_cells(values, ends, _with_sign, True)}."


def _cells(values: Numbers, ends: Sequence[str], say: Callable[[float], str], is_signed: bool) -> str:
    height, width = values.shape
    finite = np.isfinite(values)
    words = f"{count(height, 'row')} of {width:,}"
    missing = f"; {count(int((~finite).sum()), 'cell')} without a number" if not finite.all() else ""
    if not ends:
        return f"{words}{missing}"
    drawn = values[finite]
    if drawn.min() == drawn.max():
        return f"{words}, {say(drawn[0])} everywhere{missing}"
    words += f"; least {ends[0]}; greatest {ends[1]}"
    if is_signed and min(values.shape) >= 3 and finite.all():
        words += "".join(_side(sign * values, name) for sign, name in ((1, "above"), (-1, "below")))
    return f"{words}{missing}"


def _ends(values: Numbers) -> list[tuple[int, int]]:
    """Row and column of the least and of the greatest number; nothing where there is none."""
    if not np.isfinite(values).any():
        return []
    seen = np.where(np.isfinite(values), values, np.nan)
    width = values.shape[1]
    low, high = divmod(int(np.nanargmin(seen)), width), divmod(int(np.nanargmax(seen)), width)
    return [low, high]


def _with_sign(number: float) -> str:
    return signed(number, ".3g") if number else "0"


def _side(values: Numbers, name: str) -> str:
    """Where most of what lies on one side of zero is."""
    if not (values > 0).any():
        return f"; nothing {name} 0"
    place, share = strongest_ninth(np.maximum(values, 0))
    return f"; of all {name} 0 the most, {percent(share)}, in the {place} ninth"


_TELLERS: Mapping[Kind, Callable[[Series], str]] = {
    "line": _line,
    "points": _points,
    "bars": _bars,
    "stairs": _stairs,
    "map": _map,
}


def _drawn(one: Series) -> tuple[Numbers, Places, str]:
    """The values that can be seen, their places, and how many cannot."""
    values, places = one.values, one.places
    count_all = min(len(values), len(places))
    values = values[:count_all]
    seen = np.isfinite(values)
    if one.of.log:
        seen &= values > 0
    if isinstance(places, list):
        kept: Places = [place for place, is_seen in zip(places, seen.tolist(), strict=False) if is_seen]
    else:
        places = places[:count_all]
        seen &= np.isfinite(places) & ((places > 0) | (not one.along.log))
        kept = places[seen]
    unseen = count_all - int(seen.sum())
    missing = f"; {unseen:,} of {count_all:,} cannot be drawn" if unseen and count_all > 1 else ""
    return values[seen], kept, missing


def _head(one: Series) -> str:
    parts = [part for part in (one.name, _quoted(one.of.title)) if part]
    return f"{', '.join(parts)}: " if parts else ""


def _single(one: Series, values: Numbers, places: Places) -> str:
    return f"{said(values[0], one.of)} at {_at(places[0], one.along)}" if len(values) else "nothing to see"


def _at(place: float | str, scale: Axis, *, short: bool = False) -> str:
    """``iteration 2,000``, and in short ``2,000``."""
    words = place if isinstance(place, str) else said(place, scale)
    return words if short or not scale.title else f"{_quoted(scale.title)} {words}"


def _quoted(title: str) -> str:
    """A title whose comma would read as one of the sentence."""
    return f"“{title}”" if "," in title else title


def _one_by_one(values: Numbers, places: Sequence[str], scale: Axis) -> str:
    if not len(values):
        return "nothing to see"
    if len(values) <= FEW:
        pairs = zip(places, values.tolist(), strict=True)
        return "; ".join(f"{_as_name(place)} {said(value, scale)}".strip() for place, value in pairs)
    low, high = int(values.argmin()), int(values.argmax())
    return (
        f"{len(values):,} values, the least {places[low]} {said(values[low], scale)}, the greatest {places[high]}"
        f" {said(values[high], scale)}"
    )


def _as_name(place: str) -> str:
    """A name after which a number would be unclear, in quotes."""
    return place if not place or place[-1].isalpha() or place[-1] == "”" else f"“{place}”"


def _moments(figure: Figure) -> list[str]:
    frames, sliders = figure.get("frames"), figure["layout"].get("sliders")
    if not frames:
        return []
    prefix = sliders[0].get("currentvalue", {}).get("prefix", "") if sliders else ""
    name = frames[-1].get("name", "")
    words = f"{int(name):,}" if str(name).isdecimal() else without_marks(str(name))
    return [f"It moves through {count(len(frames), 'moment')}. These are the numbers of the last: {prefix}{words}."]


def _marks(figure: Figure, found: Sequence[Series]) -> list[str]:
    """The words that stand in a chart, and lines through all of it that have none."""
    layout = figure["layout"]
    notes = layout.get("annotations") or []
    names = {word for each in found for scale in (each.along, each.of, each.down) for word in scale.words.values()}
    words = [without_marks(note.get("text", "")) for note in notes]
    words = [each for each in words if each not in names and not each.replace(",", "").isdecimal()]
    words += _lines(layout, found)
    unlike = list(dict.fromkeys(each for each in words if each))[:FEW]
    return [f"Marked: {'; '.join(unlike)}."] if unlike else []


def _lines(layout: Mapping[str, Any], found: Sequence[Series]) -> Iterator[str]:
    """Lines through a whole chart that no words stand at."""
    notes = layout.get("annotations") or []
    for letter, through in (("x", "y"), ("y", "x")):
        axis = layout.get(f"{letter}axis", {})
        told_of = [place for note in notes if isinstance(place := note.get(letter), int | float)]
        title = axis.get("title", {}).get("text", "")
        scale = next(
            (each for one in found for each in (one.along, one.of) if each.title and each.title in title), None
        )
        for shape in layout.get("shapes") or []:
            if shape.get("type") != "line" or shape.get(f"{through}ref") != "paper" or scale is None:
                continue
            place = float(shape[f"{letter}0"])
            drawn_at = np.log10(place) if scale.log and place > 0 else place  # as the places of words are given
            if not np.isclose(told_of, drawn_at).any():
                yield f"{shape.get('name') or _quoted(scale.title)} {said(place, scale)}"


def _ranks(values: Numbers) -> Numbers:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((counts.cumsum() - (counts - 1) / 2)[inverse])
