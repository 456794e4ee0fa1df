"""Around a conversation: who is in it, leaving, closing, searching, and its copy for the record."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.questions import PARAMETER, only_asks, open_question, seal_question
from cabinet.traces import EXPORTED, FOUND, READ, trace
from messaging.actions.channels import close_conversation
from messaging.actions.conversations import add_participant, leave
from messaging.actions.export import export_thread
from messaging.forms.attachments import uuid_or_none
from messaging.queries.conversations import title_of
from messaging.queries.people import may_be_written_to, people_in
from messaging.queries.search import search_messages
from messaging.thread_document import render_thread
from messaging.views.opened import opened
from planning.views.files import pdf


@only_asks
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """Words posted, then read sealed, among the messages that one may read now; `?avant=`: further back."""
    if request.method == "POST":
        asked = " ".join(request.POST.get("q", "")[:120].split())
        query = {PARAMETER: seal_question(asked, by=request.member)}
        return redirect(reverse("messaging:search", args=[slug], query=query))
    sealed = request.GET.get(PARAMETER, "")
    asked = open_question(sealed, by=request.member)
    page = search_messages(request.member, asked, before=instant_of(request.GET.get("avant", "")))
    trace(FOUND, page.patients, by=request.member.membership, request=request)
    return render(request, "messaging/search.html", {"page": page, "sealed": sealed})


@require_safe
def people(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    with opened(request.member, pk) as found:
        conversation = found.conversation
        members = list(people_in(conversation, today_in_paris()))
        by_name = conversation.kind in ("direct", "expertise")
        title = title_of(conversation) if conversation.kind != "direct" else "Message direct"
        if conversation.patient_id:
            trace(READ, [conversation.patient], by=request.member.membership, request=request)
    there = {one.pk for one in members}
    adds = by_name and conversation.closed_at is None
    others = [one for one in may_be_written_to(today_in_paris()) if one.pk not in there] if adds else []
    context = {"members": members, "others": others, "conversation": conversation.pk, "title": title,
               "by_name": by_name, "kind": conversation.kind}  # fmt: skip
    template = "messaging/people.html"
    return render(request, f"{template}#sheet" if request.htmx else template, context)


@require_POST
def participant(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`member`: one more in it."""
    by = request.member.membership
    wanted = uuid_or_none(request.POST.get("member", ""))
    with opened(request.member, pk) as found:
        member = may_be_written_to(today_in_paris()).filter(pk=wanted).first() if wanted else None
        try:
            if member is None:
                raise Refused("Choisissez quelqu’un dans la liste.", field="member")
            add_participant(conversation=found.conversation, member=member, by=by, at=timezone.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"{member.display_name} est dans la conversation.")
    return redirect("messaging:thread", slug, pk)


@require_POST
def departure(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Out of a direct message or of a tele-expertise."""
    with opened(request.member, pk) as found:
        leave(conversation=found.conversation, by=request.member.membership, at=timezone.now())
    return redirect("messaging:conversations", slug)


@require_POST
def closing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    with opened(request.member, pk) as found:
        try:
            close_conversation(
                conversation=found.conversation, by=request.member.membership, at=timezone.now()
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
    return redirect("messaging:thread", slug, pk)


@require_POST
def export(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What was said about a patient, as a PDF for their record."""
    by, at = request.member.membership, timezone.now()
    with opened(request.member, pk) as found:
        if not found.conversation.patient_id:
            raise Http404
        page = export_thread(conversation=found.conversation, by=by, at=at)
        trace(EXPORTED, [found.conversation, found.conversation.patient], by=by, request=request)
        content = render_thread(page, cabinet=by.cabinet, printed_by=by, at=at)
    return pdf(content, name=f"echanges-{at:%Y-%m-%d}.pdf")


def instant_of(typed: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return at if at.tzinfo else None
