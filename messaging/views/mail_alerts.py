"""`…/courrier/<id>/alerte/`: where the word sent to a doctor leads; one tap says that they see to it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.actions.refusals import Refused
from cabinet.traces import READ, trace
from messaging.actions.mail_alerts import AlreadyTaken, acknowledge_mail
from messaging.mail_access import require_mail
from messaging.models import Mail
from messaging.queries.mail_duty import duty_to_tell
from messaging.queries.mail_file import mail_file
from patients.views.answers import done


@require_http_methods(["GET", "HEAD", "POST"])
def mail_alert(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Looking says nothing: only the button does."""
    by, at = request.member.membership, timezone.now()
    require_mail(by)
    if request.method != "POST":
        return show(request, pk)
    mail = get_object_or_404(Mail, pk=pk)
    try:
        acknowledge_mail(mail=mail, by=by, at=at)
    except Refused as refused:
        return show(request, pk, refusal=refused)
    if request.htmx:
        return done(request, "C’est noté\u202f: vous vous en occupez.", to="messaging:mails")
    return redirect("messaging:mail-alert", slug, pk)


def show(request: HttpRequest, pk: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    by, at = request.member.membership, timezone.now()
    file = mail_file(request.member, pk, at)
    if file is None:
        raise Http404
    read = [file.mail, *([file.mail.patient] if file.mail.patient else [])]
    trace(READ, read, by=by, request=request)
    status = (409 if isinstance(refusal, AlreadyTaken) else 422) if refusal else 200
    template = "messaging/mail_alert.html"
    context = {"file": file, "refusal": refusal, "duty": duty_to_tell(by, at)}
    return render(request, f"{template}#sheet" if request.htmx else template, context, status=status)
