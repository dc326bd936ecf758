"""The rules of the house: who may import whom, what is public, and what is written once."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

import pytest

import logreg_core
from logreg_core import errors
from logreg_core.export.javascript import modules
from pages.server import cluster, log
from tests import house

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
CORE = sorted((ROOT / "logreg_core").rglob("*.py"))
CLASSROOM = sorted((ROOT / "classroom").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
SHARED = sorted(path for path in (ROOT / "pages").rglob("*.py") if path not in PAGES)
PARTS = ROOT / "pages" / "parts"
DEPLOY = sorted((ROOT / "deploy").glob("*.py"))
EVERY_FILE = [*CORE, *CLASSROOM, *PAGES, *SHARED, *DEPLOY, ROOT / "streamlit_app.py"]


@cache
def parsed(path: Path) -> ast.Module:
    """The file as a tree, parsed once for all tests."""
    return ast.parse(path.read_text())


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """All nodes of it."""
    return list(ast.walk(parsed(path)))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def of_each(cases: Sequence[T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """The test holds of each of these files, or what is found in them; all that break it are named.

    It is one test for all: one for each would be 3000, and to count them takes longer than to look.
    """

    def of_all(test: Callable[[T], None]) -> Callable[[], None]:
        @wraps(test)
        def hold() -> None:
            broken = {}
            for case in cases:
                try:
                    test(case)
                except AssertionError as error:
                    broken[str(case)] = str(error)
            assert not broken, "\n".join(f"{case}: {why}" for case, why in broken.items())
            assert cases

        del hold.__wrapped__  # or pytest would ask for the test's own argument
        return hold

    return of_all


def address_of(page: Path) -> str:
    """What stands behind the last slash of the page's link, and names the folder of its parts."""
    return page.stem.removesuffix("_")


@cache
def imports(path: Path) -> frozenset[str]:
    """The absolute names of all modules that a file imports."""
    package = list(path.relative_to(ROOT).parent.parts)
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *(node.module or "").split(".")]).strip(".")
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def imported_rooms(path: Path) -> set[str]:
    """Which rooms of the core a file imports."""
    rooms = {path.with_suffix("").relative_to(ROOT / "logreg_core").parts[0] for path in CORE}
    return {module.split(".")[1] for module in imports(path) if module.startswith("logreg_core.")} & rooms


ARROW = ("logreg_core", "classroom", "pages")  # each knows those before it


