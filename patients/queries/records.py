"""Former records to be had: by state, the oldest first; and that of one patient."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cabinet.clock import PARIS
from patients.models import RecordRequest, RecordState
from patients.queries.patient_file import Looked
from patients.rules.records import RECORD_LABELS, next_record_states

#: A record that nobody sent after so many days is asked for again.
LONG = 30


@dataclass(frozen=True)
class RecordLine:
    record: RecordRequest
    days: int

    @property
    def is_long(self) -> bool:
        """Asked for long ago, or waiting on a shelf."""
        return self.record.state in (RecordState.ASKED, RecordState.RECEIVED) and self.days >= LONG

    @property
    def next_states(self) -> list[tuple[str, str]]:
        return [(state, RECORD_LABELS[state]) for state in next_record_states(self.record.state)]


@dataclass(frozen=True)
class RecordsPage:
    """`counts`: (state, label, how many) in the order of their way; `lines`: those of `state`."""

    state: str
    counts: Sequence[tuple[str, str, int]]
    lines: Sequence[RecordLine]


def records_page(state: str, today: date) -> RecordsPage:
    """Two statements. The oldest first: what was asked, else what was settled."""
    counted = Counter(RecordRequest.objects.order_by().values_list("state", flat=True))
    rows = RecordRequest.objects.filter(state=state).select_related("patient", "changed_by__person")
    return RecordsPage(
        state=state,
        counts=[(key, label, counted[key]) for key, label in RecordState.choices],
        lines=[record_line(row, today) for row in rows.order_by("asked_on", "patient__identity", "pk")],
    )


def record_line(record: RecordRequest, today: date) -> RecordLine:
    since = record.received_on if record.state == RecordState.RECEIVED else record.asked_on
    return RecordLine(record, (today - (since or record.asked_on)).days)


def read_record(looked: Looked) -> dict[str, Any]:
    """The section of a patient's page."""
    record = RecordRequest.objects.filter(patient=looked.patient).select_related("changed_by__person").first()
    today = looked.at.astimezone(PARIS).date()
    return {"line": record_line(record, today) if record else None}
