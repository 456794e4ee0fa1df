from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.stack import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path / "data")
    yield stack
    stack.run("stop")
    assert [process.cmdline() for process in stack.processes()] == []
