"""Plug-ins: modules that add datasets, representations and pages, and are trusted like the app itself.

A plug-in is a Python module with one or more of four lists: ``DATASETS`` of `sources.entry.Entry`, ``REPRESENTATIONS``
of `representation.Representation`, ``PAGES`` of `Page` and ``AROUND`` of `Around`. The operator of the app chooses
plug-ins, and they have all rights of the app. The checks here find mistakes; they are no protection.
``docs/extending.md`` adds one of each.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import ParamSpec, TypeVar

from .data.dataset import Dataset
from .errors import ArgumentError, DatasetError, LogregError
from .representation import REPRESENTATIONS, Representation, add, try_out
from .sources.catalog import CATALOG
from .sources.entry import Entry

LOG = logging.getLogger(__name__)
KEY = re.compile(r"[a-z][a-z0-9_-]{0,29}")
OF_VISITORS = ("uploaded", "edited")  # the keys of a visitor's own datasets on pages

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Page:
    """A page of the app.

    title: in the menu. script: a file, relative to the plug-in's file, or a function without arguments. section: of the
    menu; a new one comes last. icon: a name of Google's Material Symbols.
    """

    title: str
    script: str | Path | Callable[[], None]
    section: str = "More"
    icon: str = "extension"

    @property
    def address(self) -> str:
        """The last part of its link: the name of the file or function.

        A trailing underscore is dropped: it keeps a file from hiding a standard module of the same name.
        """
        return _address(self.script)


@cache  # each rerun uses those of all pages
def _address(script: str | Path | Callable[[], None]) -> str:
    name = Path(script).stem if isinstance(script, str | Path) else getattr(script, "__name__", "")
    return name.removesuffix("_")


def _nothing() -> None: ...


@dataclass(frozen=True)
class Around:
    """Functions around every page. Of several, the first is outermost: its ``before`` runs first, its ``after`` last.

    before: called above the page. after: called below the page, also if the page ended early.
    """

    before: Callable[[], object] = _nothing
    after: Callable[[], object] = _nothing


@dataclass(frozen=True)
class Plugins:
    """The loaded plug-ins: pages, functions around all pages, and the reasons why some plug-ins are left out."""

    pages: tuple[Page, ...] = ()
    around: tuple[Around, ...] = ()
    refusals: tuple[str, ...] = ()


def load(names: Iterable[str], accept_page: Callable[[Page], object] = lambda page: None) -> Plugins:
    """Import modules in this order, and add their datasets and representations to the built-in ones.

    accept_page: raises for a page that the app cannot show.

    A broken module adds nothing. `Plugins.refusals` names it, with the rule that it broke, if any; the log has the
    details.
    """
    pages: list[Page] = []
    around: list[Around] = []
    refusals = []
    for name in names:
        try:
            more = _load(name, pages, accept_page)
            pages, around = [*pages, *more.pages], [*around, *more.around]
        except (Exception, SystemExit) as problem:
            LOG.exception("The plug-in %r is left out.", name)
            why = str(problem) if isinstance(problem, LogregError) else f"It raised {type(problem).__name__}."
            refusals.append(
                f"The plug-in {name!r:.80} is left out. {why} The server's log says more."
                " Correct it, or do not name it."
            )
    return Plugins(tuple(pages), tuple(around), tuple(refusals))


def _load(name: str, before: Iterable[Page], accept_page: Callable[[Page], object]) -> Plugins:
    """Import a module, check all of it, and only then add it. Returns its pages, and its functions around all pages.

    Raises the first error.
    """
    module = import_module(name)
    datasets = _listed(module, "DATASETS", Entry)
    representations = _listed(module, "REPRESENTATIONS", Representation)
    pages = [_with_its_file(page, module) for page in _listed(module, "PAGES", Page)]
    around = _listed(module, "AROUND", Around)
    if not (datasets or representations or pages or around):
        raise ArgumentError(
            "A plug-in has a list DATASETS, REPRESENTATIONS, PAGES or AROUND. This one has none, or empty ones."
        )
    _need_new("key of a dataset", [entry.key for entry in datasets], {*CATALOG, *OF_VISITORS})
    _need_new("name of a representation", [each.name for each in representations], REPRESENTATIONS)
    _need_new("address of a page", [page.address for page in pages], {page.address for page in before})
    for entry in datasets:
        _check_entry(entry)
    for representation in representations:
        try_out(representation)
    for page in pages:
        _need_words(f"page {page.address!r}", title=page.title, section=page.section, icon=page.icon)
        accept_page(page)
    for entry in datasets:
        CATALOG[entry.key] = replace(entry, load=_guarded(_loader(entry), entry), fetch=_guarded(entry.fetch, entry))
    for representation in representations:
        add(representation)
    return Plugins(tuple(pages), tuple(Around(_quiet(each.before), _quiet(each.after)) for each in around))


def _listed(module: ModuleType, name: str, kind: type[T]) -> list[T]:
    listed = getattr(module, name, [])
    if not isinstance(listed, list | tuple) or not all(isinstance(each, kind) for each in listed):
        raise ArgumentError(f"{name} must be a list of {kind.__module__}.{kind.__name__}. Got {listed!r:.80}.")
    return list(listed)


def _need_new(what: str, keys: list[str], taken: Collection[str]) -> None:
    for index, key in enumerate(keys):
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise ArgumentError(f"The {what} has at most 30 letters a to z, digits, - and _. Got {key!r:.60}.")
        if key in taken or key in keys[:index]:
            raise ArgumentError(f"The {what} must be new. {key!r} is taken. Choose another one.")


def _need_words(of: str, **texts: object) -> None:
    for what, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise ArgumentError(f"The {what} of the {of} must be a text, and not empty. Got {text!r:.60}.")


def _check_entry(entry: Entry) -> None:
    _need_words(f"dataset {entry.key!r}", title=entry.title, description=entry.description)
    if not callable(entry.load) or not callable(entry.fetch) or not isinstance(entry.is_local(), bool):
        raise ArgumentError(f"load, fetch and is_local of the dataset {entry.key!r} must be functions, as Entry says.")


def _with_its_file(page: Page, module: ModuleType) -> Page:
    """Return the page with the absolute path of its script."""
    if not isinstance(page.script, str | Path):
        if not callable(page.script):
            raise ArgumentError(f"The script of a page must be a file or a function. Got {page.script!r:.60}.")
        return page
    path = Path(str(module.__file__)).parent / page.script
    if not path.is_file():
        raise ArgumentError(f"The script of a page must lie beside the module. There is no file {path.name!r:.60}.")
    compile(path.read_bytes(), path, "exec")
    return replace(page, script=path)


def _loader(entry: Entry) -> Callable[[], Dataset]:
    def load_and_check() -> Dataset:
        dataset = entry.load()
        if not isinstance(dataset, Dataset):
            raise DatasetError(f"load must give a Dataset. That of {entry.key!r} gives a {type(dataset).__name__}.")
        return dataset

    return load_and_check


def _quiet(act: Callable[[], object]) -> Callable[[], None]:
    """Wrap a function so that an exception only goes to the log: every page would show it."""

    def quiet() -> None:
        try:
            act()
        except Exception:
            LOG.exception("A plug-in fails around a page.")

    return quiet


def _guarded(act: Callable[P, T], entry: Entry) -> Callable[P, T]:
    """Wrap a function so that it raises a LogregError, which pages show as a sentence."""

    @wraps(act)
    def guarded(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return act(*arguments, **named)
        except LogregError:
            raise
        except Exception as problem:
            LOG.exception("The dataset %r cannot be loaded.", entry.key)
            raise DatasetError(
                f"The dataset {entry.title!r:.60} cannot be loaded: it raised {type(problem).__name__}."
                " The server's log says more. Choose another one."
            ) from problem

    return guarded
