"""Every rule has a home with a good name, and no home is too large."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.running.checks import FOLDERS
from config.servers.places import ROOT

NAMELESS = {"utils", "helpers", "common", "misc", "services", "managers", "base"}
LINES_OF_CODE, LINES_OF_FUNCTION = 420, 45  # "about 400" and "about 40"
LINES_OF_PAGE, LINES_OF_PART, LINES_OF_TEST = 160, 90, 35
READS_ROWS = re.compile(r"\.objects\b(?!\.(visible_to|for_token|within)\b)")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def length(node: ast.FunctionDef) -> int:
    """Lines of the body, the docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1


def test_no_module_is_an_attic():
    attics = [
        named(path)
        for path in python_files(*FOLDERS, "tests")
        if {path.stem, path.parent.name} & NAMELESS
    ]

    assert attics == []


def test_no_code_file_is_too_long():
    long = {
        named(path): lines
        for path in [*python_files(*FOLDERS, "tests"), ROOT / "run", ROOT / "manage.py"]
        if (lines := len(path.read_text().splitlines())) > LINES_OF_CODE
    }

    assert long == {}


@pytest.mark.parametrize(
    ("folders", "most"), [(FOLDERS, LINES_OF_FUNCTION), (["tests"], LINES_OF_TEST)]
)
def test_no_function_is_too_long(folders, most):
    long = {
        f"{named(path)}:{node.name}": length(node)
        for path in python_files(*folders)
        for node in functions(path)
        if length(node) > most
    }

    assert long == {}


def test_no_template_is_too_long():
    long = {}
    for path in (ROOT / "templates").rglob("*.html"):
        is_part = path.name.startswith("_") or path.parent.name == "_parts"
        lines = len(path.read_text().splitlines())
        if lines > (LINES_OF_PART if is_part else LINES_OF_PAGE):
            long[named(path)] = lines

    assert long == {}


def test_views_take_rows_only_through_the_access_rule():
    bare = [
        f"{named(path)}:{number}"
        for path in python_files(*FOLDERS)
        if path.stem in {"views", "api"} or path.parent.name in {"views", "api"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if READS_ROWS.search(line)
    ]

    assert bare == []


def test_public_functions_say_what_they_do():
    silent = [
        f"{named(path)}:{node.name}"
        for path in python_files(*FOLDERS)
        if path.stem in {"actions", "queries"} or path.parent.name in {"actions", "queries"}
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_import_hides_in_a_function_without_a_reason():
    """A circle is not dodged; a heavy or late import says why on its line."""
    hidden = [
        f"{named(path)}:{node.lineno}"
        for path in python_files(*(folder for folder in FOLDERS if folder != "config"))
        if path.name != "apps.py"
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "#" not in path.read_text().splitlines()[node.lineno - 1]
    ]

    assert hidden == []
