"""What is counted is what coverage.py counts itself."""

import ast
from pathlib import Path
from textwrap import dedent

import coverage
import pytest

from tests import measuring

CODE = dedent(
    '''
    """A file with every kind of statement."""

    from functools import cache

    LIMIT = (
        3
    )


    @cache
    @cache
    def kind(value):
        """Which case it is."""
        global LIMIT
        match value:
            case 0:
                return "none"
            case int() if value > LIMIT:
                return "many"
            case [first, *_]:
                return first
        if value == 1:
            pass
        elif value == 2:
            value = 3
        else:
            value = None
        return value


    class Thing:
        """With a body."""

        name: str = "x"
        other = [
            one
            for one in range(2)
        ]

        def tried(self, what):
            try:
                what()
            except KeyError:
                return "key"
            except (
                ValueError,
                TypeError,
            ) as error:
                return str(error)
            else:
                with open(__file__) as one:
                    one.read()
            finally:
                self.name = "tried"
            while True:
                break
            return (
                lambda: 1
            )


    def never():
        yield 1
    '''
)
USES = ["", "kind(0)", "kind(9)", "kind((7,))", "kind(1)", "kind(2)", "kind(None)"]
USES += [f"Thing().tried({what})" for what in ("int", "{}.popitem", "lambda: int('x')", "list(never())")]


def seen_by_marks(path, use: str) -> set[int]:
    scope = {"__seen__": bytearray(len(CODE)), "__file__": str(path), "__name__": "sample"}
    exec(measuring.marked(CODE, str(path)), scope)
    exec(use, scope)
    return {line for line, ran in enumerate(scope["__seen__"]) if ran}


def seen_by_coverage(path, use: str) -> coverage.Coverage:
    tracer = coverage.Coverage(data_file=None, config_file=False, include=[str(path)])
    scope = {"__file__": str(path), "__name__": "sample"}
    with tracer.collect():
        exec(compile(CODE, str(path), "exec"), scope)
        exec(use, scope)
    return tracer


@pytest.mark.parametrize("use", USES)
def test_lines_are_those_that_a_tracer_sees(tmp_path, use):
    path = tmp_path / "sample.py"
    path.write_text(CODE)
    tracer = seen_by_coverage(path, use)
    _, statements, _, missing, _ = tracer.analysis2(str(path))
    marks = coverage.Coverage(data_file=None, config_file=False)
    marks.get_data().add_lines({str(path): seen_by_marks(path, use)})
    assert marks.analysis2(str(path))[1] == statements
    assert marks.analysis2(str(path))[3] == missing


def lines_marked(path: str) -> list[int]:
    tree = measuring.Marks().visit(ast.parse(Path(path).read_text()))
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Subscript))
    return [one.slice.value for one in names if getattr(one.value, "id", "") == "__seen__"]


def test_each_statement_that_is_counted_has_its_mark():
    """A way of writing that the marks do not know would be counted as never run."""
    files = measuring.measured_files()
    assert str(measuring.ROOT / "planning/rules/coverage.py") in files
    assert [path for path in files if "/rules/" not in path and "/actions" not in path] == []
    all_run = coverage.Coverage(data_file=None, config_file=False)
    all_run.get_data().add_lines({path: lines_marked(path) for path in files})
    missing = {path: all_run.analysis2(path)[3] for path in files}
    assert {path: lines for path, lines in missing.items() if lines} == {}
