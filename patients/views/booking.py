"""Give an appointment, or move one: from a patient's file, from a free hour, or from what the phone says."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS, today_in_paris
from cabinet.models import Membership
from cabinet.questions import PARAMETER, only_asks, open_question, seal_question
from cabinet.text import instant
from cabinet.traces import FOUND, READ, trace
from patients.actions.agenda_refusals import AppointmentRefused, FirstsAreFull
from patients.actions.appointments import book_appointment, move_appointment
from patients.forms.appointments import BookForm, MoveForm, PlaceForm
from patients.models import Appointment, AppointmentKind, Patient, PatientSettings, Step
from patients.permissions import keeps_appointments, require_agenda, visible_patients
from patients.queries.found import find_patients
from patients.queries.free_slots import sees
from patients.queries.slot_choice import SlotChoice, read_slot, slot_choice, slot_value
from patients.views.agenda import done, elsewhere, found

TAKEN_IN = (Step.SEEN, Step.FOLLOWED)
LONGEST_TYPED = 80


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    by = request.member.membership
    require_agenda(by)
    settings = PatientSettings.current()
    if not settings.appointments_here:
        return elsewhere(request, settings)
    asked = request.POST if request.method == "POST" else request.GET
    patient = patient_asked(by, asked.get("patient", ""))
    if patient is None:
        return choose_patient(request)
    kind = kind_asked(request, by, patient, asked.get("kind") or asked.get("type", ""))
    choice = choice_for(request, kind, settings)
    if request.method != "POST" or "jour" in request.POST:
        form = BookForm(choice=choice, initial=initial(request, kind, choice))
        return show_book(request, patient, choice, form)
    form = BookForm(request.POST, choice=choice)
    if not form.is_valid():
        return show_book(request, patient, choice, form, status=422)
    practitioner_pk, starts_at = form.place
    try:
        made = book_appointment(
            patient=patient, practitioner=practitioner_of(practitioner_pk), kind=form.cleaned_data["kind"],
            starts_at=starts_at, note=form.cleaned_data["note"], beyond=form.cleaned_data["beyond"], by=by,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        choice, status = refused(request, form, refusal, kind, settings)
        return show_book(request, patient, choice, form, refusal=refusal, status=status)
    return done(request, made, f"{patient.display_name}\u202f: {place_said(made)}.")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    by, one = request.member.membership, found(request, pk)
    settings = PatientSettings.current()
    if not settings.appointments_here:
        return elsewhere(request, settings)
    choice = choice_for(request, one.kind, settings, leaving=one)
    if request.method != "POST" or "jour" in request.POST:
        start = {"version": one.version, "slot": choice.usual}
        return show_move(request, one, choice, MoveForm(choice=choice, initial=start))
    form = MoveForm(request.POST, choice=choice)
    if not form.is_valid():
        return show_move(request, one, choice, form, status=422)
    practitioner_pk, starts_at = form.place
    try:
        made = move_appointment(
            appointment=one, practitioner=practitioner_of(practitioner_pk), starts_at=starts_at,
            version=form.cleaned_data["version"], reason=form.cleaned_data["reason"],
            beyond=form.cleaned_data["beyond"], by=by, at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        choice, status = refused(request, form, refusal, one.kind, settings, leaving=one)
        return show_move(request, found(request, pk), choice, form, refusal=refusal, status=status)
    return done(request, made, f"{one.patient.display_name}\u202f: déplacé, {place_said(made)}.")


def refused(
    request: HttpRequest,
    form: PlaceForm,
    refusal: Refused,
    kind: str,
    settings: PatientSettings,
    *,
    leaving: Appointment | None = None,
) -> tuple[SlotChoice, int]:
    """What is free at this very moment, in the form that was typed; and the status."""
    choice = choice_for(request, kind, settings, leaving=leaving)
    form.offer(choice)
    if isinstance(refusal, AppointmentRefused):
        form.add_error(refusal.field if refusal.field in form.fields else "slot", refusal.sentence)
        return choice, 422
    return choice, 409


def place_said(one: Appointment) -> str:
    return f"{instant(one.starts_at)}, {one.practitioner.display_name}"


@only_asks
@require_POST
def book_for_whom(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody is looked for, the hour being kept; without script the question is sealed in the address."""
    require_agenda(request.member.membership)
    typed = request.POST.get("qui", "")[:LONGEST_TYPED].strip()
    kept = request.POST.copy()
    for name in ("qui", "csrfmiddlewaretoken"):
        kept.pop(name, None)
    if request.htmx:
        context = choice_of_people(request, typed, kept)
        return render(request, "patients/agenda/choose_patient.html#people", context)
    kept[PARAMETER] = seal_question(typed, by=request.member)
    return redirect(f"{reverse('patients:book', args=[slug])}?{kept.urlencode()}")


