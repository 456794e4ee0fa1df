"""What holds the plan of the house where the import contracts of pyproject.toml cannot see."""

import ast
import os
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[1]
#: From the ground up: a table points to its own floor or to one below.
FLOORS = ("cabinet", "planning", "retrocession", "patients", "commune", "messaging")
#: Where amounts are read, computed, stored or written.
MONEY = ("retrocession", "cabinet/money.py")
#: Made, not written.
MADE = {"__pycache__", "htmlcov", "staticfiles", "test-results"}
#: Says to the type checker that a float is refused.
FLOAT_REFUSED_BY = {"cabinet/money.py"}


def written() -> list[str]:
    """The files of the project; what it makes for itself is in the folders left out. Works without git."""
    found = []
    for folder, below, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        below[:] = [name for name in below if name not in MADE and (name == ".ci" or name[0] != ".")]
        found += [(here / name).as_posix() for name in names if name[0] != "." and not name.endswith(".png")]
    return sorted(found)


FILES = written()
CODE = [name for name in FILES if name.endswith(".py") and not name.startswith(("tests/", "benchmarks/"))]
TEMPLATES = [name for name in FILES if name.startswith("templates/")]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8", errors="replace")


def places(names: list[str], pattern: str) -> list[str]:
    """« file:line » of each line that has the pattern."""
    wrong = re.compile(pattern)
    return [
        f"{name}:{number}"
        for name in names
        for number, line in enumerate(read(name).splitlines(), 1)
        if wrong.search(line)
    ]


def test_files_are_found():
    assert {"manage.py", "templates/base.html", "docs/rules.md"} <= set(FILES)


def test_foreign_keys_point_down():
    """References by string are invisible to import-linter."""
    floor = FLOORS.index
    rising = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in FLOORS
        and floor(field.related_model._meta.app_label) > floor(model._meta.app_label)
    ]
    assert rising == []


def test_django_apps_do_not_point_into_the_house():
    """Nothing installed from outside holds a key to a practice's table; the person who signs in excepted."""
    from cabinet.tenancy.checks import tenant_models

    targets = {model._meta.label for model in tenant_models()}
    assert [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and not field.auto_created
        if field.related_model._meta.label in targets
    ] == []


def test_templates_escape_everything():
    assert places(TEMPLATES, r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off") == []


def test_code_marks_no_text_as_safe():
    """But for the calendar's cells, drawn in Python because a month has a hundred of them: see the test of
    their escaping."""
    found = places(CODE, r"\bmark_safe\b|\bSafeString\b|\bSafeText\b")
    assert {place.split(":")[0] for place in found} == {"planning/drawing.py"}


def test_requests_are_parsed_and_not_spread():
    """`filter(**request.GET)` lets the address choose the column."""
    assert places(CODE, r"\*\*\s*(self\.)?request\.(GET|POST|data|query_params|headers)") == []


@pytest.mark.parametrize("name", [name for name in CODE if name.startswith(MONEY)])
def test_money_is_never_a_float(name):
    tree = ast.parse(read(name))
    floats = [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float" and name not in FLOAT_REFUSED_BY)
        or (isinstance(node, ast.Attribute) and node.attr == "FloatField")
    ]
    assert floats == []


def test_rounding_to_the_cent_is_in_one_place():
    """Two roundings of one amount are two amounts."""
    money = [name for name in CODE if name.startswith(MONEY) and name != "cabinet/money.py"]
    assert places(money, r"\.quantize\(|\bround\(|\bROUND_") == []


def test_no_path_of_a_machine_is_committed():
    homes = r"(?<![\w.$}/-])/(work|home|root|Users|mnt)/\w"
    assert places([name for name in FILES if name != "Dockerfile"], homes) == []


def test_lock_names_no_registry():
    named = r"https?://|--(extra-)?index-url|--find-links"
    assert places(["requirements.lock", "requirements-dev.lock", "pyproject.toml"], named) == []


def test_no_tool_of_the_tests_is_locked_for_a_server():
    run, dev = (
        set(re.findall(r"(?m)^([a-z0-9-]+)==", read(name)))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    known = tomllib.loads(read("pyproject.toml"))
    wanted = known["project"]["dependencies"], known["dependency-groups"]["dev"]
    asked_to_run, asked_to_test = ({re.split(r"[\[<>=]", one)[0] for one in names} for names in wanted)
    assert (run & dev, asked_to_run - run, asked_to_test - dev - run) == (set(), set(), set())
    assert {"pytest", "ruff", "mypy", "playwright"} <= dev


def test_addresses_are_fictional_or_on_purpose():
    """E-mail addresses of tests, demo and kits end in `.example`: nobody gets a letter from a fixture."""
    address = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    names = [
        name
        for name in FILES
        if name.startswith(("tests/", "demo/", "samples/", "docs/", "benchmarks/"))
        and name.endswith((".py", ".json", ".csv", ".md"))
    ]
    found = {
        match[0]
        for name in names
        for match in re.finditer(address, read(name))
        if not match[0].endswith((".example", ".invalid", ".test"))
    }
    assert found == set()
