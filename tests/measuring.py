"""Which lines of the rules and of the actions the tests run: each of these lines says so itself.

`pytest -p tests.measuring` leaves `.coverage`, of which `coverage report` speaks. A tracer hears of every
line of every library as well, and makes a test half as long again, or twice; here the few files that are
counted are compiled with a mark before each statement, and nothing else is slower.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from itertools import accumulate
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData
from coverage.exceptions import NoDataError

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]
#: By file, a byte for each of its lines: 1 once it has run; and what only importing it ran.
SEEN: dict[str, bytearray] = {}
IMPORTED: dict[str, bytes] = {}


def measured_files() -> list[str]:
    """Those of which the report speaks, whether a test imports them or not."""
    files = [path for app in SETTINGS["run"]["source"] for path in sorted((ROOT / app).rglob("*.py"))]
    patterns = SETTINGS["report"]["include"]
    return [str(path) for path in files if any(fnmatch(str(path), pattern) for pattern in patterns)]


class Marks(ast.NodeTransformer):
    """Before each statement, `__seen__[its line] = 1`."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list):
                setattr(node, name, [one for statement in block for one in self.marked(statement)])
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """A handler that is entered: those before it were looked at."""
        self.generic_visit(node)
        reached = accumulate([handler.lineno] for handler in node.handlers)
        for handler, lines in zip(node.handlers, reached, strict=True):
            handler.body[:0] = [mark(line, handler) for line in lines]
        return node

    def visit_Match(self, node: ast.Match) -> ast.AST:
        """The same of its cases; and all of them, where none was the right one."""
        self.generic_visit(node)
        reached = list(accumulate([case.pattern.lineno] for case in node.cases))
        for case, lines in zip(node.cases, reached, strict=True):
            case.body[:0] = [mark(line, case.pattern) for line in lines]
        last = node.cases[-1]
        if last.guard or not isinstance(last.pattern, ast.MatchAs) or last.pattern.pattern is not None:
            rest = [mark(line, node) for line in reached[-1]]
            node.cases.append(ast.match_case(pattern=ast.MatchAs(), guard=None, body=rest))
        return node

    def marked(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_first = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not (is_text and isinstance(statement.value.value, str)) and not is_first:
            for above in getattr(statement, "decorator_list", []):
                yield mark(above.lineno, statement)
            yield mark(statement.lineno, statement)
        yield statement


def mark(line: int, where: ast.AST) -> ast.stmt:
    [statement] = ast.parse(f"__seen__[{line}] = 1").body
    for node in ast.walk(statement):
        ast.copy_location(node, where)
    return statement


def marked(source: str, path: str):
    """The code of a file that says in `__seen__` which of its lines run."""
    return compile(ast.fix_missing_locations(Marks().visit(ast.parse(source))), path, "exec")


class Measured(SourceFileLoader):
    def exec_module(self, module) -> None:
        source = self.get_source(self.name)
        module.__seen__ = SEEN[self.path] = bytearray(source.count("\n") + 2)
        exec(marked(source, self.path), module.__dict__)
        IMPORTED[self.path] = bytes(module.__seen__)


class Finder(MetaPathFinder):
    def __init__(self) -> None:
        self.files = set(measured_files())
        self.apps = tuple(SETTINGS["run"]["source"])

    def find_spec(self, fullname: str, path=None, target=None) -> ModuleSpec | None:
        if not fullname.startswith(self.apps):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin not in self.files:
            return None
        spec.loader = Measured(fullname, spec.origin)
        return spec


# --- In pytest ---


def pytest_configure(config) -> None:
    if not hasattr(config, "workerinput"):
        for left in (ROOT / ".coverage", *ROOT.glob(".coverage.*")):
            left.unlink(missing_ok=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """What a test marked `no_cover` runs is not counted."""
    if not item.get_closest_marker("no_cover"):
        return (yield)
    before = {path: bytes(seen) for path, seen in SEEN.items()}
    try:
        return (yield)
    finally:
        for path, seen in SEEN.items():
            seen[:] = before.get(path) or IMPORTED[path]


def pytest_sessionfinish(session) -> None:
    """Each process on its own: the first one brings them together, once the others are done."""
    name = getattr(session.config, "workerinput", {}).get("workerid", "main")
    data = CoverageData(str(ROOT / ".coverage"), suffix=name)
    data.add_lines({path: [line for line, ran in enumerate(seen) if ran] for path, seen in SEEN.items()})
    data.touch_files(measured_files())
    data.write()


def pytest_unconfigure(config) -> None:
    if not hasattr(config, "workerinput"):
        whole = Coverage(data_file=str(ROOT / ".coverage"))
        with suppress(NoDataError):  # no test was begun
            whole.combine()
            whole.save()


sys.meta_path.insert(0, Finder())
