"""`/c/<slug>/rendez-vous/`: the agenda of a day, one appointment, and what becomes of it."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS, today_in_paris
from cabinet.models import Membership
from cabinet.traces import LISTED, READ, trace
from patients.actions.agenda_refusals import AppointmentRefused
from patients.actions.attendance import say_state, take_back
from patients.forms.appointments import StateForm, UndoForm
from patients.models import Appointment, PatientSettings
from patients.permissions import handles_appointment, keeps_appointments, reads_agenda, require_agenda
from patients.queries.agenda import appointment_rows, day_agenda, line_of
from patients.rules.appointment_states import STATE_LABELS, may_follow
from patients.views import answers
from planning.rules.calendar_weeks import monday_of

#: First consultations are opened in another agenda as far ahead as days are usually taken.
WEEKS_TO_OPEN = 5
FIELDS = {"version": "La page est trop ancienne\u202f: rechargez-la.", "state": "Dites ce qui se passe."}


@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    return agenda(request, slug, today_in_paris())


@require_safe
def agenda(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    by = request.member.membership
    require_agenda(by)
    settings = PatientSettings.current()
    if not settings.appointments_here:
        return elsewhere(request, settings)
    day = day_agenda(by.cabinet, on, at=timezone.now(), only=own_only(by), settings=settings)
    trace(LISTED, day.patients, by=by, request=request)
    context = {
        "agenda": day,
        "handles": True,
        "today": today_in_paris(),
        "previous": on - timedelta(days=1),
        "next": on + timedelta(days=1),
        "firsts_url": reverse("patients:first-slots", args=[slug]),
        "print_url": reverse("patients:day-sheet", args=[slug, on]),
    }
    part = request.htmx and request.htmx.target == "agenda"
    template = "patients/agenda/day.html#hours" if part else "patients/agenda/day.html"
    return render(request, template, context)


@require_safe
def appointment(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return show_appointment(request, found(request, pk))


@require_POST
def say(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    asked, form = found(request, pk), StateForm(request.POST)
    if not form.is_valid():
        field = next(iter(form.errors))
        return show_appointment(request, asked, refusal=AppointmentRefused(FIELDS[field]), status=422)
    try:
        said = say_state(
            appointment=asked, state=form.wanted, version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"], by=request.member.membership, at=timezone.now(),
        )  # fmt: skip
    except AppointmentRefused as refusal:
        return show_appointment(request, asked, refusal=refusal, status=422)
    except Refused as refusal:
        return show_appointment(request, found(request, pk), refusal=refusal, status=409)
    return done(request, said, f"{said.patient.display_name}\u202f: {STATE_LABELS[said.state]}.")


@require_POST
def undo(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    asked, form = found(request, pk), UndoForm(request.POST)
    if not form.is_valid():
        return show_appointment(request, asked, refusal=AppointmentRefused(FIELDS["version"]), status=422)
    try:
        said = take_back(
            appointment=asked, version=form.cleaned_data["version"], by=request.member.membership,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return show_appointment(request, found(request, pk), refusal=refusal, status=409)
    return done(request, said, f"{said.patient.display_name}\u202f: de nouveau {STATE_LABELS[said.state]}.")


def found(request: HttpRequest, pk: UUID) -> Appointment:
    """One that this member may read: any for who keeps the agenda, her own for the ASALÉE nurse."""
    by = request.member.membership
    if not reads_agenda(by):
        raise PermissionDenied("Votre rôle ne permet pas de lire l’agenda.")
    rows = appointment_rows()
    if not keeps_appointments(by):
        rows = rows.filter(practitioner=by)
    return get_object_or_404(rows, pk=pk)


def own_only(by: Membership) -> Membership | None:
    return None if keeps_appointments(by) else by


def show_appointment(
    request: HttpRequest, one: Appointment, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The sheet of an appointment as it is now; `refusal` above it, with what stands and what was asked."""
    by, line = request.member.membership, line_of(one, timezone.now())
    trace(READ, [one.patient], by=by, request=request)
    here = PatientSettings.current().appointments_here
    context = {
        "line": line,
        "on": one.starts_at.astimezone(PARIS).date(),
        "handles": here and handles_appointment(by, one),
        "moves": may_follow(one.state, "moved"),
        "cancels": may_follow(one.state, "cancelled"),
        "successor": one.moved_to,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    if not request.htmx:
        return render(request, "patients/agenda/appointment.html", context, status=status)
    response = render(request, "patients/agenda/appointment.html#sheet", context, status=status)
    return reswap(retarget(response, "#sheet"), "innerHTML")


def done(request: HttpRequest, one: Appointment, said: str) -> HttpResponse:
    """With htmx the lists that show it are read again and the sheet closes; else back to its day."""
    on = one.starts_at.astimezone(PARIS).date()
    return answers.done(request, said, to="patients:agenda", args=(on,), kinds="appointment call")


def elsewhere(request: HttpRequest, settings: PatientSettings) -> HttpResponse:
    """The practice keeps its appointments in another agenda: the page says which, and what to open there."""
    mondays = [monday_of(today_in_paris()) + timedelta(weeks=n) for n in range(WEEKS_TO_OPEN)]
    context = {"name": settings.agenda_elsewhere, "mondays": mondays}
    return render(request, "patients/agenda/elsewhere.html", context)
