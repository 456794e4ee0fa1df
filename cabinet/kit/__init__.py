"""The start kit: a practice, its rooms, its people and its first weeks, from one JSON file.

A module named in `settings.KIT_SECTIONS` gives `SECTIONS`, its top-level keys in the order in which they are
loaded, each with a function `(kit, value) -> None`, and may give `LABELS`, the words of its report:
`{"rooms": "salle,salles"}`. The engine opens the practice, one transaction around everything: a single
refusal and nothing is written. A second run of the same file changes nothing.
"""

from cabinet.kit.engine import Kit, load
from cabinet.kit.refusal import Fault, KitRefused
from cabinet.kit.report import Report

__all__ = ["Fault", "Kit", "KitRefused", "Report", "load"]
