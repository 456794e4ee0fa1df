"""Whether two answers take as long as each other, on a machine that has other things to do."""

import time
from collections.abc import Callable

#: What an observer is not to see through a network.
ALIKE = 1.2
ROUNDS = 6


def ratio(first: Callable[[], object], second: Callable[[], object], *, pairs: int) -> float:
    """The quickest of the one over the quickest of the other, asked in turn.

    A busy machine only adds: what is left of it in the quickest goes as one asks again, and what is really
    slower stays so. Asked again until they are alike, a few times at most.
    """
    quickest = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for _ in range(pairs):
            for number, ask in enumerate((first, second)):
                begun = time.perf_counter()
                ask()
                quickest[number] = min(quickest[number], time.perf_counter() - begun)
        if is_alike(found := quickest[0] / quickest[1]):
            break
    return found


def is_alike(found: float) -> bool:
    return 1 / ALIKE < found < ALIKE