def choose_patient(request: HttpRequest) -> HttpResponse:
    """Who it is for: by name, birth date or telephone, the hour being kept in the address."""
    kept = request.GET.copy()
    sealed = kept.pop(PARAMETER, [""])[-1]
    context = choice_of_people(request, open_question(sealed, by=request.member), kept)
    status = 422 if request.method == "POST" else 200
    return as_sheet(request, "patients/agenda/choose_patient.html", context, status)


def choice_of_people(request: HttpRequest, typed: str, kept: QueryDict) -> dict:
    """Those who answer to what was typed, and the hour as a query and field by field."""
    by = request.member.membership
    people = find_patients(by, typed)
    trace(FOUND, people, by=by, request=request)
    return {"typed": typed, "people": people, "kept": kept.urlencode(), "held": kept.items()}


def show_book(
    request: HttpRequest, patient: Patient, choice: SlotChoice, form: BookForm, *,
    refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    trace(READ, [patient], by=request.member.membership, request=request)
    context = {"patient": patient, "choice": choice, "form": form, "refusal": refusal,
               "insists": isinstance(refusal, FirstsAreFull)}  # fmt: skip
    return as_sheet(request, "patients/agenda/book.html", context, status)


def show_move(
    request: HttpRequest, one: Appointment, choice: SlotChoice, form: MoveForm, *,
    refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    trace(READ, [one.patient], by=request.member.membership, request=request)
    context = {"one": one, "choice": choice, "form": form, "refusal": refusal,
               "insists": isinstance(refusal, FirstsAreFull)}  # fmt: skip
    return as_sheet(request, "patients/agenda/move.html", context, status)


def as_sheet(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    if not request.htmx:
        return render(request, template, context, status=status)
    response = render(request, f"{template}#sheet", context, status=status)
    return reswap(retarget(response, "#sheet"), "innerHTML")


def choice_for(
    request: HttpRequest, kind: str, settings: PatientSettings, *, leaving: Appointment | None = None
) -> SlotChoice:
    asked = request.POST if request.method == "POST" else request.GET
    hour = hour_asked(request)
    usual = read_slot(hour)[1].date() if hour else today_in_paris()
    first = day_asked(asked.get("jour", "")) or usual
    return slot_choice(
        request.member.cabinet, kind, first=max(first, today_in_paris()), at=timezone.now(),
        settings=settings, hour=hour, without=[leaving.pk] if leaving else (),
        practitioner=None if keeps_appointments(request.member.membership) else request.member.membership.pk,
    )  # fmt: skip


def initial(request: HttpRequest, kind: str, choice: SlotChoice) -> dict:
    hour, note = hour_asked(request), request.POST.get("note", "")
    return {"kind": kind, "slot": hour if hour and choice.holds(hour) else choice.usual, "note": note}


def hour_asked(request: HttpRequest) -> str:
    """The hour of the « + libre » that was pressed, as the form writes it; empty for none."""
    return slot_text(request.GET.get("praticien", ""), request.GET.get("debut", ""))


def slot_text(practitioner: str, moment: str) -> str:
    try:
        pk, starts_at = read_slot(f"{practitioner}@{moment}")
    except ValueError:
        return ""
    return slot_value(pk, starts_at.astimezone(PARIS))


def kind_asked(request: HttpRequest, by: Membership, patient: Patient, asked: str) -> str:
    """What was asked, else what somebody usually comes for: a first consultation, then follow-ups."""
    if not keeps_appointments(by):
        return AppointmentKind.ASALEE
    if asked in AppointmentKind.values:
        return asked
    if (hour := hour_asked(request)) and not sees(practitioner_of(read_slot(hour)[0]), AppointmentKind.FIRST):
        return AppointmentKind.ASALEE
    return AppointmentKind.FOLLOW_UP if patient.step in TAKEN_IN else AppointmentKind.FIRST


def patient_asked(by: Membership, text: str) -> Patient | None:
    if not text:
        return None
    try:
        return get_object_or_404(visible_patients(by), pk=text)
    except (ValidationError, ValueError):
        return None


def practitioner_of(pk: UUID) -> Membership:
    return get_object_or_404(Membership.objects.select_related("person"), pk=pk)


def day_asked(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
