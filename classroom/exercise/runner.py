"""Runs calls of a learner's program in this process and returns the results as plain JSON."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from .program import FILE, IN_PLACE, Program, Refused, compiled
from .results import MAX_MESSAGE, MAX_PRINTED, Call, Result
from .wire import MAX_ASSIGNED, MAX_WHOLE, Packer, Unsendable, packed_calls, results_of, unpack

ROOM = 2**21  # bytes of the arrays in one answer
NOT_MADE = re.compile("shape|broadcast|dimension|mismatch|align|axis|axes|size ", re.IGNORECASE)  # of shapes

Compile = Callable[[str, bool], Program]


REMIND = 0.05  # seconds between interrupts: a program may catch the first one


class TimeUp(BaseException):
    """The timeout of a program."""


class Printed:
    """Collects a program's output, up to MAX_PRINTED characters."""

    def __init__(self) -> None:
        self.text = ""

    def __call__(self, *values: object, sep: str | None = " ", end: str | None = "\n") -> None:
        """The replacement of `print`."""
        if len(self.text) < MAX_PRINTED:
            words = (" " if sep is None else sep).join(map(str, values)) + ("\n" if end is None else end)
            self.text = (self.text + words)[:MAX_PRINTED]

    def taken(self) -> str:
        """The output since the last call."""
        text, self.text = self.text, ""
        return text


class Trace:
    """Records what each line assigned when it first ran."""

    def __init__(self, program: Program) -> None:
        self._places = program.places
        self._seen: dict[int, list[list[Any]]] = {}
        self._room = MAX_ASSIGNED

    def __call__(self, place: int, value: Any) -> Any:
        """Record a value; the program calls this at each assignment."""
        if place not in self._seen and len(self._seen) < MAX_ASSIGNED:
            line, names = self._places[place]
            parts = [value] if len(names) == 1 else list(value) if type(value) in (tuple, list, np.ndarray) else []
            self._seen[place] = [[line, name[:100], *described(part)] for name, part in zip(names, parts, strict=False)]
        return value

    def forget(self) -> None:
        """Forget all records."""
        self._seen = {}

    def taken(self) -> list[list[Any]]:
        """The assignments since the last call, by line, while the answer has room."""
        seen, self._seen = self._seen, {}
        lines = sorted((each for place in seen.values() for each in place), key=lambda each: each[0])[: self._room]
        self._room -= len(lines)
        return lines


def described(value: Any) -> tuple[list[int] | None, str, list[float]]:
    """The shape, the kind in words, and the first numbers of a value."""
    if type(value) is np.ndarray:
        numbers = value.ravel()[:4].tolist() if value.dtype.kind in "biuf" else []
        return list(value.shape), f"{value.dtype} array", [float(each) for each in numbers]
    if isinstance(value, np.generic):
        return [], str(value.dtype), [float(value)] if value.dtype.kind in "biuf" else []
    kind = type(value).__name__
    if type(value) in (int, float, bool):
        return None, kind, [float(value)] if type(value) is float or abs(value) < MAX_WHOLE else []
    if type(value) in (tuple, list, dict):
        return None, f"{kind} of {len(value)}", []
    return None, "None" if value is None else kind, []


def plainly(text: str, trace: bool) -> Program:
    """The text as an unrestricted program."""
    return compiled(text, trace=trace)


def open_names() -> dict[str, Any]:
    """The names in an unrestricted program."""
    return {"__builtins__": builtins, "__name__": "learner", "_inplacepart_": _in_place_part}


def _in_place_part(sign: str, holder: Any, place: Any, value: Any) -> Any:
    holder[place] = changed = IN_PLACE[sign](holder[place], value)
    return changed


def in_place_name(sign: str, old: Any, value: Any) -> Any:
    """The result of ``old += value``."""
    return IN_PLACE[sign](old, value)


