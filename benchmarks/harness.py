"""A thing and its reference, measured in turn in one run, so that a noisy machine disturbs both alike."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 7
#: A fraction of the data, for a quick try (`bin/bench --scale 0.1 …`): its figures are worth nothing.
SCALE = float(os.environ.get("BENCH_SCALE", "1"))

#: Does the work once; gives what it cost, in the figure's unit.
Measure = Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """What a benchmark prints. `ratio` is value over reference; None for both where nothing is compared."""

    name: str
    value: float
    unit: str
    n: int
    reference: float | None = None
    ratio: float | None = None
    details: dict = field(default_factory=dict)

    def line(self) -> str:
        """One JSON line; `details` only where one number does not say it all."""
        said = {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "reference": _short(self.reference),
            "ratio": _short(self.ratio),
            "n": self.n,
        }
        return json.dumps(said | ({"details": self.details} if self.details else {}), ensure_ascii=False)

    def print(self) -> None:
        print(self.line(), flush=True)


def scaled(number: int) -> int:
    return max(1, round(number * SCALE))


def alternate(thing: Measure, reference: Measure, *, rounds: int = ROUNDS) -> list[tuple[float, float]]:
    """(thing, reference) of each round, after one round that is thrown away; each goes first in turn."""
    thing(), reference()
    pairs = []
    for number in range(rounds):
        if number % 2:
            second, first = reference(), thing()
        else:
            first, second = thing(), reference()
        pairs.append((first, second))
    return pairs


def compared(name: str, unit: str, pairs: list[tuple[float, float]], **details) -> Figure:
    """The medians of both, and the median of the ratios of the rounds (not the ratio of the medians)."""
    return Figure(
        name=name,
        value=median(thing for thing, _ in pairs),
        unit=unit,
        n=len(pairs),
        reference=median(reference for _, reference in pairs),
        ratio=median(thing / reference for thing, reference in pairs),
        details=details,
    )


def repeated(name: str, unit: str, measure: Measure, *, rounds: int = ROUNDS, **details) -> Figure:
    """The median of what has no reference, after one round that is thrown away."""
    measure()
    return Figure(
        name=name,
        value=median(measure() for _ in range(rounds)),
        unit=unit,
        n=rounds,
        details=details,
    )


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """How long `work` takes, in seconds: the median of `times`."""
    return median(_once(work) for _ in range(times))


def milliseconds(work: Callable[[], object], *, times: int = 1) -> float:
    return 1000 * seconds(work, times=times)


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _short(number: float | None) -> float | None:
    """Three decimals say more than the machine knows."""
    return number if number is None else round(number, 3)
