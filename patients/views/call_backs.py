"""`/c/<slug>/rappels/`: the calls to return, each as a sheet with its outcomes under the hand."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.traces import LISTED, READ, trace
from patients.actions.call_backs import (
    AlreadyAsked,
    Asked,
    CallIsDone,
    InOtherHands,
    ask_call_back,
    asked_hour,
    call_patient,
    finish_call,
    let_go,
    note_attempt,
    postpone_call,
    take_call,
)
from patients.forms.call_backs import CallBackForm, hours_offered
from patients.models import CallBack, Outcome, Patient
from patients.permissions import require_appointments, sees_files, visible_patients
from patients.queries.call_backs import call_of, calls_page
from patients.views.answers import done, refusal_status

#: The kinds of events that a call tells.
HEARD = "call patient"
#: The key of each outcome, printed on its button.
KEYS = {
    Outcome.REACHED: "j",
    Outcome.NO_ANSWER: "p",
    Outcome.LEFT_MESSAGE: "m",
    Outcome.CALL_LATER: "t",
    Outcome.WRONG_NUMBER: "f",
}


@require_safe
def call_backs(request: HttpRequest, slug: str) -> HttpResponse:
    require_appointments(request.member.membership)
    page = calls_page(request.member.membership, timezone.now())
    trace(LISTED, page.patients, by=request.member.membership, request=request)
    return render(request, "patients/call_backs.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def call_back_new(request: HttpRequest, slug: str) -> HttpResponse:
    """For a known patient (`?patient=`), or for a name and a number."""
    by, at = request.member.membership, timezone.now()
    require_appointments(by)
    patient = named_patient(request)
    form = CallBackForm(request.POST or None, at=at, patient=patient)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                later = asked_hour(values.pop("later"), at=at)
                asked = Asked(patient=patient, not_before_at=later, **values)
                row = ask_call_back(asked=asked, by=by, at=at)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
                status = 409 if isinstance(refused, AlreadyAsked) else 422
            else:
                name = patient.display_name if patient else row.name
                return done(
                    request,
                    f"{name} est sur la liste des rappels.",
                    to="patients:call-backs",
                    kinds=HEARD,
                )
    trace(READ, [patient] if patient else [], by=by, request=request)
    template = "patients/call_back_form.html"
    context = {"form": form, "patient": patient}
    return render(request, f"{template}#sheet" if request.htmx else template, context, status=status)


@require_safe
def call(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_appointments(request.member.membership)
    return show(request, pk)


@require_POST
def taking(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """« J’appelle »: the sheet then offers the outcomes."""
    row, by = found(request, pk), request.member.membership
    try:
        take_call(call_back=row, by=by, at=timezone.now(), anyway="anyway" in request.POST)
    except Refused as refused:
        return show(request, pk, refusal=refused)
    return show(request, pk)


@require_POST
def patient_call(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """« Appeler » somebody of the waiting list."""
    by = request.member.membership
    require_appointments(by)
    patient = get_object_or_404(visible_patients(by), pk=pk)
    at = timezone.now()
    try:
        row = call_patient(patient=patient, by=by, at=at)
    except InOtherHands as refused:
        held = CallBack.objects.filter(patient=patient, done_at=None, taken_at__isnull=False)
        return show(request, held.order_by("-taken_at").values_list("pk", flat=True)[0], refusal=refused)
    return show(request, row.pk)


@require_POST
def release(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    row = found(request, pk)
    let_go(call_back=row, by=request.member.membership, at=timezone.now())
    return done(request, "", to="patients:call-backs", kinds=HEARD)


@require_POST
def attempt(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    row, by, at = found(request, pk), request.member.membership, timezone.now()
    outcome = request.POST.get("outcome", "")
    try:
        if outcome not in Outcome.values:
            raise Refused("Dites ce que l’appel a donné.", field="outcome")
        later = asked_hour(request.POST.get("later", ""), at=at)
        note = request.POST.get("note", "")[:120]
        note_attempt(call_back=row, outcome=outcome, note=note, later=later, by=by, at=at)
    except Refused as refused:
        return show(request, pk, refusal=refused)
    return done(
        request,
        f"C’est noté\u202f: {Outcome(outcome).label}.",
        to="patients:call-backs",
        kinds=HEARD,
    )


@require_POST
def finish(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    row, by = found(request, pk), request.member.membership
    finish_call(call_back=row, result=request.POST.get("note", "")[:120], by=by, at=timezone.now())
    return done(request, "C’est réglé.", to="patients:call-backs", kinds=HEARD)


@require_POST
def postpone(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    row, by, at = found(request, pk), request.member.membership, timezone.now()
    try:
        later = asked_hour(request.POST.get("later", ""), at=at)
        if later is None:
            raise Refused("Choisissez une heure à venir.", field="later")
        postpone_call(call_back=row, later=later, by=by, at=at)
    except Refused as refused:
        return show(request, pk, refusal=refused)
    return done(request, "C’est noté\u202f: à rappeler plus tard.", to="patients:call-backs", kinds=HEARD)


def found(request: HttpRequest, pk: UUID) -> CallBack:
    require_appointments(request.member.membership)
    return get_object_or_404(CallBack, pk=pk)


def named_patient(request: HttpRequest) -> Patient | None:
    asked = request.GET.get("patient") or request.POST.get("patient")
    if not asked:
        return None
    try:
        return get_object_or_404(visible_patients(request.member.membership), pk=UUID(asked))
    except ValueError:
        raise Http404 from None


def show(request: HttpRequest, pk: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    """The sheet of a call as it stands now; a refusal is said above, and what was typed is kept."""
    by, at = request.member.membership, timezone.now()
    line = call_of(pk, by, at)
    if line is None:
        raise Http404
    trace(READ, [line.patient] if line.patient else [], by=by, request=request)
    context = {
        "line": line,
        "refusal": refusal,
        "held": isinstance(refusal, InOtherHands),
        "hours": hours_offered(at),
        "outcomes": [(outcome.value, outcome.label, key) for outcome, key in KEYS.items()],
        "typed": {"note": "", "later": ""} | request.POST.dict(),
        "opens_file": line.patient is not None,
        "sees_files": sees_files(by),
        "address": reverse("patients:call", args=[request.member.cabinet.slug, pk]),
    }
    status = refusal_status(refusal, conflicts=(InOtherHands, CallIsDone)) if refusal else 200
    template = "patients/call.html"
    return render(request, f"{template}#sheet" if request.htmx else template, context, status=status)
