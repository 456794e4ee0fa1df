"""What must be done is written as points; a day asks for some lists, and each says how far along it is.

Source: checklists of the practice: opening, closing, a day without a doctor, a presence, a month's end.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cabinet.clock import previous_month
from cabinet.text import one_line

OPENING, CLOSING, NO_DOCTOR, PRESENCE_DAY, FIRST_CONSULTATION, MONTH_END = (
    "opening",
    "closing",
    "no_doctor",
    "presence_day",
    "first_consultation",
    "month_end",
)
#: The lists of the desk, in the order in which a day goes.
OF_THE_DESK = (OPENING, NO_DOCTOR, CLOSING, MONTH_END)
LABEL_LIMIT, HELP_LIMIT, MOST_ITEMS, KEY_LIMIT = 120, 160, 40, 40
#: A month is ended from its 25th day to the 10th of the next one.
ENDS_FROM, ENDED_BY = 25, 10
_HELP = re.compile(r"^(?P<label>.*\S)\s+\((?P<help>[^()]*(?:\([^()]*\)[^()]*)*)\)$")


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list: what to do, and how, for who does it the first time. `key` names it in its list."""

    key: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        return self.done >= self.total

    @property
    def said(self) -> str:
        """« 3 sur 6 »; of no point at all, nothing."""
        return f"{self.done} sur {self.total}" if self.total else ""


def read_items(text: str) -> list[Item]:
    """One line is one point; what is between parentheses at its end is its help. Empty lines are nothing."""
    items: list[Item] = []
    keys: set[str] = set()
    for line in text.splitlines():
        said = one_line(line).lstrip("-•* ").strip()
        if not said:
            continue
        found = _HELP.match(said)
        label, help_ = (found["label"], found["help"].strip()) if found else (said, "")
        key = _key(label, keys)
        keys.add(key)
        items.append(Item(key, label, help_))
    return items


def faults_of_items(items: Sequence[Item]) -> list[str]:
    """A list has from one to forty points, each short and said once; else a sentence says what is wrong."""
    faults = []
    if not items:
        faults.append("Écrivez au moins un point.")
    if len(items) > MOST_ITEMS:
        faults.append(f"Une liste a {MOST_ITEMS} points au plus\u202f: celle-ci en a {len(items)}.")
    seen: dict[str, int] = {}
    for rank, item in enumerate(items, 1):
        if len(item.label) > LABEL_LIMIT:
            faults.append(f"Point {rank}\u202f: {LABEL_LIMIT} caractères au plus.")
        if len(item.help) > HELP_LIMIT:
            faults.append(f"Point {rank}\u202f: {HELP_LIMIT} caractères au plus entre parenthèses.")
        first = seen.setdefault(item.label.casefold(), rank)
        if first != rank:
            faults.append(f"Les points {first} et {rank} disent la même chose\u202f: gardez-en un.")
    return faults


def items_text(items: Iterable[Item]) -> str:
    """The points as they are written: read again, they are the same."""
    return "\n".join(f"{item.label} ({item.help})" if item.help else item.label for item in items)


def progress_of(items: Sequence[Item], ticked: Collection[str]) -> Progress:
    """Ticks that a list does not have count for nothing."""
    return Progress(sum(item.key in ticked for item in items), len(items))


def month_to_end(today: date) -> date | None:
    """The month whose end is prepared or put in order today: from its 25th to the 10th of the next."""
    if today.day >= ENDS_FROM:
        return today.replace(day=1)
    return previous_month(today.replace(day=1)) if today.day <= ENDED_BY else None


def lists_of_day(*, today: date, opens: bool, without_doctor: bool) -> list[tuple[str, date]]:
    """What the desk has to do: opening and closing on an open day, one more list without a doctor, and the
    end of a month around it (its day is the first of that month)."""
    month = month_to_end(today)
    wanted = {
        OPENING: today if opens else None,
        NO_DOCTOR: today if opens and without_doctor else None,
        CLOSING: today if opens else None,
        MONTH_END: month,
    }
    return [(kind, on) for kind in OF_THE_DESK if (on := wanted[kind]) is not None]


def _key(label: str, taken: Collection[str]) -> str:
    """« Lire le courrier » → « lire-le-courrier », never twice in a list."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: KEY_LIMIT - 3].strip("-") or "point"
    key, rank = base, 1
    while key in taken:
        rank += 1
        key = f"{base}-{rank}"
    return key
