"""What a component is given is one module, whatever files it was written in."""

from __future__ import annotations

import re
from pathlib import Path

import plotly
import pytest

from pages.shared import browser

from .conftest import Open

PAGES = Path(browser.__file__).resolve().parents[1]
COMPONENTS = sorted(path for path in PAGES.rglob("*.js") if "export default" in path.read_text("utf-8"))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_one_module_and_defines_each_name_once(path: Path) -> None:
    module = browser.script(path)
    assert not re.findall(r"^import\b|\bfrom \"", module, re.MULTILINE), "a browser could not reach another file"
    assert len(re.findall(r"^export\b", module, re.MULTILINE)) == 1 + len(
        re.findall(r"^export (?!default)", path.read_text("utf-8"), re.MULTILINE)
    )
    defined = re.findall(r"^(?:export )?(?:const|let|class|function) (\w+)", module, re.MULTILINE)
    assert len(defined) == len(set(defined))


def test_with_every_run_of_a_page_a_component_sends_a_few_lines_and_no_script(open_page: Open) -> None:
    sent = [each.proto for each in open_page("explore").get("bidi_component")]
    assert len(sent) > 3
    assert all(re.search(r'"one-neuron/\w+\.\w+\.js"', each.js_content) for each in sent)
    assert all(len(each.js_content + each.css_content) < 1200 for each in sent if not each.html_content)


def test_a_file_that_is_missing_is_an_error_and_an_import_comes_first(tmp_path: Path) -> None:
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n\nexport default a(1);\n')
    with pytest.raises(FileNotFoundError, match=r"a\.js"):
        browser.script(tmp_path / "b.js")
    (tmp_path / "a.js").write_text("export function a(x) {\n  return x;\n}\n")
    assert browser.script(tmp_path / "b.js").split() == "function a(x) { return x; } export default a(1);".split()


def test_what_an_imported_file_imports_comes_before_it_and_once(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export const a = 1;\n")
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n\nexport const b = a;\n')
    (tmp_path / "c.js").write_text(
        'import { a } from "./a.js";\nimport { b } from "./b.js";\n\nexport default a + b;\n'
    )
    assert browser.script(tmp_path / "c.js").split() == "const a = 1; const b = a; export default a + b;".split()


def test_a_component_asks_for_the_plotly_that_the_server_has() -> None:
    assert f'"plotly-{plotly.__version__}-' in browser.script(PAGES / "shared" / "plotly.js")