@of_each(EVERY_FILE)
def test_the_three_packages_import_in_one_direction(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    above = ARROW[ARROW.index(package) + 1 :] if package in ARROW else ()
    assert not [module for module in imports(path) if module.split(".")[0] in above]


def test_a_cluster_and_the_log_know_all_three_packages() -> None:
    assert cluster.ROOMS == ARROW
    assert (*ARROW, "streamlit_app") == log.OURS


@pytest.mark.parametrize("package", ARROW[:2])
def test_only_the_app_needs_streamlit(package: str) -> None:
    script = f"import sys, pkgutil, importlib, {package}\n" + (
        f"for m in pkgutil.walk_packages({package}.__path__, '{package}.'):\n    importlib.import_module(m.name)\n"
        "assert not {'streamlit', 'pages'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120)


def made_in(path: Path, name: str) -> bool:
    """Whether a file makes an object of this class."""
    calls = [node for node in nodes_of(path) if isinstance(node, ast.Call)]
    return any(isinstance(call.func, ast.Name) and call.func.id == name for call in calls)


def test_a_neuron_is_made_in_one_room_and_no_page_runs_a_descent() -> None:
    makers = {name_of(path) for path in EVERY_FILE if made_in(path, "Classifier")}
    assert makers == {
        "logreg_core/training.py",
        "logreg_core/large/command.py",  # of images that fit into no memory
        "classroom/exercise/painting.py",  # by hand
        "logreg_core/experiments/features.py",  # the exact minimum: no steps
        "classroom/exercise/beside.py",  # by a learner's own code
        "logreg_core/export/model_file.py",  # from a file
        "pages/home.py",  # one that has learned nothing yet
    }
    assert not [name_of(path) for path in [*PAGES, *SHARED] if made_in(path, "Descent")]


@of_each([*CORE, *CLASSROOM])
def test_only_the_app_speaks_to_the_terminal(path: Path) -> None:
    calls = [node for node in nodes_of(path) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


VALUE_TYPES = {
    f"logreg_core.descent.{name}"
    for name in ("Change", "Combination", "Curve", "NextStep", "Record", "Recording", "Turn")
}


@of_each([p for p in CORE if "descent" in p.parts])
def test_the_engine_knows_no_room_above_it(path: Path) -> None:
    assert imported_rooms(path) <= {"descent", "checks", "container", "data", "errors", "settings"}


@of_each([p for p in SHARED if "figures" in p.parts])
def test_figures_import_only_themselves_and_value_types(path: Path) -> None:
    assert imported_rooms(path) <= {"descent", "export", "words"}
    assert not [m for m in imports(path) if m.startswith("pages.") and not m.startswith("pages.figures")]
    assert not {m for m in imports(path) if m.startswith("logreg_core.descent.")} - VALUE_TYPES


@of_each([p for p in CORE if "sources" in p.parts])
def test_sources_know_only_datasets_photos_errors_and_the_sandbox(path: Path) -> None:
    assert imported_rooms(path) <= {
        "sources",
        "data",
        "untrusted",
        "errors",
        "environment",
    }


@of_each(EVERY_FILE)
def test_pythons_plotly_has_no_part_in_the_app(path: Path) -> None:
    assert not {module for module in imports(path) if module.split(".")[0] == "plotly"}, "only its script is used"


@of_each([*PAGES, *SHARED])
def test_what_is_worked_out_once_for_all_visitors_has_one_home(path: Path) -> None:
    assert "st.cache_" not in path.read_text(), "visit/shared.py knows what may stay and what goes with its visitor"


def test_files_are_handed_out_in_one_way() -> None:
    found = [name_of(path) for path in EVERY_FILE if "download_button(" in path.read_text()]
    assert found == ["pages/shared/download.py"]


def bounds_of(path: Path) -> list[int]:
    """How many entries each table keeps that is filled for all visitors, as the code says it."""
    numbers = {
        node.targets[0].id: node.value.value
        for node in nodes_of(path)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    calls = [
        each
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef)
        for each in node.decorator_list
        if isinstance(each, ast.Call) and ast.unparse(each.func) in ("once", "lru_cache")
    ]
    bounds = [[*call.args, *(each.value for each in call.keywords)][0] for call in calls]
    return sorted(numbers[each.id] if isinstance(each, ast.Name) else ast.literal_eval(each) for each in bounds)


def test_operations_says_how_much_is_kept_for_all() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| [^|]+ \| `([^|`]+\.py)` \| ([\d,; ]+) \|", text, re.MULTILINE)
    said = {name: sorted(int(each.replace(",", "")) for each in entries.split(";")) for name, entries in rows}
    assert said == {path.relative_to(ROOT).as_posix(): found for path in EVERY_FILE if (found := bounds_of(path))}


VISIT = sorted((ROOT / "pages" / "visit").glob("*.py"))


@of_each([*PAGES, *SHARED])
def test_pages_never_import_each_other(path: Path) -> None:
    assert not imports(path) & {f"pages.{page.stem}" for page in PAGES}


@of_each(SHARED)
def test_parts_do_not_import_the_server_and_the_server_only_itself(path: Path) -> None:
    room = path.relative_to(ROOT / "pages").parts[0]
    known = {module.split(".")[1] for module in imports(path) if module.startswith("pages.")}
    assert room != "parts" or "server" not in known
    assert room != "server" or known <= {"server", "base"}
    assert room not in ("base", "figures", "persistence") or known <= {room, "base"}


PRIVATE = ROOT / "pages" / "server" / "streamlit_private.py"  # which sees to the lock of it, and looks at nothing in it
OF_ONE_RELEASE = ("streamlit.proto", "streamlit.runtime.state", "streamlit.runtime.scriptrunner_utils")
SPEAKS_PROTOBUF = ROOT / "pages" / "server" / "leaving.py"  # its notice is no element of a page


@of_each([path for path in [*PAGES, *SHARED, ROOT / "streamlit_app.py"] if path != PRIVATE])
def test_what_is_private_to_streamlit_is_named_in_one_file(path: Path) -> None:
    found = {each for each in imports(path) if each.split(".")[0] == "streamlit"}
    assert path == SPEAKS_PROTOBUF or not [each for each in found if each.startswith(OF_ONE_RELEASE)]
    assert not [each for each in found if "._" in each]
    own = {node.name for node in nodes_of(path) if isinstance(node, ast.FunctionDef)} | {"_asdict"}  # of a named tuple
    others = [
        ast.unparse(node)
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if node.attr not in own and ast.unparse(node.value) not in ("self", "cls")
    ]
    assert not others, others


@of_each([path for path in EVERY_FILE if path not in [*VISIT, PRIVATE]])
def test_session_state_has_one_home(path: Path) -> None:
    assert "session_state" not in path.read_text()


@of_each([path for path in [*PAGES, *SHARED] if path not in VISIT])
def test_a_key_of_a_widget_begins_with_the_name_of_its_page(path: Path) -> None:
    own = path.parent.name if path.parent.parent == PARTS else address_of(path)
    spelled = re.findall(r"""\bkey=f?["']([^"']*)["']""", path.read_text())
    assert all(key.split(".")[0] in (own, "onward") for key in spelled), "`onward` is only the name of a style"


@of_each(VISIT)
def test_what_a_visitor_has_in_hand_knows_the_core_and_nothing_else_of_the_pages(path: Path) -> None:
    below = ("pages.visit", "pages.base", "pages.persistence")
    assert all(module.startswith(below) for module in imports(path) if module.split(".")[0] == "pages")


def test_no_files_import_each_other_in_a_circle() -> None:
    files = {
        ".".join(path.with_suffix("").relative_to(ROOT).parts).removesuffix(".__init__"): path for path in EVERY_FILE
    }
    left = {name: set(imports(path) & set(files)) - {name} for name, path in files.items()}
    for name, path in files.items():  # a package that imports a file of its own is no circle of the two
        if path.name == "__init__.py":
            for other in [each for each in left if each.startswith(f"{name}.")]:
                left[other].discard(name)
    while free := {name for name, wants in left.items() if not wants & set(left)}:
        left = {name: wants for name, wants in left.items() if name not in free}
    assert not left


def works() -> list[tuple[Path, ast.Call]]:
    """Every call of `work`, and the file that it is in."""
    return [
        (path, node)
        for path in [*PAGES, *SHARED]
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "work"
    ]


@of_each(works())
def test_what_runs_as_work_is_a_function_of_values_at_the_top_of_a_module(found: tuple[Path, ast.Call]) -> None:
    path, call = found
    assert isinstance(call.args[2], ast.Name), "no lambda, no method, nothing that holds more than its arguments"
    name, tree = call.args[2].id, parsed(path)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
            if (node.module or "").startswith(ARROW[:2]):
                return  # they know no visitor
            start = path.parent if node.level else ROOT
            tree = parsed((start / (node.module or "").replace(".", "/")).with_suffix(".py"))
    (work,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    given = {each.arg for each in work.args.args}
    names = {node.id for node in ast.walk(work) if isinstance(node, ast.Name)} - given
    assert not names & ({"st"} | names_of_visitors(tree))


def names_of_visitors(tree: ast.Module) -> set[str]:
    """What a file imports from `pages.visit`, and what it declares at its top that is no constant."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pages.visit"):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name for name in map(ast.unparse, targets) if not name.isupper()}
    return found


def declarations() -> list[str]:
    """The names of all that a visitor can have in hand, as they are declared; without those made in a loop."""
    nodes = [node for path in [*PAGES, *SHARED] for node in nodes_of(path)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    made = [call for call in calls if ast.unparse(call.func) in ("Slot", "Field", "Recall")]
    return [call.args[0].value for call in made if isinstance(call.args[0], ast.Constant)]


def test_what_a_visitor_has_in_hand_is_declared_once() -> None:
    names = declarations()
    assert len(names) == len(set(names)) > 30


MAY_DIVIDE = (
    "logreg_core/data/preprocess.py",
    "logreg_core/export/standalone.py",  # a program that must do without the rest
    "logreg_core/explain",
)


@of_each([path for path in EVERY_FILE if not name_of(path).startswith(MAY_DIVIDE)])
def test_labels_become_a_row_and_pixels_are_divided_in_one_place(path: Path) -> None:
    """`Split.Y` and `preprocess` are that place."""
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reshape":
            assert [ast.unparse(each) for each in node.args] != ["1", "-1"], node.lineno
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            assert ast.unparse(node.right) not in {"255", "255.0", "PIXEL_MAX"}, node.lineno
        if isinstance(node, ast.keyword) and node.arg == "divisor":
            assert ast.unparse(node.value) not in {"255", "PIXEL_MAX"}, node.value.lineno


@of_each(PAGES)
def test_a_page_is_prose_of_120_lines_at_most(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 120


@of_each(EVERY_FILE)
def test_a_part_is_imported_by_its_page_only(path: Path) -> None:
    used = {module.split(".")[2] for module in imports(path) if module.startswith("pages.parts.")}
    own = path.parent.name if path.parent.parent == PARTS else address_of(path) if path in PAGES else ""
    assert used <= {own}


def test_every_folder_of_parts_has_its_page() -> None:
    folders = {path.parent.name for path in SHARED if path.parent.parent == PARTS}
    assert folders <= {address_of(page) for page in PAGES}


@of_each(PAGES)
def test_no_page_hides_a_module_of_pythons_own(path: Path) -> None:
    """While a page runs, Streamlit looks for modules in its folder first: ``code.py`` would be what `pdb` imports."""
    assert path.stem not in sys.stdlib_module_names


@of_each([path for path in SHARED if PARTS in path.parents])
def test_a_part_names_its_own_folder_by_a_dot_and_all_else_in_full(path: Path) -> None:
    nodes = [node for node in nodes_of(path) if isinstance(node, ast.ImportFrom)]
    assert all(node.level <= 1 for node in nodes)
    assert not [node.module for node in nodes if not node.level and (node.module or "").startswith("pages.parts")]


@of_each(EVERY_FILE)
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(parsed(path))
    assert docstring
    assert docstring.splitlines()[0].strip()


def public_parts(holder: ast.Module | ast.ClassDef) -> list[ast.FunctionDef | ast.ClassDef]:
    """The public functions and classes of a module or a class, without setters: these share their property's words."""
    return [
        node
        for node in holder.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not any(isinstance(mark, ast.Attribute) and mark.attr == "setter" for mark in node.decorator_list)
    ]


def documented_elsewhere(kind: ast.ClassDef, tree: ast.Module) -> set[str]:
    """The methods that a base class documents: one in the same file, or one of a library."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    libraries = {alias.asname or alias.name for node in tree.body for alias in getattr(node, "names", [])}
    found: set[str] = set()
    for base in kind.bases:
        name = ast.unparse(base)
        if name in classes:
            found |= {part.name for part in public_parts(classes[name]) if ast.get_docstring(part)}
            found |= documented_elsewhere(classes[name], tree)
        elif name.split(".")[0] in libraries:
            found |= {part.name for part in public_parts(kind) if isinstance(part, ast.FunctionDef)}
    return found


@of_each(EVERY_FILE)
def test_every_public_function_and_class_has_a_docstring(path: Path) -> None:
    tree = parsed(path)
    missing = [node.name for node in public_parts(tree) if not ast.get_docstring(node)]
    for kind in public_parts(tree):
        if isinstance(kind, ast.ClassDef):
            inherited = documented_elsewhere(kind, tree)
            missing += [
                part.name for part in public_parts(kind) if not ast.get_docstring(part) and part.name not in inherited
            ]
    assert not missing


def test_the_public_names_are_sorted_and_complete() -> None:
    stub = ast.parse((ROOT / "logreg_core" / "__init__.pyi").read_text())
    public = sorted(name.name for node in stub.body if isinstance(node, ast.ImportFrom) for name in node.names)
    (listed,) = [ast.literal_eval(node.value) for node in stub.body if isinstance(node, ast.Assign)]
    assert listed == logreg_core.__all__ == public
    assert all(hasattr(logreg_core, name) for name in public)


def test_every_error_has_one_root_and_is_in_the_tree() -> None:
    raised = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, errors.LogregError) for kind in raised)
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__ or "")
    assert set(drawn) | {"LogregError"} == {kind.__name__ for kind in raised}


def test_every_page_file_is_in_the_menu_exactly_once() -> None:
    listed = re.findall(r'Page\("[\w ]+", "(\w+)\.py"', (ROOT / "pages" / "menu.py").read_text())
    files = [page.stem for page in PAGES if page.stem != "menu"]
    assert sorted(listed) == sorted(files), (
        f"Add one `Page(...)` to PAGES in pages/menu.py for each of: {sorted(set(files) - set(listed))}."
        f" These have no file in pages/: {sorted(set(listed) - set(files))}."
        f" These stand in it more than once: {sorted({each for each in listed if listed.count(each) > 1})}."
    )


@of_each(EVERY_FILE)
def test_every_module_says_what_it_is_in_one_sentence(path: Path) -> None:
    sentence = house.first_sentence(path)
    assert path.name == "__init__.py" or 20 <= len(sentence) <= 150, f"{len(sentence)} letters: {sentence}"


@of_each(EVERY_FILE)
def test_no_javascript_or_css_of_more_than_five_lines_stands_in_a_string(path: Path) -> None:
    for node in nodes_of(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count("\n") > 5:
            assert not re.search(r"=> [{(]|function ?\(|\{\s*[\w-]+: [^;}]+;|<style|<script", node.value), node.lineno


def test_one_place_shows_charts_and_one_says_how_they_look() -> None:
    scripts = {path.name: path.read_text() for path in (ROOT / "pages").rglob("*.js")}
    assert [name for name, text in scripts.items() if 'new Error("The charts' in text] == ["plotly.js"]
    private = re.compile(r"\b_(full[A-Z]|offset|length)|\b[a-z]2[a-z]\b")
    assert [name for name, text in scripts.items() if private.search(text)] == ["plotly_private.js"]
    assert not [name_of(path) for path in EVERY_FILE if "plotly_chart(" in path.read_text()], "Streamlit's own Plotly"
    figures = [path for path in SHARED if "figures" in path.parts]
    assert [path.stem for path in figures if '"legend": legend' in path.read_text()] == ["chart_style"]


def test_the_tools_of_the_browser_are_pinned_and_name_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = packages.pop("")["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_every_room_of_the_core_has_a_test_file() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "core").glob("test_*.py")}
    rooms = {path.relative_to(ROOT / "logreg_core").parts[0].removesuffix(".py") for path in CORE} - {"__init__"}
    elsewhere = {
        "checks": "logistic",
        "data": "dataset",
        "errors": "house",
        "sources": "catalog",
        "words": "experiments",
    }
    assert {elsewhere.get(room, room) for room in rooms} <= tested


def test_modules_that_become_one_text_give_no_name_twice() -> None:
    declared = re.compile(r"^(?:export )?(?:default )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
    for path in (each for room in ("pages", "logreg_core") for each in (ROOT / room).rglob("*.js")):
        names = [name for each in modules(path.resolve()) for name in declared.findall(each.read_text())]
        assert sorted(names) == sorted(set(names)), path
