"""Who follows whom: doctors declared, records on their way, care teams, the ASALÉE nurse's list."""

from datetime import date, datetime, timedelta
from itertools import cycle

from cabinet.models import Membership
from patients.actions.care_team import add_to_care_team
from patients.actions.declarations import declare_doctor
from patients.actions.orientations import orient_patient
from patients.actions.records import ask_record, move_record
from patients.actions.referrals import close_referral, plan_session, refer_patient, say_session
from patients.models import Declaration, Patient, PatientSettings, Step

#: What became of the records asked for: the steps after « demandé », the form, why.
RECORDS = (
    ((), "", ""),
    (("received",), "paper", ""),
    (("received", "integrated"), "digital", ""),
    ((), "", ""),
    (("impossible",), "", "le cabinet d’avant n’a pas répondu à deux lettres"),
)


def follow(
    members: dict[str, Membership], *, titulaires: tuple[str, ...], keeper: str, today: date, at: datetime
) -> int:
    """Write it once in the open practice; how many people are followed."""
    if Declaration.objects.exists():
        return 0
    by, doctors = members[keeper], cycle(members[name] for name in titulaires)
    seen = list(Patient.objects.filter(step__in=(Step.SEEN, Step.FOLLOWED)).order_by("pk"))
    for n, patient in enumerate(seen[:-2]):
        declare_doctor(
            patient=patient, doctor=next(doctors), declared_on=today - timedelta(days=3 + 5 * n), by=by,
            at=at, informed=n % 4 != 3, leaflet_given=n % 2 == 0,
        )  # fmt: skip
    _ask_for_records(seen, by=by, today=today, at=at)
    if seen:
        orient_patient(
            patient=seen[-1], motive="heavy", to_doctor=next(doctors), on=today, by=by, at=at
        )  # fmt: skip
    return len(seen)


def _ask_for_records(patients: list[Patient], *, by: Membership, today: date, at: datetime) -> None:
    for n, (patient, (way, form, reason)) in enumerate(zip(patients, RECORDS, strict=False)):
        asked_on = today - timedelta(days=40 - 6 * n)
        record = ask_record(
            patient=patient, holder="ancien cabinet de la commune", asked_on=asked_on, by=by, at=at
        )
        for days, state in enumerate(way, 1):
            on = asked_on + timedelta(days=4 * days)
            record = move_record(record=record, after=state, on=on, by=by, at=at, form=form, reason=reason)


def share(members: dict[str, Membership], *, today: date, at: datetime) -> None:
    """The nurse of the commune follows three of them; the ASALÉE nurse was sent four."""
    seen = list(Patient.objects.filter(step__in=(Step.SEEN, Step.FOLLOWED)).order_by("pk"))
    titulaire, locum, asalee = (members[name] for name in ("ulysse", "kevin", "helene"))
    if len(seen) < 4 or seen[0].care_team.exists():
        return
    for patient in seen[:3]:
        for member in (members["quentin"], titulaire):
            add_to_care_team(patient=patient, member=member, by=titulaire, at=at - timedelta(days=9))
    motives = PatientSettings.current().asalee_motives
    asked = [
        refer_patient(patient=patient, motive=motive, by=doctor, at=at - timedelta(days=20))
        for patient, motive, doctor in zip(seen, motives, cycle((titulaire, locum)), strict=False)
    ][:4]
    plan_session(referral=asked[1], on=today + timedelta(days=4), by=asalee, at=at)
    long_ago = at - timedelta(days=12)
    held = plan_session(referral=asked[2], on=long_ago.date(), by=asalee, at=long_ago)
    say_session(session=held, state="held", by=asalee, at=at)
    close_referral(referral=asked[2], ending="program_done", by=asalee, at=at - timedelta(days=2))
