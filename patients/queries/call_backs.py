"""Calls to return: those to make now, those for later, those settled today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery

from cabinet.clock import PARIS, in_paris
from cabinet.models import Membership, Person
from cabinet.text import NARROW, WEEKDAYS, clock
from patients.models import CallAttempt, CallBack, Outcome, Patient
from patients.rules.calls import Hold, is_due, is_held

ORDINALS = {1: "1er", 2: "2ᵉ", 3: "3ᵉ"}


@dataclass(frozen=True)
class CallLine:
    """One call as a list says it: whom, at which number, why, what was tried, who is on it."""

    call_back: CallBack
    patient: Patient | None
    name: str
    phone: str
    phone_said: str
    reason: str
    tried: str
    due: bool
    later: datetime | None
    held_by: str
    mine: bool
    attempts: Sequence[CallAttempt] = ()

    @property
    def pk(self) -> UUID:
        return self.call_back.pk

    @property
    def urgent(self) -> bool:
        return self.call_back.urgent

    @property
    def moves(self) -> bool:
        """There is an appointment to put elsewhere."""
        return self.call_back.appointment_id is not None


@dataclass(frozen=True)
class CallsPage:
    due: Sequence[CallLine]
    later: Sequence[CallLine]
    done: Sequence[CallBack] = field(default_factory=tuple)

    @property
    def patients(self) -> list[Patient]:
        lines = [line.patient for line in (*self.due, *self.later)]
        return [patient for patient in (*lines, *(row.patient for row in self.done)) if patient is not None]


def open_calls() -> QuerySet[CallBack]:
    """Those still to be made, the urgent first: one statement, however many."""
    return with_last_attempt(CallBack.objects.filter(done_at=None)).order_by("-urgent", "asked_at", "pk")


def with_last_attempt(rows: QuerySet[CallBack]) -> QuerySet[CallBack]:
    """With whom they concern, how many attempts there were, and what the last one gave."""
    last = CallAttempt.objects.filter(call_back=OuterRef("pk")).order_by("-at", "-pk")
    return rows.select_related(
        "patient", "taken_by__person", "asked_by__person", "appointment__practitioner__person"
    ).annotate(
        tries=Count("attempts"),
        last_outcome=Subquery(last.values("outcome")[:1]),
        last_at=Subquery(last.values("at")[:1]),
    )


def calls_to_make(by: Membership, at: datetime) -> CallsPage:
    """Those due, the urgent first, then those for a later hour. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(TO_MAKE, {"cabinet": by.cabinet_id})
        lines = [call_line(row_of(Waits._make(row)), by, at) for row in cursor.fetchall()]
    due = [line for line in lines if line.due]
    later = sorted((line for line in lines if not line.due), key=lambda line: line.later or at)
    return CallsPage(due, later)


#: What a line says of a call, and no more; written out, as the desk asks for it all day and the ORM takes
#: longer to build these rows than PostgreSQL to read them. Row-level security holds all the same.
TO_MAKE = """
SELECT c.id, c.name, c.phone, c.phone_typed, c.reason, c.note, c.urgent, c.appointment_id, c.not_before_at,
       c.taken_at, c.taken_by_id, m.role, who.first_name, who.last_name,
       p.id, p.last_name, p.first_name, p.phone, p.phone_typed,
       tried.tries, tried.last_outcome, tried.last_at
  FROM patients_callback c
  LEFT JOIN patients_patient p ON p.id = c.patient_id AND p.cabinet_id = c.cabinet_id
  LEFT JOIN cabinet_membership m ON m.id = c.taken_by_id AND m.cabinet_id = c.cabinet_id
  LEFT JOIN cabinet_person who ON who.id = m.person_id
  LEFT JOIN (
    SELECT call_back_id, count(*) AS tries, max(at) AS last_at,
           (array_agg(outcome ORDER BY at DESC, id DESC))[1] AS last_outcome
      FROM patients_callattempt
     WHERE cabinet_id = %(cabinet)s AND call_back_id IS NOT NULL
     GROUP BY call_back_id
  ) tried ON tried.call_back_id = c.id
 WHERE c.cabinet_id = %(cabinet)s AND c.done_at IS NULL
 ORDER BY c.urgent DESC, c.asked_at, c.id
"""


