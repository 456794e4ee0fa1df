"""Those of the open waves whom the desk calls first, with their points and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count

from cabinet.models import Cabinet
from patients.models import WAITING_STEPS, Patient, PatientSettings, WaveOpening
from patients.rules.points import in_order, points_of
from patients.rules.waves import Facts, wave_of


@dataclass(frozen=True)
class Ranked:
    """Somebody in their turn; `score` is « 13 = traitement échu 6 + ALD 3 + ne se déplace pas 4 »."""

    pk: UUID
    wave: int
    total: int
    score: str


class Waiting(NamedTuple):
    """What their turn depends on."""

    pk: UUID
    birth_on: date
    criteria: Sequence[str]
    renewal_until_on: date | None
    on_former_list: bool
    without_doctor: bool
    commune: str
    wave: int | None
    wave_reason: str
    entered_at: object
    import_line: int | None


FIELDS = ("pk", *Waiting._fields[1:])


@dataclass(frozen=True)
class ToCall:
    """One line of the desk: the patient, their turn, and what was tried."""

    patient: Patient
    rank: Ranked
    tries: int

    @property
    def why(self) -> str:
        """« = traitement échu 6 + ALD 3 »: what follows the total."""
        return self.rank.score.removeprefix(str(self.rank.total)).strip()


def first_to_call(
    cabinet: Cabinet, settings: PatientSettings, *, today: date, without: Collection[UUID], limit: int
) -> tuple[list[ToCall], int]:
    """The first of the open waves, and how many wait in them; `without`: those who are on another list."""
    ranking = ranked(cabinet, settings, today)
    chosen = [rank for rank in ranking if rank.pk not in without][:limit]
    people = Patient.objects.filter(pk__in=[rank.pk for rank in chosen]).annotate(tries=Count("attempts"))
    found: Mapping[UUID, Patient] = {patient.pk: patient for patient in people} if chosen else {}
    lines = [
        ToCall(found[rank.pk], rank, vars(found[rank.pk])["tries"]) for rank in chosen if rank.pk in found
    ]
    return lines, len(ranking)


def ranked(cabinet: Cabinet, settings: PatientSettings, today: date) -> list[Ranked]:
    """Everybody who waits in an open wave, in the order in which they are called. Two statements."""
    waves = set(WaveOpening.objects.filter(closed_at=None).values_list("wave", flat=True))
    if not waves:
        return []
    rows = Patient.objects.filter(step__in=WAITING_STEPS).values_list(*FIELDS)
    found: list[tuple[Ranked, Waiting]] = []
    for row in map(Waiting._make, rows):
        facts = facts_of(row)
        wave = wave_of(facts, today=today, commune=cabinet.commune, wider_communes=settings.wider_communes)
        if wave.number is not None and wave.number in waves:
            score = points_of(facts, today=today, own=settings.points)
            found.append((Ranked(row.pk, wave.number, score.total, str(score)), row))
    by_points = in_order(
        found,
        total=lambda one: one[0].total,
        entered=lambda one: (one[1].entered_at, one[1].import_line or 0),
    )
    return [rank for rank, _ in sorted(by_points, key=lambda one: one[0].wave)]


def facts_of(row: Waiting) -> Facts:
    return Facts(
        birth_on=row.birth_on,
        criteria=frozenset(row.criteria),
        renewal_until_on=row.renewal_until_on,
        on_former_list=row.on_former_list,
        without_doctor=row.without_doctor,
        commune=row.commune,
        wave=row.wave,
        wave_reason=row.wave_reason,
    )
