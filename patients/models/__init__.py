from patients.models.appointment import (
    COMING,
    HOLDING,
    Appointment,
    AppointmentKind,
    AppointmentState,
)
from patients.models.asalee import Referral, ReferralSession, ReferralState, SessionState
from patients.models.care import (
    CareTeamMember,
    Declaration,
    Orientation,
    OrientationMotive,
    RecordRequest,
    RecordState,
)
from patients.models.counts import IntakeCount, Purge
from patients.models.desk import (
    ChecklistRun,
    ChecklistTemplate,
    ChecklistTick,
    DirectoryEntry,
    DirectoryKind,
    HouseRules,
    HouseRulesReading,
    ListKind,
    TriageProtocol,
)
from patients.models.imports import PatientColumns, PatientImport
from patients.models.intake import CallAttempt, CallBack, WaveOpening
from patients.models.patient import Patient, PatientStep
from patients.models.settings import PatientSettings
from patients.models.words import WAITING_STEPS, CallReason, Criterion, Outcome, Step

__all__ = [
    "COMING",
    "HOLDING",
    "WAITING_STEPS",
    "Appointment",
    "AppointmentKind",
    "AppointmentState",
    "CallAttempt",
    "CallBack",
    "CallReason",
    "CareTeamMember",
    "ChecklistRun",
    "ChecklistTemplate",
    "ChecklistTick",
    "Criterion",
    "Declaration",
    "DirectoryEntry",
    "DirectoryKind",
    "HouseRules",
    "HouseRulesReading",
    "IntakeCount",
    "ListKind",
    "Orientation",
    "OrientationMotive",
    "Outcome",
    "Patient",
    "PatientColumns",
    "PatientImport",
    "PatientSettings",
    "PatientStep",
    "Purge",
    "RecordRequest",
    "RecordState",
    "Referral",
    "ReferralSession",
    "ReferralState",
    "SessionState",
    "Step",
    "TriageProtocol",
    "WaveOpening",
]
