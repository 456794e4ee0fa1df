"""One row at least in each table of patients and of the front desk, for `scene.furnish`."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from cabinet.clock import in_paris
from cabinet.models import Access
from cabinet.vault import keys
from patients.models import (
    Appointment,
    CallAttempt,
    CallBack,
    CareTeamMember,
    ChecklistRun,
    ChecklistTemplate,
    ChecklistTick,
    Declaration,
    DirectoryEntry,
    HouseRules,
    HouseRulesReading,
    IntakeCount,
    Orientation,
    Patient,
    PatientColumns,
    PatientImport,
    PatientSettings,
    PatientStep,
    Purge,
    RecordRequest,
    Referral,
    ReferralSession,
    TriageProtocol,
    WaveOpening,
)
from patients.reading import Checker, open_list, reduce


def furnish_patients(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    cast.patient_import = PatientImport.objects.create(
        file_name=f"{mark}-liste.csv", sha256="0" * 64, content=_list(cast, mark), read_on=cast.day,
        uploaded_at=at,
        set_aside={"3": f"{mark}-raison"}, kept_apart=[f"{mark}"], uploaded_by=cast.jaulin,
    )  # fmt: skip
    PatientColumns.objects.create(columns={"last_name": f"{mark}-colonne"})
    PatientSettings.objects.create(agenda_elsewhere=f"{mark}-agenda", points={f"{mark}": 1})
    cast.patient = _patient(cast, mark, at)
    PatientStep.objects.create(
        patient=cast.patient, after="waiting", at=at, by=cast.jaulin, reason=f"{mark}-raison"
    )
    _appointments(cast, mark, at)
    _calls(cast, mark, at)
    _care(cast, mark, at)
    _desk(cast, mark, at)
    keys.sealing_key()
    IntakeCount.objects.create(on=cast.day, wave=1, waiting=12)
    Purge.objects.create(at=at, counts={f"{mark}": 1})
    Access.objects.create(
        at=at, by=cast.jaulin, verb="read", kind="patients.patient", subjects=[cast.patient.pk],
        screen=f"{mark}-page", address="192.0.2.1",
    )  # fmt: skip


def _list(cast: SimpleNamespace, mark: str) -> bytes:
    """A list that waits to be written."""
    found = open_list(f"Nom;Prénom;Né(e) le\n{mark}-Ligne;Anne;01/02/1950\n".encode(), file_name="liste.csv")
    checker = Checker(columns=found.columns, delimiter=found.delimiter, today=cast.day, former_list=True)
    return reduce(found, checker=checker)[0]


def _patient(cast: SimpleNamespace, mark: str, at: datetime) -> Patient:
    return Patient.objects.create(
        last_name=f"{mark}-Nom", birth_name=f"{mark}-Naissance", first_name=f"{mark}-Prénom",
        birth_on=date(1948, 3, 12), phone="+33612345678", phone_typed=f"{mark} 06 12 34 56 78",
        second_phone_typed=f"{mark} 02 51 00 00 12", address=f"{mark} rue des Tilleuls", postcode="85430",
        commune=f"{mark}-Commune", called_by=f"{mark}-fille", remark=f"{mark}-remarque",
        file_number=f"{mark}-dossier", criteria=["ald"], wave=2, wave_reason=f"{mark}-raison",
        stepped_at=at, entered_at=at, entered_by=cast.jaulin, patient_import=cast.patient_import,
        last_contact_on=at.date(), identity=f"{mark.lower()} nom", search_key=f" {mark.lower()} nom 12031948",
    )  # fmt: skip


def _appointments(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    starts_at = in_paris(cast.day, time(9))
    cast.appointment = Appointment.objects.create(
        patient=cast.patient, practitioner=cast.fradin, presence=cast.presence, kind="first",
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30), note=f"{mark}-note",
        reason=f"{mark}-raison", booked_at=at, booked_by=cast.jaulin,
    )  # fmt: skip


def _calls(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    cast.wave_opening = WaveOpening.objects.create(wave=1, opened_at=at, opened_by=cast.texier)
    cast.call_back = CallBack.objects.create(
        patient=cast.patient, name=f"{mark}-Appelant", phone_typed=f"{mark} 06", reason="renewal",
        note=f"{mark}-note", appointment=cast.appointment, asked_at=at, asked_by=cast.jaulin,
        result=f"{mark}-résultat",
    )  # fmt: skip
    CallAttempt.objects.create(
        patient=cast.patient, call_back=cast.call_back, at=at, by=cast.jaulin, outcome="no_answer",
        note=f"{mark}-note",
    )  # fmt: skip


def _care(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    cast.declaration = Declaration.objects.create(
        patient=cast.patient, doctor=cast.texier, declared_on=cast.day, informed_at=at, written_at=at,
        end_reason=f"{mark}-raison",
    )  # fmt: skip
    cast.record_request = RecordRequest.objects.create(
        patient=cast.patient, holder=f"{mark}-détenteur", asked_on=cast.day, reason=f"{mark}-raison",
        changed_at=at,
    )  # fmt: skip
    cast.orientation = Orientation.objects.create(
        patient=cast.patient, motive="heavy", elsewhere=f"{mark}-ailleurs", on=cast.day, written_at=at
    )
    cast.care_team_member = CareTeamMember.objects.create(
        patient=cast.patient, membership=cast.naulleau, added_at=at, added_by=cast.texier
    )
    cast.referral = Referral.objects.create(
        patient=cast.patient, motive=f"{mark}-motif", asked_at=at, asked_by=cast.texier
    )
    cast.session = ReferralSession.objects.create(referral=cast.referral, on=cast.day, said_at=at)


def _desk(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    cast.checklist = ChecklistTemplate.objects.create(
        kind="opening", version=1, items=[{"key": f"{mark}", "label": f"{mark}-point"}], published_at=at
    )
    cast.checklist_run = ChecklistRun.objects.create(
        template=cast.checklist, kind="opening", on=cast.day, begun_at=at
    )
    cast.checklist_tick = ChecklistTick.objects.create(run=cast.checklist_run, item=mark, at=at)
    cast.house_rules = HouseRules.objects.create(version=1, body=f"{mark}-texte", published_at=at)
    HouseRulesReading.objects.create(rules=cast.house_rules, membership=cast.texier, at=at)
    cast.directory_entry = DirectoryEntry.objects.create(
        kind="doctor", name=f"{mark}-médecin", phone="15", hours=f"{mark}-heures", note=f"{mark}-note"
    )
    cast.protocol = TriageProtocol.objects.create(
        title=f"{mark}-protocole", body=f"{mark}-conduite", written_at=at, written_by=cast.texier
    )
