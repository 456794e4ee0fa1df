"""`/c/<slug>/messages/`: the list, and a conversation; at a desk both are side by side."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.files import FileRefused
from cabinet.actions.refusals import Refused
from cabinet.traces import LISTED, READ, trace
from messaging.actions.attachments import take_posted
from messaging.actions.marks import mark_read, mute
from messaging.actions.refusals import MessageRefused
from messaging.actions.send import send_message
from messaging.forms.attachments import FILES, drafts_asked
from messaging.models import Conversation
from messaging.permissions import about_patients, opens_channels
from messaging.queries.attachments import drafts_of
from messaging.queries.conversations import Line, conversation_lines
from messaging.queries.thread import PAGE, MessagesAfter, ThreadPage, messages_after, thread_page
from messaging.rules.audience import may_write_directly
from messaging.talk_cards import unread_tally
from messaging.views.opened import opened
from patients.models import Patient

#: Asked for by the page's own script, which wants the message back and no page.
BY_SCRIPT = "Sent-By-Script"
#: No conversation has as many.
FARTHEST = 2**31 - 1


@require_safe
def conversations(request: HttpRequest, slug: str) -> HttpResponse:
    lines = conversation_lines(request.member)
    trace_patients(request, lines)
    return render(request, "messaging/conversations.html", list_context(request, lines))


@require_safe
def conversation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list alone, when something was said elsewhere."""
    lines = conversation_lines(request.member)
    trace_patients(request, lines)
    return render(request, "messaging/_list.html", list_context(request, lines))


@require_safe
def unread(request: HttpRequest, slug: str) -> HttpResponse:
    """The count of the door, alone."""
    tally = unread_tally(request.member)
    context = {f"count_{name}": value for name, value in vars(tally).items()} | {"count": tally.count()}
    return render(request, "components/nav_count.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The page; POST sends a message, from its script or from a plain form."""
    if request.method == "POST":
        return send(request, pk)
    return show(request, pk)


@require_safe
def following(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`?apres=12`: what was said since; `?avant=40`: fifty more upwards. Only the messages."""
    after, before = number(request, "apres"), number(request, "avant")
    if after is None:
        return messages_only(request, read_page(request, pk, before=before))
    with opened(request.member, pk) as found:
        page = messages_after(found.conversation, request.member, after, at=timezone.now())
    return messages_only(request, page)


@require_POST
def reading(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`number`: read up to there. Said by the page when somebody looks at it."""
    asked = request.POST.get("number", "")
    read = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    with opened(request.member, pk) as found:
        mark_read(
            conversation=found.conversation, number=read, by=request.member.membership, at=timezone.now()
        )
    return (
        HttpResponse(status=204) if BY_SCRIPT in request.headers else redirect("messaging:thread", slug, pk)
    )


@require_POST
def silence(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`muted`: no notification of this conversation any more."""
    with opened(request.member, pk) as found:
        mute(
            conversation=found.conversation,
            by=request.member.membership,
            muted=request.POST.get("muted") == "1",
        )
    return redirect("messaging:thread", slug, pk)


def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    typed, by = request.POST.get("text", ""), request.member.membership
    drafts = drafts_asked(request.POST)
    with opened(request.member, pk) as found:
        try:
            if files := request.FILES.getlist(FILES):
                drafts = take_posted(files=files, drafts=drafts, by=by, at=timezone.now())
            message = send_message(
                conversation=found.conversation,
                text=typed,
                drafts=drafts,
                client_key=key_of(request),
                urgent="urgent" in request.POST,
                by=by,
                at=timezone.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            refusal = None
            known = number(request, "apres")
            after = message.number - 1 if known is None else known
            answer = messages_after(message.conversation, request.member, after, at=timezone.now())
    refused = (MessageRefused, FileRefused)
    status = 200 if refusal is None else 422 if isinstance(refusal, refused) else 409
    if BY_SCRIPT in request.headers:
        if refusal is not None:
            return JsonResponse({"sentence": refusal.sentence}, status=status)
        return messages_only(request, answer, status=201)
    if refusal is not None:
        return show(request, pk, typed=request.POST.dict(), drafts=drafts, refusal=refusal, status=status)
    return redirect(f"{reverse('messaging:thread', args=[request.member.cabinet.slug, pk])}#fin")


def show(
    request: HttpRequest,
    pk: UUID,
    *,
    typed: dict[str, str] | None = None,
    drafts: Sequence[UUID] = (),
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The conversation between the list and its composer; `?avant=` its older messages, `?autour=` one."""
    around = number(request, "autour")
    before = number(request, "avant") if around is None else around + PAGE // 2
    page = read_page(request, pk, before=before)
    lines = conversation_lines(request.member)
    trace_patients(request, lines, spoken_of=page.patient, opened=page.conversation)
    context = list_context(request, lines) | {
        "page": page,
        "typed": {"text": "", "urgent": ""} | (typed or {}),
        "drafts": drafts_of(drafts, request.member.membership) if drafts else (),
        "refusal": refusal,
        "client_key": uuid4(),
        "now": timezone.now(),
        "sees_files": about_patients(request.member.membership),
    }
    return render(request, "messaging/thread.html", context, status=status)


def read_page(request: HttpRequest, pk: UUID, *, before: int | None = None) -> ThreadPage:
    with opened(request.member, pk) as found:
        return thread_page(
            found.conversation, request.member, at=timezone.now(), before=before, host=found.host
        )


def messages_only(
    request: HttpRequest, page: ThreadPage | MessagesAfter, *, status: int = 200
) -> HttpResponse:
    trace_patients(request, (), spoken_of=page.patient)
    return render(request, "messaging/_messages.html", {"page": page}, status=status)


def list_context(request: HttpRequest, lines: list[Line]) -> dict[str, Any]:
    by = request.member.membership
    return {
        "lines": lines,
        "begins": may_write_directly(by.role),
        "about_patients": about_patients(by),
        "opens_channels": opens_channels(by),
    }


def trace_patients(
    request: HttpRequest,
    lines: Iterable[Line],
    *,
    spoken_of: Patient | None = None,
    opened: Conversation | None = None,
) -> None:
    """Whoever is named on screen, once: read when their thread is open, listed otherwise; and the
    conversation when it is `opened`: what is said afterwards on an open page leaves no other line."""
    by = request.member.membership
    named = {line.patient.pk: line.patient for line in lines if line.patient}
    if spoken_of is not None:
        named.pop(spoken_of.pk, None)
    trace(READ, [one for one in (opened, spoken_of) if one is not None], by=by, request=request)
    trace(LISTED, named.values(), by=by, request=request)


def number(request: HttpRequest, name: str) -> int | None:
    """A message's number in the address or the form; None when it is none."""
    typed = request.GET.get(name) or request.POST.get(name) or ""
    return min(int(typed), FARTHEST) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else None


def key_of(request: HttpRequest) -> UUID:
    """The key that the page or its form was made with: sent again, it is the same message."""
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid4()