class Running:
    """A learner's program, its text run once from top to bottom.

    text: of the program. names: its predefined names. trace: whether to record assignments.

    Raises nothing: ``failure`` holds the error.
    """

    def __init__(self, text: str, compile_text: Compile, names: Mapping[str, Any], *, trace: bool = False) -> None:
        self.names = dict(names)
        self.program: Program | None = None
        self.printed = Printed()
        self.trace: Trace | None = None
        self.failure: dict[str, Any] | None = None
        try:
            self.program = compiled_text = compile_text(text, trace)
            self.trace = Trace(compiled_text)
            self.names |= {"print": self.printed, "_seen_": self.trace, "_inplacevar_": in_place_name}
            exec(compiled_text.code, self.names)  # the only exec of a learner's code
        except (Exception, TimeUp) as error:  # noqa: BLE001  # a learner's program may raise anything
            self.failure = self.why(error)

    def call(self, function: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Call one of its functions. Raises what the function raises, or NameError if it does not exist."""
        if function not in self.names:
            raise NameError(f"name {function!r} is not defined")
        return self.names[function](*arguments, **keywords)

    def result(self, call: Mapping[str, Any], packer: Packer) -> dict[str, Any]:
        """The packed result of a packed call."""
        value, failure, changed, seconds = None, self.failure, [], 0.0
        if failure is None:
            arguments = [unpack(each) for each in call["arguments"]]
            began = perf_counter()
            try:
                got = self.call(call["function"], arguments, {k: unpack(v) for k, v in call["keywords"].items()})
                seconds = perf_counter() - began
                value = packer.pack(got)
            except Unsendable as error:
                failure = failed("output", f"{call['function']} returned a value that cannot be checked. {error}")
            except (Exception, TimeUp) as error:  # noqa: BLE001
                failure = self.why(error)
            changed = [n for n, each in enumerate(call["arguments"]) if not _same(unpack(each), arguments[n])]
        trace = self.trace.taken() if self.trace else []
        return {
            "value": value,
            "failure": failure,
            "changed": changed,
            "trace": trace,
            "printed": self.printed.taken(),
            "seconds": seconds,
        }

    def why(self, error: BaseException) -> dict[str, Any]:
        """An exception of the program as a failure."""
        frame, line = _innermost(error.__traceback__)
        raised = type(error).__name__
        if isinstance(error, Refused):
            line = error.line or line
            rule = error.message[:1].upper() + error.message[1:]
            return failed("refused", f"Line {line}: {error.message}" if line else rule, line)
        if isinstance(error, SyntaxError) and frame is None:
            return failed("syntax", error.msg, error.lineno, raised)
        if isinstance(error, TimeUp):
            where = f"Line {line} was still running" if line else "It was still running"
            return failed("time", f"{where} when the time was up. Does a loop end?", line)
        if isinstance(error, MemoryError):
            return failed("memory", "It needs too much memory. Are the arrays as large as you meant?", line)
        kind = "name" if isinstance(error, NameError) else "error"
        text = _text_of(error)
        if isinstance(error, ValueError | IndexError | TypeError) and NOT_MADE.search(text):
            kind = "shape"
        return failed(kind, text, line, raised, self._shapes(frame, line))

    def _shapes(self, frame: FrameType | None, line: int | None) -> dict[str, list[int]]:
        if frame is None or line is None or self.program is None:
            return {}
        variables = {**frame.f_globals, **frame.f_locals}
        arrays = {name: variables.get(name) for name in self.program.names_on(line)[:20]}
        return {name: list(array.shape) for name, array in arrays.items() if type(array) is np.ndarray}


def failed(
    kind: str,
    message: str,
    line: int | None = None,
    raised: str = "",
    names: Mapping[str, list[int]] | None = None,
) -> dict[str, Any]:
    """A packed failure."""
    message = message[:MAX_MESSAGE].encode(errors="replace").decode()
    return {"kind": kind, "message": message, "line": line, "raised": raised, "names": dict(names or {})}


def running_line(error: BaseException) -> int | None:
    """The line of the learner's program that was running when this was raised, or None."""
    return _innermost(error.__traceback__)[1]


def time_is_up(_: int, frame: FrameType | None) -> None:
    """Timer callback: interrupts the learner's program, but not our own code around it."""
    while frame is not None:
        if frame.f_code.co_filename == FILE:
            raise TimeUp
        frame = frame.f_back


def _innermost(trace: TracebackType | None) -> tuple[FrameType | None, int | None]:
    """The innermost frame of the learner's code in a traceback, and its line."""
    innermost: tuple[FrameType | None, int | None] = (None, None)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            innermost = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    return innermost


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:MAX_MESSAGE]
    except Exception:  # noqa: BLE001  # the learner's own class
        return ""


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal in type and content; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    return bool(one == other or one != one)


def results(running: Running, calls: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The packed results of packed calls. Output before the calls is added to the first."""
    if running.trace:
        running.trace.forget()
    top, packer = running.printed.taken(), Packer(ROOM)
    packed = [running.result(call, packer) for call in calls]
    for first in packed[:1]:
        first["printed"] = (top + first["printed"])[:MAX_PRINTED]
    return packed


def run_here(
    code: str, calls: Sequence[Call], *, trace: bool = False, more: Mapping[str, Any] | None = None
) -> list[Result]:
    """As `run.run_calls`, but in this process without a sandbox: only for code of the user who runs it.

    more: predefined names beside Python's own.
    """
    running = Running(code, plainly, {**(more or {}), **open_names()}, trace=trace)
    answer = json.dumps({"results": results(running, packed_calls(calls))})
    return results_of(answer.encode(), len(calls))
