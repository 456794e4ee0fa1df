"""The tables of attacks and of the standard name tests and files that exist, and every attack has its row."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows_of(name: str) -> list[list[str]]:
    """The cells of the tables' rows, without titles nor rulers."""
    lines = [line for line in (ROOT / "docs" / name).read_text("utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if row[0] not in ("#", "point")]


def test_every_attack_has_its_row():
    rows = rows_of("attacks.md")
    assert [row[0] for row in rows] == [str(number) for number in range(1, 48)]
    assert {len(row) for row in rows} == {5}
    assert [row[0] for row in rows if not all(row) or not TEST.search(row[3])] == []


@pytest.mark.parametrize("name", ["attacks.md", "asvs.md"])
def test_named_tests_exist(name):
    named = TEST.findall((ROOT / "docs" / name).read_text("utf-8"))
    known = {path: (ROOT / path).read_text("utf-8") for path, _ in named if (ROOT / path).exists()}
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not re.search(rf"^(?:async )?def {test}\(", known.get(path, ""), re.MULTILINE)
    ]
    assert missing == []


def test_every_chapter_of_the_standard_is_there():
    text = (ROOT / "docs/asvs.md").read_text("utf-8")
    named = {int(number) for heading in re.findall(r"^## (V.+)$", text, re.MULTILINE)
             for number in re.findall(r"V(\d+)", heading)}  # fmt: skip
    assert named == set(range(1, 18))


def test_point_that_is_met_is_shown():
    rows = [row for row in rows_of("asvs.md") if row[0][0].isdigit()]
    assert {len(row) for row in rows} == {4}
    assert {row[3].partition(":")[0] for row in rows} == {"yes", "partly", "no", "host", "n/a"}
    assert [row[0] for row in rows if row[3] != "n/a" and "`" not in row[2]] == []
