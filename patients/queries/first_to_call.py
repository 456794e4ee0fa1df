"""Those of the open waves whom the desk calls first, with their points and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from cabinet.models import Cabinet
from patients.models import WAITING_STEPS, Patient, PatientSettings
from patients.queries.turns import Turns
from patients.rules.points import Score, in_order


class Waiting(NamedTuple):
    """Somebody who waits: how to call them, and what their turn depends on."""

    pk: UUID
    last_name: str
    first_name: str
    phone: str
    phone_typed: str
    birth_on: date
    criteria: Sequence[str]
    renewal_until_on: date | None
    on_former_list: bool
    without_doctor: bool
    commune: str
    wave: int | None
    wave_reason: str
    open_waves: Sequence[int]


@dataclass(frozen=True)
class ToCall:
    """One line of the desk; `score` is « 13 = traitement échu 6 + ALD 3 + ne se déplace pas 4 »."""

    waiting: Waiting
    wave: int
    score: Score

    @cached_property
    def total(self) -> int:
        return self.score.total

    @property
    def pk(self) -> UUID:
        return self.waiting.pk

    @property
    def name(self) -> str:
        return f"{self.waiting.last_name.upper()} {self.waiting.first_name}"

    @property
    def patient(self) -> Patient:
        """Whom it names, for the trace."""
        return Patient(pk=self.pk)

    @property
    def why(self) -> str:
        """« = traitement échu 6 + ALD 3 »: what follows the total."""
        return str(self.score).removeprefix(str(self.total)).strip()


#: Everybody who waits, as long as a wave is open. Written out: the desk asks for it all day, and the ORM
#: takes longer to build these rows than PostgreSQL to read them. Row-level security holds all the same.
STATEMENT = """
SELECT id, last_name, first_name, phone, phone_typed, birth_on, criteria,
       renewal_until_on, on_former_list, without_doctor, commune, wave, wave_reason, opened.waves
  FROM patients_patient,
       (SELECT array_agg(wave) AS waves FROM patients_waveopening
         WHERE cabinet_id = %(cabinet)s AND closed_at IS NULL) opened
 WHERE cabinet_id = %(cabinet)s AND step = ANY(%(steps)s) AND opened.waves IS NOT NULL
 ORDER BY entered_at, import_line NULLS FIRST, id
"""


def first_to_call(
    cabinet: Cabinet, settings: PatientSettings, *, today: date, without: Collection[UUID], limit: int
) -> tuple[list[ToCall], int]:
    """The first of the open waves, and how many wait in them; `without`: those who are on another list."""
    everybody = in_their_turn(cabinet, settings, today)
    return [one for one in everybody if one.pk not in without][:limit], len(everybody)


def in_their_turn(cabinet: Cabinet, settings: PatientSettings, today: date) -> list[ToCall]:
    """Those who wait in an open wave, as they are called: wave by wave, the points, who came first."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"cabinet": cabinet.pk, "steps": list(WAITING_STEPS)})
        rows = map(Waiting._make, cursor.fetchall())
    turns, found = Turns.on(today, cabinet=cabinet, settings=settings), []
    for row in rows:
        turn = turns.of(row)
        if turn.wave.number is not None and turn.wave.number in row.open_waves:
            found.append(ToCall(row, turn.wave.number, turn.score))
    # Read in the order in which they were entered, which a sort keeps among equals.
    by_points = in_order(found, total=lambda one: one.total, entered=lambda one: 0)
    return sorted(by_points, key=lambda one: one.wave)
