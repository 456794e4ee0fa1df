"""The declared médecin traitant: said, told to the patient, ended. A declaration is never rewritten."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership, Role
from cabinet.text import full_day
from patients.actions.enter import locked, touch
from patients.actions.steps import take_step
from patients.models import Declaration, Patient, Step
from patients.permissions import require_files
from patients.queries.declarations import proposed_for

REASON_LIMIT = 120


class DeclarationRefused(Refused):
    """422: what is asked cannot be."""


class DeclaredMeanwhile(Refused):
    """409: another declaration stands than the one that was read; `now` is it, or None."""

    def __init__(self, now: Declaration | None) -> None:
        said = (
            f"est déclaré avec {now.doctor.display_name}" if now else "n’a plus de médecin traitant déclaré"
        )
        super().__init__(f"Entre-temps, ce patient {said}\u202f: relisez, puis recommencez.", field="doctor")
        self.now = now


def declare_doctor(
    *,
    patient: Patient,
    doctor: Membership,
    declared_on: date,
    by: Membership,
    at: datetime,
    informed: bool = False,
    leaflet_given: bool = False,
    read: str = "",
) -> Declaration:
    """Declare `doctor`, a titulaire. `read`: the id of the declaration that stood on the screen; it ends.

    Somebody who was seen is followed from then on. Said twice, it is said once.
    Raises `DeclarationRefused`, `DeclaredMeanwhile`, PermissionDenied.
    """
    require_files(by)
    today = at.astimezone(PARIS).date()
    if declared_on > today:
        raise DeclarationRefused("Cette date n’est pas encore arrivée.", field="declared_on")
    if doctor.role != Role.TITULAIRE or not doctor.is_open_on(today):
        raise DeclarationRefused("Choisissez un titulaire qui exerce au cabinet.", field="doctor")
    patient = locked(patient, version=None)
    current = _standing(patient)
    if current and current.doctor_id == doctor.pk and str(current.pk) != read:
        return current
    if read != (str(current.pk) if current else ""):
        raise DeclaredMeanwhile(current)
    if current:
        if current.doctor_id == doctor.pk:
            raise DeclarationRefused(f"{doctor.display_name} est déjà déclaré.", field="doctor")
        if declared_on < current.declared_on:
            raise DeclarationRefused(
                f"La déclaration en cours date du {full_day(current.declared_on)}\u202f: "
                "celle-ci ne peut pas la précéder.",
                field="declared_on",
            )
        _end(current, on=declared_on, reason=f"déclaré avec {doctor.display_name}", by=by, at=at)
    row = Declaration(
        patient=patient, doctor=doctor, proposed=proposed_for(patient, today).doctor, declared_on=declared_on,
        leaflet_given=leaflet_given, written_at=at, written_by=by,
    )  # fmt: skip
    if informed:
        row.informed_at, row.informed_by = at, by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != "declaration_is_one_at_a_time":
            raise
        raise DeclaredMeanwhile(_standing(patient)) from None
    audit.record(
        "declare_doctor", row, by=by, at=at, patient=str(patient.pk), doctor=str(doctor.pk),
        declared_on=declared_on.isoformat(), informed=informed,
    )  # fmt: skip
    _with_doctor(patient, True, at=at)
    if patient.step == Step.SEEN:
        take_step(patient=patient, after=Step.FOLLOWED, by=by, at=at)
    return row


def tell_patient(
    *, declaration: Declaration, leaflet_given: bool, by: Membership, at: datetime
) -> Declaration:
    """The patient was told that it is administrative and that a team follows them: by whom, when.

    The first who says so stands; the leaflet may be given later. Raises PermissionDenied.
    """
    require_files(by)
    now = Declaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    changed = []
    if now.informed_at is None:
        now.informed_at, now.informed_by = at, by
        changed += ["informed_at", "informed_by"]
    if leaflet_given and not now.leaflet_given:
        now.leaflet_given = True
        changed.append("leaflet_given")
    if changed:
        now.save(update_fields=changed)
        audit.record("tell_patient", now, by=by, at=at, fields=changed)
    return now


def end_declaration(
    *, declaration: Declaration, ended_on: date, reason: str, by: Membership, at: datetime
) -> Declaration:
    """The declaration, ended; ended already, it stays as it was.

    Raises `DeclarationRefused`, PermissionDenied.
    """
    require_files(by)
    reason = " ".join(reason.split())
    patient = locked(declaration.patient, version=None)
    now = Declaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    if now.ended_on is not None:
        return now
    if not reason:
        raise DeclarationRefused("Dites pourquoi elle prend fin.", field="reason")
    if len(reason) > REASON_LIMIT:
        raise DeclarationRefused(
            f"{REASON_LIMIT} caractères au plus\u202f: gardez l’essentiel.", field="reason"
        )
    if ended_on > at.astimezone(PARIS).date():
        raise DeclarationRefused("Cette date n’est pas encore arrivée.", field="ended_on")
    if ended_on < now.declared_on:
        raise DeclarationRefused(
            f"Elle date du {full_day(now.declared_on)}\u202f: elle ne finit pas avant.", field="ended_on"
        )
    _end(now, on=ended_on, reason=reason, by=by, at=at)
    _with_doctor(patient, False, at=at)
    return now


def _standing(patient: Patient) -> Declaration | None:
    rows = Declaration.objects.filter(patient=patient, ended_on=None)
    return rows.select_related("doctor__person").first()


def _end(row: Declaration, *, on: date, reason: str, by: Membership, at: datetime) -> None:
    row.ended_on, row.ended_by, row.end_reason = on, by, reason
    row.save(update_fields=["ended_on", "ended_by", "end_reason"])
    audit.record("end_declaration", row, by=by, at=at, ended_on=on.isoformat())


def _with_doctor(patient: Patient, declared: bool, *, at: datetime) -> None:
    patient.without_doctor = not declared
    touch(patient, at=at)
    patient.save(update_fields=["without_doctor", "version", "last_contact_on"])
