"""What attackers have in hand, and where they would look."""

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from cabinet.logs import WithoutKeys, formatter


@pytest.fixture(autouse=True)
def _fresh_counts():
    """Nobody waits for what another test tried."""
    cache.clear()


class Kept(logging.Handler):
    """What production would have written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addFilter(WithoutKeys())
        self.setFormatter(formatter(as_json=True))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    """Every line of all loggers, those that are usually too low to be written included."""
    kept, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)
