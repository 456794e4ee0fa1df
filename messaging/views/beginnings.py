"""A new conversation: with somebody, about a patient, an opinion asked, a channel."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.traces import LISTED, trace
from messaging.actions.attachments import take_posted
from messaging.actions.channels import open_channel
from messaging.actions.conversations import ask_expertise, open_direct, open_patient_thread
from messaging.forms.attachments import FILES, drafts_asked, uuid_or_none
from messaging.models import Audience, Specialty
from messaging.permissions import (
    about_patients,
    opens_channels,
    require_about_patients,
    require_channels,
    require_direct,
)
from messaging.queries.attachments import drafts_of
from messaging.queries.beginnings import beginnings, patients_to_ask_about
from messaging.queries.conversations import CHANNELS
from messaging.queries.people import may_be_written_to
from messaging.views.conversations import key_of
from patients.models import Patient
from patients.permissions import visible_patients


@require_safe
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    require_direct(request.member.membership)
    return show(request)


@require_POST
def direct(request: HttpRequest, slug: str) -> HttpResponse:
    """`members`: to whom, one or several."""
    by = request.member.membership
    require_direct(by)
    try:
        talk = open_direct(others=chosen(request), by=by, at=timezone.now())
    except Refused as refused:
        return show(request, refusal=refused, status=422)
    return redirect("messaging:thread", slug, talk.pk)


@require_POST
def patient_thread(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The thread of a patient whom one follows, made at the first need."""
    by = request.member.membership
    require_about_patients(by)
    patient = get_object_or_404(visible_patients(by), pk=pk)
    thread = open_patient_thread(patient=patient, by=by, at=timezone.now())
    return redirect("messaging:thread", slug, thread.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def expertise(request: HttpRequest, slug: str) -> HttpResponse:
    """A question to a colleague; `?patient=` when it comes from their page."""
    by, typed = request.member.membership, request.POST
    require_about_patients(by)
    refusal, drafts = None, drafts_asked(typed)
    if request.method == "POST":
        try:
            patient = chosen_patient(request)
            if files := request.FILES.getlist(FILES):
                drafts = take_posted(files=files, drafts=drafts, by=by, at=timezone.now())
            asked = ask_expertise(
                patient=patient,
                specialty=typed.get("specialty", ""),
                question=typed.get("text", ""),
                others=chosen(request),
                drafts=drafts,
                client_key=key_of(request),
                by=by,
                at=timezone.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("messaging:thread", slug, asked.pk)
    named = uuid_or_none(request.GET.get("patient") or typed.get("patient", ""))
    patients = patients_to_ask_about(request.member, named)
    trace(LISTED, patients, by=by, request=request)
    context = {
        "patients": patients,
        "chosen_patient": str(named or ""),
        "people": beginnings(request.member, today_in_paris()).experts,
        "specialties": Specialty.choices,
        "typed": {"text": "", "specialty": ""} | typed.dict(),
        "members": typed.getlist("members"),
        "drafts": drafts_of(drafts, by) if drafts else (),
        "refusal": refusal,
        "client_key": key_of(request) if refusal else uuid4(),
    }
    return render(request, "messaging/expertise_form.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, slug: str) -> HttpResponse:
    """A channel more, for some roles of the practice, or of the network."""
    by, typed = request.member.membership, request.POST
    require_channels(by)
    refusal = None
    if request.method == "POST":
        try:
            if typed.get("audience") not in Audience.values:
                raise Refused("Choisissez qui lit ce canal.", field="audience")
            opened = open_channel(
                title=typed.get("title", ""),
                audience=typed["audience"],
                network="network" in typed,
                by=by,
                at=timezone.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("messaging:thread", slug, opened.pk)
    context = {
        "audiences": [(audience.value, label) for audience, label in CHANNELS.items()],
        "in_network": request.member.cabinet.network_id is not None,
        "typed": {"title": "", "audience": "team", "network": ""} | typed.dict(),
        "refusal": refusal,
    }
    return render(request, "messaging/channel_form.html", context, status=422 if refusal else 200)


def show(request: HttpRequest, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    by = request.member.membership
    page = beginnings(request.member, today_in_paris())
    trace(LISTED, page.followed, by=by, request=request)
    context: dict[str, Any] = {
        "page": page,
        "about_patients": about_patients(by),
        "opens_channels": opens_channels(by),
        "members": request.POST.getlist("members"),
        "refusal": refusal,
    }
    return render(request, "messaging/begin.html", context, status=status)


def chosen(request: HttpRequest) -> Sequence[Membership]:
    wanted = [found for typed in request.POST.getlist("members") if (found := uuid_or_none(typed))]
    return list(may_be_written_to(today_in_paris()).filter(pk__in=wanted))


def chosen_patient(request: HttpRequest) -> Patient:
    pk = uuid_or_none(request.POST.get("patient", ""))
    patient = visible_patients(request.member.membership).filter(pk=pk).first() if pk else None
    if patient is None:
        raise Refused("Choisissez un patient dans la liste.", field="patient")
    return patient
