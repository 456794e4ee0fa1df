"""Whose turn it is: the wave and the points of somebody, with their reasons, as they are today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from cabinet.models import Cabinet
from patients.models import PatientSettings
from patients.rules.entry import Entry
from patients.rules.points import Score, points_of
from patients.rules.waves import Facts, Wave, wave_of


@dataclass(frozen=True)
class Turn:
    """« vague 1 », « 9 = ALD 3 + ne se déplace pas 4 + 75 ans 2 »."""

    wave: Wave
    score: Score


class Known(Protocol):
    """What a turn depends on: a patient, or a row that says as much."""

    @property
    def birth_on(self) -> date: ...
    @property
    def criteria(self) -> Sequence[str]: ...
    @property
    def renewal_until_on(self) -> date | None: ...
    @property
    def on_former_list(self) -> bool: ...
    @property
    def without_doctor(self) -> bool: ...
    @property
    def commune(self) -> str: ...
    @property
    def wave(self) -> int | None: ...
    @property
    def wave_reason(self) -> str: ...


@dataclass(frozen=True)
class Turns:
    """What decides of turns in the open practice, read once a page: `Turns.on(today).of(patient)`."""

    today: date
    commune: str
    wider_communes: list[str] = field(default_factory=list)
    points: dict[str, int] = field(default_factory=dict)

    @classmethod
    def on(
        cls, today: date, *, cabinet: Cabinet | None = None, settings: PatientSettings | None = None
    ) -> "Turns":
        """Two statements at most: the settings and the practice, when they are not given."""
        settings = settings or PatientSettings.current()
        commune = (cabinet or Cabinet.current()).commune
        return cls(today, commune, settings.wider_communes, settings.points)

    def of(self, patient: Known) -> Turn:
        return self.of_facts(facts_of(patient))

    def of_facts(self, facts: Facts) -> Turn:
        wave = wave_of(facts, today=self.today, commune=self.commune, wider_communes=self.wider_communes)
        return Turn(wave, points_of(facts, today=self.today, own=self.points))


def facts_of(patient: Known) -> Facts:
    return Facts(
        birth_on=patient.birth_on,
        criteria=frozenset(patient.criteria),
        renewal_until_on=patient.renewal_until_on,
        on_former_list=patient.on_former_list,
        without_doctor=patient.without_doctor,
        commune=patient.commune,
        wave=patient.wave,
        wave_reason=patient.wave_reason,
    )


def facts_of_entry(entry: Entry) -> Facts:
    return Facts(
        birth_on=entry.birth_on,
        criteria=frozenset(entry.criteria),
        renewal_until_on=entry.renewal_until_on,
        on_former_list=entry.on_former_list,
        without_doctor=entry.without_doctor,
        commune=entry.commune,
    )
