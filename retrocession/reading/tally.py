"""What a file adds up to while it is read: totals by doctor and mode, and what deserves a second look."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from cabinet import text
from cabinet.money import ZERO
from cabinet.reading.values import shown
from retrocession.rules.acts import is_known

from .lines import Line
from .values import Mode

MAX_DAYS_NAMED = 6


class LineWarning(NamedTuple):
    """Something that may be wrong and stops nothing: `line` is the first one concerned."""

    line: int
    field: str
    message: str


@dataclass(slots=True)
class Seen:
    """The lines that have something in common: how many, and the first."""

    first: int
    count: int = 0


@dataclass(slots=True)
class Tally:
    """Adds the lines of a file one by one; those that the file repeats are counted once."""

    lines: int = 0
    amounts: dict[tuple[Any, Mode], Decimal] = field(default_factory=dict)
    days: dict[tuple[Any, date], Seen] = field(default_factory=dict)
    acts: dict[str, Seen] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        if line.repeated:
            return
        self.lines += 1
        place = (line.doctor_key, line.mode)
        self.amounts[place] = self.amounts.get(place, ZERO) + line.amount
        self.days.setdefault((line.doctor_key, line.on), Seen(line.number)).count += 1
        self.acts.setdefault(line.act, Seen(line.number)).count += 1

    def warnings(
        self,
        *,
        presences: Collection[tuple[Any, date]],
        names: Mapping[Any, str],
        extra_acts: Collection[str] = (),
    ) -> list[LineWarning]:
        """One warning per doctor who billed on days without a presence, one per act code never heard of.

        `presences` are the days of the month on which each doctor is on the calendar.
        """
        return [*self._absences(presences, names), *self._unknown_acts(extra_acts)]

    def _absences(
        self, presences: Collection[tuple[Any, date]], names: Mapping[Any, str]
    ) -> list[LineWarning]:
        if self.days and not presences:
            first = min(seen.first for seen in self.days.values())
            return [
                LineWarning(
                    first,
                    "Date",
                    "Aucune présence n’est notée au planning ce mois-ci\u202f: les jours n’ont pas pu être "
                    "comparés.",
                )
            ]
        absences: dict[Any, list[tuple[date, Seen]]] = {}
        for (doctor, on), seen in sorted(self.days.items(), key=lambda item: item[0][1]):
            if (doctor, on) not in presences:
                absences.setdefault(doctor, []).append((on, seen))
        return [
            LineWarning(
                min(seen.first for _, seen in days),
                "Date",
                f"{names[doctor]} n’a pas de présence au planning\u202f: {_days([on for on, _ in days])} "
                f"({text.count(sum(seen.count for _, seen in days), 'ligne', 'lignes')}).",
            )
            for doctor, days in sorted(absences.items(), key=lambda item: names[item[0]])
        ]

    def _unknown_acts(self, extra_acts: Collection[str]) -> list[LineWarning]:
        return [
            LineWarning(
                seen.first,
                "Acte",
                f"Acte inconnu\u202f: {shown(act)} ({text.count(seen.count, 'ligne', 'lignes')}). "
                "Vérifiez le code.",
            )
            for act, seen in sorted(self.acts.items())
            if not is_known(act, extra_acts)
        ]


def _days(days: list[date]) -> str:
    named = ", ".join(text.day(on) for on in days[:MAX_DAYS_NAMED])
    others = len(days) - MAX_DAYS_NAMED
    return f"{named} et {text.count(others, 'autre jour', 'autres jours')}" if others > 0 else named
