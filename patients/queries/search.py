"""Somebody found as one types: by pieces of a name, a birth date, a telephone number. One statement.

The practice's own rows are scanned: under row-level security `LIKE` may use no index, and ten thousand keys
are read in a few milliseconds (`benchmarks/search.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from cabinet.models import Membership
from patients.models import COMING, Patient, Step
from patients.permissions import sees_files
from patients.rules.search_key import terms

SHOWN = 10
#: One letter would be half of the list.
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """A line of the results. The télésecrétariat is told neither the commune nor the step."""

    pk: UUID
    name: str
    birth_name: str
    birth_on: date
    phone: str
    phone_typed: str
    commune: str
    step: str
    next_at: datetime | None

    @property
    def step_said(self) -> str:
        return str(Step(self.step).label) if self.step else ""


@dataclass(frozen=True)
class Results:
    typed: str
    found: Sequence[Found]
    more: bool
    #: Too little was typed to look for anybody.
    short: bool = False

    @property
    def patients(self) -> list[Patient]:
        return [Patient(pk=one.pk) for one in self.found]


def search_patients(by: Membership, typed: str, at: datetime) -> Results:
    """The first ten: a family name that begins as typed first, then by name; whoever gave up comes last."""
    wanted = terms(typed)
    if sum(map(len, wanted)) < SHORTEST:
        return Results(typed, [], more=False, short=True)
    conditions = " AND ".join(["search_key LIKE %s"] * len(wanted))
    first_word = next((term for term in wanted if not term.isdigit()), "")
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT.format(conditions=conditions),
            [list(COMING), at, f"{first_word}%", by.cabinet_id, *map(pattern, wanted), SHOWN + 1],
        )
        rows = cursor.fetchall()
    whole = sees_files(by)
    found = [
        Found(
            pk, f"{last_name.upper()} {first_name}", birth_name, birth_on, phone, phone_typed,
            commune if whole else "", step if whole else "", next_at,
        )
        for (
            pk, last_name, first_name, birth_name, birth_on, phone, phone_typed, commune, step, next_at
        ) in rows[:SHOWN]
    ]  # fmt: skip
    return Results(typed, found, more=len(rows) > SHOWN)


#: Ten people are chosen, then each is asked for their next appointment. Row-level security holds whatever is
#: written here.
STATEMENT = """
SELECT p.id, p.last_name, p.first_name, p.birth_name, p.birth_on, p.phone, p.phone_typed, p.commune, p.step,
       (SELECT min(a.starts_at) FROM patients_appointment a
         WHERE a.cabinet_id = p.cabinet_id AND a.patient_id = p.id AND a.state = ANY(%s) AND a.ends_at > %s)
  FROM (
    SELECT *, identity NOT LIKE %s AS elsewhere FROM patients_patient
     WHERE cabinet_id = %s AND {conditions}
     ORDER BY elsewhere, step = 'given_up', identity, birth_on, id
     LIMIT %s
  ) p
 ORDER BY p.elsewhere, p.step = 'given_up', p.identity, p.birth_on, p.id
"""
#: The beginning of a word; for digits any piece: one remembers the end of a number.
PIECE_OF_DIGITS = 3


def pattern(term: str) -> str:
    """No `%` nor `_` can be in a term: it is made of letters and digits."""
    if term.isdigit() and len(term) >= PIECE_OF_DIGITS:
        return f"%{term}%"
    return f"% {term}%"
