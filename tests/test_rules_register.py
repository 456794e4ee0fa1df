"""`docs/rules.md` names every rule, and nothing that is not one."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "docs/rules.md"


class Row(NamedTuple):
    sentence: str
    function: str
    test: str
    source: str


def listed() -> list[Row]:
    """The rows of the tables: « | Phrase | `path.py:function` | `tests/….py` | Source | »."""
    rows = [
        Row(*(cell.strip() for cell in line.strip().strip("|").split(" | ")))
        for line in REGISTER.read_text("utf-8").splitlines()
        if re.match(r"\| .+ \| `\S+/rules/\S+:\w+` \|", line)
    ]
    return [row._replace(function=row.function.strip("`"), test=row.test.strip("`")) for row in rows]


def rules() -> set[str]:
    """Each public function of a rules module that says in its docstring what the rule is."""
    return {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}"
        for path in ROOT.glob("[!.]*/rules/*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and ast.get_docstring(node)
    }


ROWS = listed()


def test_register_lists_every_rule_and_no_other():
    assert sorted(row.function for row in ROWS) == sorted(rules())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.function)
def test_row_is_complete(row):
    function = row.function.partition(":")[2]
    tested = ROOT / row.test
    assert row.sentence.endswith(".")
    assert row.source
    assert tested.is_file(), f"{row.test} does not exist"
    assert re.search(rf"\b{function}\b", tested.read_text("utf-8")), (
        f"{row.test} does not speak of {function}"
    )


@pytest.mark.parametrize(
    "module", sorted({function.partition(":")[0] for function in rules()}), ids=lambda name: name
)
def test_rule_says_where_it_comes_from(module):
    """In the docstring of the module, for all of its functions, or in that of each."""
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    sourced = "Source:" in (ast.get_docstring(tree) or "")
    public = [
        n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[0] != "_" and ast.get_docstring(n)
    ]
    assert sourced or all("Source:" in ast.get_docstring(node) for node in public)
