"""What strangers send: refused with the rule and the value, whatever it is."""

from __future__ import annotations

import zlib
from math import inf
from typing import Annotated, Any

import pytest
from msgspec import Meta

from classroom.untrusted import Count, Finite, Share, Value, Whole, inflated, parsed, read, short
from logreg_core import ArgumentError


class Inner(Value, frozen=True):
    name: Annotated[str, Meta(max_length=5, pattern=r"^[a-z]*\Z")]
    share: Share = 0.5


class Outer(Value, frozen=True):
    whole: Whole
    count: Count | None
    number: Finite
    inner: Annotated[tuple[Inner, ...], Meta(max_length=2)] = ()
    table: dict[str, Finite] = {}  # noqa: RUF012  # a new one for each value

    def __post_init__(self) -> None:
        if self.whole == 7:
            raise ArgumentError("The whole must not be 7. Got 7.")


FINE: dict[str, Any] = {"whole": -3, "count": None, "number": 1, "inner": [{"name": "ab", "share": 1}], "table": {}}
DEEP: Any = []
for _ in range(100_000):
    DEEP = [DEEP]


def test_what_fits_is_read_as_its_type() -> None:
    assert read(FINE, Outer, "it") == Outer(-3, None, 1.0, (Inner("ab", 1.0),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"whole": 1.0}, "It, whole must be a whole number. Got 1.0."),
        ({"whole": True}, "It, whole must be a whole number. Got True."),
        ({"whole": 7}, "The whole must not be 7. Got 7."),
        ({"whole": 10**4000}, "It, whole must be a whole number of at most 9007199254740992. Got 1000"),
        ({"whole": 10**5000}, "Got a very long number."),
        ({"whole": DEEP}, "It, whole must be a whole number. Got a list of 1."),
        ({"count": -1}, "It, count must be a whole number of at least 0. Got -1."),
        ({"number": "1"}, "It, number must be a finite number. Got '1'."),
        ({"number": float("nan")}, "It, number must be a finite number of at least -1e+300. Got nan."),
        ({"number": float("inf")}, "It, number must be a finite number of at most 1e+300. Got inf."),
        ({"number": 10**4000}, "It, number must be a finite number. Got 1000"),
        ({"table": {"a": float("nan")}}, "It, table must be a finite number of at least -1e+300. Got a table of 1."),
        ({"inner": {}}, "It, inner must be a list. Got a table of 0."),
        ({"inner": [FINE["inner"][0]] * 3}, "It, inner must be a list no longer than 2. Got a list of 3."),
        (
            {"inner": [{"name": "abcdef", "share": 1}]},
            "It, inner, 1, name must be a text no longer than 5. Got 'abcdef'",
        ),
        ({"inner": [{"name": "a\n", "share": 1}]}, r"name must be a text that looks like '^[a-z]*\\Z'. Got 'a\n'."),
        ({"inner": [{"name": "a", "share": 1.1}]}, "share must be a finite number of at most 1.0. Got 1.1."),
        ({"inner": [{"name": "a"}]}, "It must have the parts name, share. Got a table of 1."),
        ({"more": 1}, "It must not have the part 'more'. Got a table of 6."),
        ({"count": "1"}, "It, count must be a whole number or nothing. Got '1'."),
        ({"a - at `$.b[9]`": 1}, "It must not have the part"),
        ({"a` - at `$.inner[9]": 1}, "must not have the part"),
        ({f"a` - at `$.inner[{'9' * 5000}]": 1}, "must not have the part"),
        ({"\ud800": 1}, "whole characters"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_place_the_rule_and_the_value(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        read(FINE | change, Outer, "it")
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("wrap", [lambda each: {"a": each}, lambda each: [each]])
def test_a_part_that_has_a_default_must_be_there_too(wrap: Any) -> None:
    kinds: Any = dict[str, Inner] if isinstance(wrap(0), dict) else list[Inner]
    assert read(wrap({"name": "a", "share": 1}), kinds, "it") == wrap(Inner("a", 1.0))
    with pytest.raises(ArgumentError, match="It must have the parts name, share"):
        read(wrap({"name": "a"}), kinds, "it")


def test_json_is_bounded_before_it_is_parsed() -> None:
    assert parsed('{"a": [1, Infinity]}', 100) == {"a": [1, inf]}, "which no type takes"
    for text in ("", "{", "[" * 100_000, '{"a": 1, "a": 1}', "9" * 5_000, b"\xff"):
        with pytest.raises(ArgumentError, match="must be JSON"):
            parsed(text, 200_000)
    with pytest.raises(ArgumentError, match="at most 3 characters. It has 4"):
        parsed("1234", 3)


def test_inflating_stops_at_the_bound_and_refuses_what_is_not_whole() -> None:
    packed = zlib.compress(bytes(10**6))
    assert inflated(packed, 10**6) == bytes(10**6)
    assert len(inflated(packed, 1000)) == 1001
    for broken in (packed[:-1], packed + b"x", b"", b"no"):
        with pytest.raises(ValueError, match="no"):
            inflated(broken, 10**6)


def test_a_value_is_cut_short() -> None:
    assert [short(each) for each in ({}, [1], "x" * 99)] == ["a table of 0", "a list of 1", f"'{'x' * 56}..."]
