"""Checks a learner's text against the allowed language; a violation is refused with its line and a remedy.

Our own check of each node comes first, with messages for learners. Then RestrictedPython checks again, and routes each
attribute, item and loop through the functions in `runtime_guards`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import numpy as np
from RestrictedPython.transformer import RestrictingNodeTransformer

from . import language
from .program import Program, Refused, compiled, in_place

SYNTAX = language.names(language.SYNTAX)
TABLES = {
    "np": language.names(language.NUMPY)
    | language.names(language.CONSTANTS)
    | language.names(language.DTYPES)
    | {"ndarray", "random", "linalg"},
    "np.random": language.names(language.RANDOM),
    "np.linalg": language.names(language.LINALG),
}
THERE = {"np": frozenset(dir(np)), "np.random": frozenset(dir(np.random)), "np.linalg": frozenset(dir(np.linalg))}
REFUSED_BUILTINS = frozenset(
    "open input eval exec compile getattr setattr delattr hasattr id globals locals vars dir iter next super object"
    " property classmethod staticmethod memoryview bytes bytearray breakpoint help exit quit callable hash".split()
)
Visited = ast.AST | Iterable[ast.AST] | None
NO_LINE = 10**9  # of nodes without a line number; each is inside a node with one
TAKEN = frozenset({"print", "printed", "builtins", "breakpoint"})  # reserved by RestrictedPython


def walled(text: str, trace: bool) -> Program:
    """The text as a sandboxed program. Raises Refused and SyntaxError."""
    return compiled(text, trace=trace, transform=_restricted)


def instead(name: str, general: str) -> str:
    """The remedy for a refused name."""
    return language.INSTEAD.get(name, general)


def _restricted(tree: ast.Module) -> ast.Module:
    numpy = _names_of_numpy(tree)
    broken = [(_line_of(node), rule) for node in ast.walk(tree) for rule in _broken(node, numpy)]
    if broken:
        line, rule = min(broken)
        raise Refused(rule, None if line == NO_LINE else line)
    policy = _Policy()
    new: ast.Module = policy.visit(tree)
    if policy.errors:
        location, _, rule = policy.errors[0].partition(": ")
        number = location.removeprefix("Line ")
        raise Refused(f"{rule} Write it more simply.", int(number) if number.isdigit() else None)
    return new


def _line_of(node: ast.AST) -> int:
    return int(getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", NO_LINE))


def _names_of_numpy(tree: ast.Module) -> frozenset[str]:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    return frozenset(alias.asname or alias.name for node in imports for alias in node.names)


def _broken(node: ast.AST, numpy: frozenset[str]) -> Iterator[str]:
    """The rules that a node breaks, each with its remedy."""
    kind = type(node).__name__
    if kind not in SYNTAX:
        yield f"{language.IN_WORDS.get(kind, kind)} is not allowed here. {instead(kind, 'Write it with functions.')}"
    for name in _names_in(node):
        if name.startswith("_") and name != "_":
            what = "attributes" if isinstance(node, ast.Attribute) else "names"
            yield f"{what} that begin with an underscore are not allowed here. Give it another name."
        if name in TAKEN and not (isinstance(node, ast.Name) and name == "print" and isinstance(node.ctx, ast.Load)):
            yield f"the name {name} is taken. Give it another name."
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name != "numpy":
                remedy = instead(alias.name.split(".")[0], "np has everything you need.")
                yield f"only `import numpy as np` is allowed here, not {alias.name}. {remedy}"
    if isinstance(node, ast.comprehension) and node.is_async:
        yield f"`async` is not allowed here. {language.INSTEAD['AsyncFunctionDef']}"
    if isinstance(node, ast.FunctionDef) and node.decorator_list:
        yield "decorators are not allowed here. Write the function alone."
    if isinstance(node, ast.Constant) and type(node.value) is bytes:
        yield f"bytes cannot be used here. {language.INSTEAD['bytes']}"
    if isinstance(node, ast.Attribute):
        yield from _broken_attribute(node, numpy)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in REFUSED_BUILTINS:
        yield f"{node.id} is not available here. {instead(node.id, 'Write it with plain functions and arrays.')}"


def _names_in(node: ast.AST) -> Iterator[str]:
    """All names in the node itself."""
    for field in ("id", "attr", "name", "asname", "arg"):
        if isinstance(value := getattr(node, field, None), str):
            yield value
    if isinstance(node, ast.Global):
        yield from node.names


def _broken_attribute(node: ast.Attribute, numpy: frozenset[str]) -> Iterator[str]:
    if not isinstance(node.ctx, ast.Load):
        yield f"the attribute {node.attr} cannot be set or deleted here. Make a new array or keep it in a variable."
    where = ast.unparse(node.value) if isinstance(node.value, ast.Name | ast.Attribute) else ""
    first, _, rest = where.partition(".")
    table = f"np.{rest}" if rest else "np"
    if first in numpy and table in TABLES and node.attr in THERE[table] - TABLES[table]:
        yield unavailable(f"{table}.{node.attr}")


def unavailable(name: str) -> str:
    """The refusal of a NumPy name."""
    return f"{name} is not available here. {instead(name, 'The functions that are: ' + some_of(name) + '.')}"


def some_of(name: str) -> str:
    """A few functions of the same module as a NumPy name."""
    table = name.rpartition(".")[0]
    shown = "zeros exp log dot sum mean abs maximum where squeeze".split() if table == "np" else sorted(TABLES[table])
    return ", ".join(f"{table}.{each}" for each in shown)


class _Policy(RestrictingNodeTransformer):
    """RestrictedPython's transformation, plus syntax that learners need and that we guard ourselves."""

    def visit_Name(self, node: ast.Name) -> Visited:
        return node if node.id == "print" and isinstance(node.ctx, ast.Load) else super().visit_Name(node)

    def visit_arg(self, node: ast.arg) -> Visited:
        node.annotation = None
        return super().visit_arg(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Visited:
        node.returns = None
        return super().visit_FunctionDef(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Visited:
        plain = ast.Assign(targets=[node.target], value=node.value) if node.value else ast.Pass()
        return self.visit(ast.copy_location(plain, node))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        if isinstance(target, ast.Subscript):
            target.value, target.slice = self.visit(target.value), self.visit(target.slice)
        else:
            node.target = self.visit(target)
        node.value = self.visit(node.value)
        return in_place(node)

    def visit_Import(self, node: ast.Import) -> list[ast.AST]:
        """Turn it into an assignment of the table that replaces NumPy."""
        return [
            ast.fix_missing_locations(
                ast.copy_location(
                    ast.Assign([ast.Name(each.asname or each.name, ast.Store())], ast.Name("_numpy_", ast.Load())), node
                )
            )
            for each in node.names
        ]
