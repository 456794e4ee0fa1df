"""`/c/<slug>/pieces/`: files come in as drafts, and go out to who may read them now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.files import FileRefused
from cabinet.rules.files import SENTENCES, Fault
from cabinet.traces import READ, trace
from cabinet.views.files import answer
from messaging.actions.attachments import (
    remove_draft,
    require_attaching,
    take_upload,
)
from messaging.forms.attachments import CLIENT_KEY, FILES, uuid_or_none
from messaging.models import Attachment
from messaging.queries.attachment_reading import read_with, readable_attachment


@require_POST
def uploads(request: HttpRequest, slug: str) -> HttpResponse:
    """One file. 201 with its line, or 422 with the reason in its place."""
    by, file = request.member.membership, request.FILES.get(FILES)
    require_attaching(by)
    try:
        if file is None:
            raise FileRefused(SENTENCES[Fault.EMPTY])
        draft = take_upload(
            file=file, by=by, at=timezone.now(),
            client_key=uuid_or_none(request.POST.get(CLIENT_KEY, "")),
        )  # fmt: skip
    except FileRefused as error:
        refused = {"sentence": error.sentence, "name": file.name if file else ""}
        return render(request, "messaging/_draft_refused.html", refused, status=422)
    return render(request, "messaging/_draft.html", {"draft": draft, "slug": slug}, status=201)


@require_POST
def removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    remove_draft(attachment=asked_for(request, pk), by=request.member.membership)
    return HttpResponse(status=204)


@require_safe
def content(request: HttpRequest, slug: str, pk: UUID, *, small: bool = False) -> HttpResponse:
    """The file itself, or its thumbnail: the one door out.

    Reading it is traced; seeing its thumbnail is, with the page that shows it.
    """
    attachment = asked_for(request, pk)
    if not attachment.is_ready or (small and not attachment.is_image):
        raise Http404
    if not small:
        trace(READ, read_with(attachment), by=request.member.membership, request=request)
    return answer(attachment, small=small, download="telecharger" in request.GET)


@require_safe
def large(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The sheet in which a picture is seen large; without script, the picture itself."""
    attachment = asked_for(request, pk)
    if not attachment.is_image or not attachment.is_ready:
        raise Http404
    if not request.htmx:
        return redirect("messaging:attachment", slug, pk)
    return render(request, "messaging/_attachment_large.html", {"attachment": attachment, "slug": slug})


def asked_for(request: HttpRequest, pk: UUID) -> Attachment:
    attachment = readable_attachment(pk, request.member.membership)
    if attachment is None:
        raise Http404
    return attachment
