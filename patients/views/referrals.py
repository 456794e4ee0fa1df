"""`/c/<slug>/asalee/`: what is addressed to the nurse; her sessions; how it ended."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.models import Role
from cabinet.text import clock, full_day
from cabinet.traces import LISTED, READ, trace
from patients.actions.agenda_refusals import AgendaElsewhere, SlotTaken, StateRefused
from patients.actions.referrals import (
    ReferralConflict,
    acknowledge_referral,
    cancel_session,
    close_referral,
    plan_session,
    refer_patient,
    require_caregiver,
    require_nurse,
    say_session,
)
from patients.forms.care import CareForm, ClosingForm, ReferralForm, SessionForm
from patients.models import ReferralSession
from patients.permissions import require_referrals
from patients.queries.referrals import (
    ReferralLine,
    hours_of_nurse,
    motives_offered,
    referral_of,
    referrals_page,
)
from patients.sections import sections
from patients.views.answers import refusal_status
from patients.views.care_forms import Asked, back_to, patient_of, show_form

CONFLICTS = (ReferralConflict, AgendaElsewhere, SlotTaken, StateRefused)


@require_safe
def referrals(request: HttpRequest, slug: str) -> HttpResponse:
    by = request.member.membership
    require_referrals(by)
    page = referrals_page(by, timezone.now())
    trace(LISTED, page.patients, by=by, request=request)
    tabs = sections(request.member, "patients:referrals")
    context = {"page": page, "tabs": tabs, "hers": by.role == Role.INFIRMIERE_ASALEE}
    return render(request, "patients/referrals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    patient, by = patient_of(request, pk), request.member.membership
    require_caregiver(by)
    form = ReferralForm(request.POST or None, motives=motives_offered())
    asked = Asked("Adresser à l’infirmière ASALÉE", "Adresser", patient)
    if request.method != "POST":
        return show_form(request, form, asked)
    if form.is_valid():
        try:
            refer_patient(patient=patient, **form.cleaned_data, by=by, at=timezone.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return back_to(request, patient, f"{patient.display_name} est adressé à l’infirmière ASALÉE.")
    return show_form(request, form, asked, status=422)


@require_safe
def referral(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return show(request, pk)


@require_POST
def session_plan(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    line = asked_line(request, pk, hers=True)
    form = SessionForm(request.POST, days=hours_of_nurse(request.member.membership, timezone.now()))
    if not form.is_valid():
        return show(request, pk, session_form=form, status=422)
    try:
        session = plan_session(
            referral=line.referral, **form.when, by=request.member.membership, at=timezone.now()
        )
    except Refused as refused:
        form.refuse(refused)
        return show(request, pk, session_form=form, status=status_of(refused))
    hour = f", {clock(session.appointment.starts_at)}" if session.appointment else ""
    messages.success(request, f"Séance prévue le {full_day(session.on)}{hour}.")
    return redirect("patients:referral", slug, pk)


@require_POST
def session_say(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`state`: held, missed; or cancelled, which takes it away."""
    session = ReferralSession.objects.select_related("referral").filter(pk=pk).first()
    if session is None:
        require_nurse(request.member.membership)
        raise Http404
    asked_line(request, session.referral_id, hers=True)
    by, at, state = request.member.membership, timezone.now(), request.POST.get("state", "")
    try:
        if state == "cancelled":
            cancel_session(session=session, by=by, at=at)
        else:
            say_session(session=session, state=state, by=by, at=at)
    except Refused as refused:
        return show(request, session.referral_id, refusal=refused, status=status_of(refused))
    return redirect("patients:referral", slug, session.referral_id)


@require_POST
def referral_close(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    line, form = asked_line(request, pk, hers=True), ClosingForm(request.POST)
    if not form.is_valid():
        return show(request, pk, closing_form=form, status=422)
    by, at = request.member.membership, timezone.now()
    try:
        close_referral(referral=line.referral, **form.cleaned_data, by=by, at=at)
    except Refused as refused:
        form.refuse(refused)
        return show(request, pk, closing_form=form, status=status_of(refused))
    doctor = line.referral.asked_by.display_name
    messages.success(request, f"C’est clos. {doctor} le lira.")
    return redirect("patients:referrals", slug)


@require_POST
def referral_reading(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The doctor who asked has read how it ended."""
    line = asked_line(request, pk)
    try:
        acknowledge_referral(referral=line.referral, by=request.member.membership, at=timezone.now())
    except Refused as refused:
        return show(request, pk, refusal=refused, status=409)
    messages.success(request, "C’est lu.")
    return redirect("patients:referral", slug, pk)


def show(
    request: HttpRequest,
    pk: UUID,
    *,
    session_form: CareForm | None = None,
    closing_form: CareForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    line, by = asked_line(request, pk), request.member.membership
    trace(READ, [line.referral.patient], by=by, request=request)
    days = hours_of_nurse(by, timezone.now()) if by.role == Role.INFIRMIERE_ASALEE else []
    context = {
        "line": line,
        "patient": line.referral.patient,
        "hers": by.role == Role.INFIRMIERE_ASALEE,
        "asked": by.pk == line.referral.asked_by_id,
        "session_form": session_form or SessionForm(days=days),
        "closing_form": closing_form or ClosingForm(),
        "refusal": refusal,
    }
    return render(request, "patients/referral.html", context, status=status)


def asked_line(request: HttpRequest, pk: UUID, *, hers: bool = False) -> ReferralLine:
    require_referrals(request.member.membership)
    if hers:
        require_nurse(request.member.membership)
    line = referral_of(request.member.membership, pk, timezone.now())
    if line is None:
        raise Http404
    return line


def status_of(refused: Refused) -> int:
    return refusal_status(refused, conflicts=CONFLICTS)
