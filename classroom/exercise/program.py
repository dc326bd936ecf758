"""Compiles a learner's text, optionally with a trace of what each line assigns."""

from __future__ import annotations

import ast
import copy
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

FILE = "<learner>"  # the name of the text in tracebacks
MAX_CHARACTERS = 60_000  # characters; the six functions have about 6,000
MAX_LINES = 3000
DEEPEST = 60  # nested brackets

IN_PLACE: Mapping[str, Callable[[Any, Any], Any]] = {
    "Add": operator.iadd,
    "Sub": operator.isub,
    "Mult": operator.imul,
    "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv,
    "Mod": operator.imod,
    "Pow": operator.ipow,
    "MatMult": operator.imatmul,
    "BitAnd": operator.iand,
    "BitOr": operator.ior,
    "BitXor": operator.ixor,
    "LShift": operator.ilshift,
    "RShift": operator.irshift,
}


class Refused(Exception):
    """A text breaks a rule. message: the rule and the remedy; line: if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Program:
    """A compiled text.

    code: for exec. tree: the syntax tree of the original text. places: for each number passed to ``_seen_``, the line
    and the assigned names; several names: one for each item of the value.
    """

    code: CodeType
    tree: ast.Module
    places: tuple[tuple[int, tuple[str, ...]], ...]

    def names_on(self, line: int) -> list[str]:
        """The variables that the statement on this line reads or writes, in order, each once."""
        statements = [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt) and _covers(node, line)]
        if not statements:
            return []
        smallest = min(statements, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)
        nodes = [smallest, *(each for each in ast.walk(smallest) if not isinstance(smallest, ast.FunctionDef))]
        names = [node for node in nodes if isinstance(node, ast.Name) and _covers(node, line)]
        names = names or [node for node in nodes if isinstance(node, ast.Name)]
        return list(dict.fromkeys(node.id for node in sorted(names, key=lambda node: (node.lineno, node.col_offset))))


def _covers(node: Any, line: int) -> bool:
    return bool(node.lineno <= line <= (node.end_lineno or node.lineno))


def readable(text: str) -> str:
    """The text with line ends as ``\\n``. Raises Refused if it is too long or not valid text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CHARACTERS or text.count("\n") >= MAX_LINES:
        raise Refused(
            f"At most {MAX_CHARACTERS:,} characters and {MAX_LINES:,} lines. The text has {len(text):,} and"
            f" {text.count(chr(10)) + 1:,}. Keep only the functions."
        )
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        if "\0" in line:
            raise Refused("the character NUL is not allowed. Delete it, or write the line again.", number)
        if any("\ud800" <= sign <= "\udfff" for sign in line):
            raise Refused("a character is half of a surrogate pair. Write the line again.", number)
        for sign in line:  # brackets in strings and comments count too
            depth = max(depth + (sign in "([{") - (sign in ")]}"), 0)
            if depth > DEEPEST:
                raise Refused(f"more than {DEEPEST} brackets are open at once. Close them, or use fewer.", number)
    return text


def compiled(text: str, *, trace: bool, transform: Callable[[ast.Module], ast.Module] | None = None) -> Program:
    """Compile a text.

    trace: whether it calls ``_seen_(number, value)`` at each assignment. transform: makes the tree harmless; None: no
    restrictions.

    Raises Refused as `readable` does, or if the nesting is too deep; SyntaxError if it is not Python.
    """
    text = readable(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _compiled(text, trace, transform or _Augmented().visit)
    except (RecursionError, MemoryError):
        raise Refused("The text is nested too deeply for Python. Write it in shorter steps.") from None


def _compiled(text: str, trace: bool, transform: Callable[[ast.Module], ast.Module]) -> Program:
    tree = ast.parse(text, FILE)
    written = copy.deepcopy(tree)
    lines = text.encode().split(b"\n")  # columns are counted in bytes
    for target in [target for node in ast.walk(tree) if trace for target in _targets(node)]:
        target.said = _said(target, lines)  # type: ignore[attr-defined]  # survives the transformation
    tree, seen = transform(tree), _Seen()
    tree = ast.fix_missing_locations(seen.visit(tree) if trace else tree)
    return Program(compile(tree, FILE, "exec", dont_inherit=True), written, tuple(seen.places))


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) else []


def _said(target: ast.expr, lines: list[bytes]) -> tuple[str, ...]:
    """The assigned targets as text; for a tuple each item, for a nested or starred one nothing."""
    if isinstance(target, ast.Tuple | ast.List):
        nested = any(isinstance(each, ast.Starred | ast.Tuple | ast.List) for each in target.elts)
        return () if nested else tuple(_as_written(each, lines) for each in target.elts)
    return (_as_written(target, lines),)


def _as_written(target: Any, lines: list[bytes]) -> str:
    """As `ast.get_source_segment`, which would split the whole text again each time."""
    if isinstance(target, ast.Name):  # older Pythons give wrong columns in f-strings
        return target.id
    own = lines[target.lineno - 1 : target.end_lineno]
    own[-1] = own[-1][: target.end_col_offset]
    return b"\n".join(own)[target.col_offset :].decode()


def in_place(node: ast.AugAssign) -> ast.stmt:
    """``n += x`` as ``n = _inplacevar_("Add", n, x)``, and ``d[k] += x`` as ``_inplacepart_("Add", d, k, x)``.

    The parts of the target must have load context.
    """
    sign, target = ast.Constant(type(node.op).__name__), node.target
    new: ast.stmt
    if isinstance(target, ast.Subscript):
        new = ast.Expr(_call("_inplacepart_", sign, target.value, target.slice, node.value))
        new.said = getattr(target, "said", ())  # type: ignore[attr-defined]
    else:
        assert isinstance(target, ast.Name)
        read = ast.Name(target.id, ast.Load())
        new = ast.Assign(targets=[target], value=_call("_inplacevar_", sign, read, node.value))
    return ast.fix_missing_locations(ast.copy_location(new, node))


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


class _Augmented(ast.NodeTransformer):
    """Rewrites assignments such as ``n += 1`` as function calls, so that the new value can be traced."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        return node if isinstance(node.target, ast.Attribute) else in_place(node)


class _Seen(ast.NodeTransformer):
    """Wraps each assigned value in ``_seen_(number, value)``."""

    def __init__(self) -> None:
        self.places: list[tuple[int, tuple[str, ...]]] = []

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return self._wrapped(node, node.targets)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return self._wrapped(node, [node.target] if node.value else [])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        return self._wrapped(node, [node.target])

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return self._wrapped(node, [node])

    def _wrapped(self, node: Any, targets: list[Any]) -> ast.AST:
        self.generic_visit(node)
        for target in targets:
            if said := getattr(target, "said", None):
                place = ast.Constant(len(self.places))
                self.places.append((node.lineno, said))
                node.value = ast.copy_location(_call("_seen_", place, node.value), node.value)
        return node
