"""Receipts typed by hand, a doctor's day at a time: all the lines, or none while one is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.db.models import Max

from cabinet import audit
from cabinet.clock import PARIS, first_of_month
from cabinet.models import Membership
from retrocession.actions.closing import lock_month, prepare_again
from retrocession.actions.receipts_refused import MonthSettled, ReceiptsRefused
from retrocession.models import MonthClosing, ReceiptChange, ReceiptLine
from retrocession.permissions import may_verify, require_typing
from retrocession.queries.doctors import doctors_of_practice, presences_of_month
from retrocession.queries.receipts_month import titulaire_of
from retrocession.reading import Line, LineError
from retrocession.reading.lines import line_key
from retrocession.reading.tally import LineWarning, Tally
from retrocession.reading.typed import check_typed, reference
from retrocession.rules.closing import State, has_reached
from retrocession.rules.roles import BILLING_ROLES


@dataclass
class Typed:
    """What became of the rows; `duplicates` were already there, and are not doubled."""

    written: int = 0
    duplicates: int = 0
    warnings: list[LineWarning] = field(default_factory=list)


class TypedWrong(ReceiptsRefused):
    """Rows cannot be taken; `errors` are all that is wrong, `line` being the row, from 1."""

    def __init__(self, errors: Sequence[LineError]) -> None:
        super().__init__("Rien n’est enregistré\u202f: corrigez les lignes signalées.")
        self.errors = list(errors)


@transaction.atomic
def type_receipts(
    *, doctor: Membership, on: date, rows: Sequence[Mapping[str, str]], by: Membership | None, at: datetime
) -> Typed:
    """Write what was typed of a doctor's day; the same rows sent twice are written once.

    A row has the names of `reading.typed.TYPED`, as text, and a `token` that tells it from any other when it
    has no invoice number. Raises `TypedWrong`, `MonthSettled`, `ReceiptsRefused`, `RoleRefused`.
    """
    closing = lock_month(first_of_month(on))
    titulaire = titulaire_of(closing.month)
    require_typing(by, doctor=doctor, titulaire=titulaire)
    if doctor.role not in BILLING_ROLES:
        raise ReceiptsRefused(f"{doctor.display_name} n’encaisse pas d’honoraires.")
    if on > at.astimezone(PARIS).date():
        raise ReceiptsRefused("Ce jour n’est pas encore venu\u202f: vérifiez la date.")
    if has_reached(State(closing.state), State.VERIFIED):
        raise MonthSettled(closing.month, State(closing.state))
    doctors = doctors_of_practice()
    rows = [dict(row) | {"facture": row["facture"].strip() or reference(row["token"])} for row in rows]
    checked = check_typed(
        rows, on=on, email=doctor.person.email, month=closing.month, directory=doctors.directory
    )
    if errors := [error for one in checked if isinstance(one, list) for error in one]:
        raise TypedWrong(errors)
    typed, tally = Typed(), Tally()
    known = _Known(doctor.person_id, on, {row["facture"] for row in rows})
    first = ReceiptLine.objects.filter(month=closing.month).aggregate(last=Max("line", default=0))["last"]
    written: list[ReceiptLine] = []
    for line in checked:
        assert isinstance(line, Line)
        tally.add(line)
        key = known.new_key(line)
        if key is None or line.repeated:
            typed.duplicates += 1
            continue
        written.append(
            ReceiptLine(
                typed_at=at,
                typed_by=by,
                month=closing.month,
                doctor_id=doctors.membership_on(doctor.person_id, on),
                line=first + len(written) + 1,
                key=key,
                **values_of(line),
            )
        )
    ReceiptLine.objects.bulk_create(written)
    typed.written = len(written)
    typed.warnings = tally.warnings(presences=presences_of_month(closing.month), names=doctors.names)
    if written:
        audit.record("type_receipts", closing, by=by, at=at, on=f"{on}", lines=len(written))
        compute_again(closing, by=by, titulaire=titulaire, at=at)
    return typed


def values_of(line: Line) -> dict:
    """What a line says, but for its doctor."""
    names = ("on", "invoice", "act", "amount", "amo", "amc", "patient_part")
    return {name: getattr(line, name) for name in names} | {"mode": line.mode.value}


def compute_again(
    closing: MonthClosing, *, by: Membership | None, titulaire: Membership | None, at: datetime
) -> None:
    """Drafts follow; a locum who types their own lines does not prepare the month: the clock does."""
    prepares = by is not None and may_verify(by, titulaire=titulaire)
    prepare_again(closing, by=by if prepares else None, at=at)


class _Known:
    """The keys already used by lines of these invoices on that day, and by lines that were removed."""

    def __init__(self, person: int, on: date, invoices: set[str]) -> None:
        lines = ReceiptLine.objects.filter(doctor__person=person, on=on, invoice__in=invoices)
        self.modes = {bytes(key): mode for key, mode in lines.values_list("key", "mode")}
        changes = ReceiptChange.objects.filter(
            month=first_of_month(on), kind=ReceiptChange.Kind.REMOVED, before__invoice__in=list(invoices)
        )
        self.removed = {bytes(key) for key in changes.values_list("key", flat=True)}

    def new_key(self, line: Line) -> bytes | None:
        """The key under which the line is written, None when it is already there."""
        for occurrence in count():
            key = line_key(line.doctor_key, line.on, line.invoice, line.act, line.amount, occurrence)
            if key in self.removed:
                continue
            if key not in self.modes:
                self.modes[key] = line.mode.value
                return key
            if self.modes[key] == line.mode.value:
                return None
        raise AssertionError("a free occurrence is always found")
