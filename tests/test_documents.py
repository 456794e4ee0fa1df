"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
APPS = ("cabinet", "planning", "retrocession", "patients", "commune", "messaging")
ROOMS = "|".join(("bin", *APPS, "demo", "templates", "static", "tests", "benchmarks", "samples", "docs"))
#: Pictures are made by bin/pictures and may be missing from a working copy.
MADE = ("docs/pictures/",)


def named_in(text: str) -> set[str]:
    """Paths in backticks, with an optional `:function`, and the relative targets of links."""
    paths = set(re.findall(rf"`((?:{ROOMS})/[\w./-]*\w/?)(?::\w+)?`", text))
    return {path for path in paths if not path.startswith(MADE)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document_names_files_that_exist(document):
    text = document.read_text("utf-8")
    linked = {link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not link.startswith(MADE)}
    missing = {path for path in named_in(text) if not (ROOT / path).exists()}
    missing |= {link for link in linked if not (document.parent / link).exists()}
    assert missing == set()


def test_operations_names_every_variable_of_the_environment():
    readers = "".join((ROOT / "cabinet" / name).read_text("utf-8") for name in ("settings.py", "backup.py"))
    read = set(re.findall(r'(?:required|flag|environ\.get|environ)[(\[]\s*"([A-Z_]+)"', readers))
    operations = (ROOT / "docs/operations.md").read_text("utf-8")
    table = operations.partition("## The environment")[2].partition("\n## ")[0]
    named = {
        name for row in table.splitlines() for name in re.findall(r"`([A-Z_]{5,})`", row.split(" | ")[0])
    }
    assert named == read | {"CABINET_DATA_DIR"}


def test_operations_shows_every_command():
    own = {
        path.stem
        for app in APPS
        for path in (ROOT / app / "management/commands").glob("*.py")
        if path.stem[0] != "_"
    }
    operations = (ROOT / "docs/operations.md").read_text("utf-8")
    assert {name for name in own if not re.search(rf"\b{name}\b", operations)} == set()


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
