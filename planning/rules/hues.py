"""Each practice has its own colour, the same wherever a person sees it, and no two of theirs are alike.

Source: « mes jours » across practices; the colour is always doubled by the practice's name.
"""

from collections.abc import Iterable

#: How many the stylesheet has.
HUES = 5


def hues_of(practices: Iterable[int]) -> dict[int, int]:
    """The hue of each practice, from 1: its number's, or the next one that no earlier practice has."""
    found: dict[int, int] = {}
    for practice in sorted(practices):
        hue = practice % HUES
        if len(found) < HUES:
            while hue + 1 in found.values():
                hue = (hue + 1) % HUES
        found[practice] = hue + 1
    return found