class Waits(NamedTuple):
    """A row of `TO_MAKE`: the call, who is on the phone with them, whom it concerns, what was tried."""

    pk: UUID
    name: str
    phone: str
    phone_typed: str
    reason: str
    note: str
    urgent: bool
    appointment_id: UUID | None
    not_before_at: datetime | None
    taken_at: datetime | None
    taken_by_id: UUID | None
    role: str
    caller_first_name: str
    caller_last_name: str
    patient_id: UUID | None
    last_name: str
    first_name: str
    patient_phone: str
    patient_phone_typed: str
    tries: int | None
    last_outcome: str | None
    last_at: datetime | None


def row_of(waits: Waits) -> CallBack:
    """As `with_last_attempt` gives it, with what a line says."""
    patient = taken_by = None
    if waits.patient_id:
        patient = Patient(
            pk=waits.patient_id, last_name=waits.last_name, first_name=waits.first_name,
            phone=waits.patient_phone, phone_typed=waits.patient_phone_typed,
        )  # fmt: skip
    if waits.taken_by_id:
        person = Person(first_name=waits.caller_first_name, last_name=waits.caller_last_name)
        taken_by = Membership(pk=waits.taken_by_id, person=person, role=waits.role)
    row = CallBack(
        pk=waits.pk, patient=patient, name=waits.name, phone=waits.phone, phone_typed=waits.phone_typed,
        reason=waits.reason, note=waits.note, urgent=waits.urgent, appointment_id=waits.appointment_id,
        not_before_at=waits.not_before_at, taken_at=waits.taken_at, taken_by=taken_by,
    )  # fmt: skip
    vars(row).update(tries=waits.tries or 0, last_outcome=waits.last_outcome, last_at=waits.last_at)
    return row


def calls_page(by: Membership, at: datetime) -> CallsPage:
    """The same, and what was settled today, the latest first."""
    calls, today = calls_to_make(by, at), at.astimezone(PARIS).date()
    done = CallBack.objects.filter(done_at__gte=in_paris(today, datetime.min.time()))
    done = done.select_related("patient", "done_by__person").order_by("-done_at", "pk")
    return CallsPage(calls.due, calls.later, list(done))


def call_of(pk: UUID, by: Membership, at: datetime) -> CallLine | None:
    """One call, settled or not, as its sheet shows it, with all that was tried."""
    row = with_last_attempt(CallBack.objects.filter(pk=pk)).first()
    if row is None:
        return None
    return call_line(row, by, at, attempts=list(row.attempts.select_related("by__person")))


def call_line(
    row: CallBack, by: Membership, at: datetime, *, attempts: Sequence[CallAttempt] = ()
) -> CallLine:
    """A row of `with_last_attempt`."""
    patient, known = row.patient, vars(row)
    hold = Hold(row.taken_by_id, row.taken_at) if row.taken_at else None
    held = is_held(hold, by=by.pk, at=at)
    return CallLine(
        call_back=row,
        patient=patient,
        name=patient.display_name if patient else row.name,
        phone=row.phone or (patient.phone if patient else ""),
        phone_said=row.phone_typed or (patient.phone_typed if patient else ""),
        reason=reason_said(row),
        tried=tried_said(known["tries"], known["last_outcome"], known["last_at"], at),
        due=is_due(row.not_before_at, at=at),
        later=row.not_before_at,
        held_by=row.taken_by.display_name if held and row.taken_by else "",
        mine=hold is not None and not held and row.taken_by_id == by.pk,
        attempts=attempts,
    )


def reason_said(row: CallBack) -> str:
    """« rendez-vous à déplacer : jeu. 18 mars, Dr Chauvet », or the reason and the note."""
    said = row.get_reason_display()
    return f"{said}{NARROW}: {row.note}" if row.note else said


def tried_said(tries: int, outcome: str | None, last_at: datetime | None, at: datetime) -> str:
    """« 2ᵉ essai, pas de réponse lundi »; empty before the first one."""
    if not tries or not outcome or last_at is None:
        return ""
    nth = ORDINALS.get(tries, f"{tries}ᵉ")
    return f"{nth} essai, {Outcome(outcome).label} {moment_said(last_at, at)}"


def moment_said(moment: datetime, at: datetime) -> str:
    """« à 9 h 12 » today, « hier », « lundi » in the week, else the date."""
    on, today = moment.astimezone(PARIS).date(), at.astimezone(PARIS).date()
    if on == today:
        return f"à {clock(moment)}"
    if on == today - timedelta(days=1):
        return "hier"
    if today - timedelta(days=6) <= on < today:
        return WEEKDAYS[on.weekday()]
    return f"le {on.day:02d}/{on.month:02d}"
