"""One message: its history, its correction, its urgency and who takes it in hand."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.traces import READ, trace
from messaging.actions.refusals import MessageRefused
from messaging.actions.send import edit_message
from messaging.actions.urgent import acknowledge, flag_urgent
from messaging.models import Message, MessageRevision
from messaging.queries.conversations import title_of
from messaging.queries.thread import one_bubble
from messaging.views.conversations import BY_SCRIPT
from messaging.views.opened import opened_message


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Its history and the form of its correction, as a sheet or as a page; POST corrects it."""
    if request.method != "POST":
        return show(request, pk)
    with opened_message(request.member, pk) as (found, _):
        try:
            edit_message(
                message=found,
                text=request.POST.get("text", ""),
                by=request.member.membership,
                at=timezone.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            refusal = None
    if refusal is not None:
        status = 422 if isinstance(refusal, MessageRefused) else 409
        return show(request, pk, typed=request.POST.get("text", ""), refusal=refusal, status=status)
    return back_to(request, found)


@require_safe
def bubble(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The message alone, when it changed."""
    with opened_message(request.member, pk) as (found, _):
        one = one_bubble(found, found.conversation, request.member, at=timezone.now())
        trace_patient(request, found)
    return render(request, "messaging/_bubble.html", {"bubble": one})


@require_POST
def urgency(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    with opened_message(request.member, pk) as (found, _):
        try:
            flag_urgent(message=found, by=request.member.membership, at=timezone.now())
        except Refused as refused:
            refusal = refused
        else:
            return back_to(request, found)
    return show(request, pk, refusal=refusal, status=409)


@require_POST
def acknowledgement(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    with opened_message(request.member, pk) as (found, _):
        acknowledge(message=found, by=request.member.membership, at=timezone.now())
    return back_to(request, found)


def show(
    request: HttpRequest,
    pk: UUID,
    *,
    typed: str | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    with opened_message(request.member, pk) as (found, _):
        one = one_bubble(found, found.conversation, request.member, at=timezone.now())
        before = [(row.until_at, row.body) for row in MessageRevision.objects.filter(message=found)]
        title = title_of(found.conversation) if found.conversation.patient_id else ""
    read = [found.conversation, *([found.conversation.patient] if found.conversation.patient_id else [])]
    trace(READ, read, by=request.member.membership, request=request)
    context = {
        "bubble": one,
        "conversation": found.conversation_id,
        "title": title,
        "before": before,
        "typed": one.text if typed is None else typed,
        "refusal": refusal,
    }
    template = "messaging/message.html"
    return render(request, f"{template}#sheet" if request.htmx else template, context, status=status)


def trace_patient(request: HttpRequest, found: Message) -> None:
    if found.conversation.patient_id:
        trace(READ, [found.conversation.patient], by=request.member.membership, request=request)


def back_to(request: HttpRequest, found: Message) -> HttpResponse:
    """With script the page hears of it by itself; without, it is shown again at that message."""
    if BY_SCRIPT in request.headers or request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": '{"close-dialog": null}'})
    thread = reverse("messaging:thread", args=[request.member.cabinet.slug, found.conversation_id])
    return redirect(f"{thread}#m{found.number}")
