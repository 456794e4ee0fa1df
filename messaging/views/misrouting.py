"""`/c/<slug>/courrier/erreurs/`: what senders address to the wrong practice, shown, printed, as a file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from messaging.documents import render_alerts, render_misrouting
from messaging.exports import misrouting_csv
from messaging.mail_access import require_mail
from messaging.models import MailSender
from messaging.queries.mail_file import mail_file
from messaging.queries.misrouting import misrouting as read_misrouting
from retrocession.views.files import attachment


@require_safe
def misrouting(request: HttpRequest, slug: str) -> HttpResponse:
    require_mail(request.member.membership)
    found = read_misrouting(timezone.now())
    senders = dict(MailSender.objects.values_list("name", "pk"))
    lines = [(one, senders.get(one.sender)) for one in found.figures]
    return render(request, "messaging/misrouting.html", {"found": found, "lines": lines})


@require_safe
def misrouting_file(request: HttpRequest, slug: str) -> HttpResponse:
    require_mail(request.member.membership)
    found = read_misrouting(timezone.now())
    return attachment(
        misrouting_csv(found), name=f"courrier-mal-adresse-{slug}.csv", content_type="text/csv; charset=utf-8"
    )


@require_safe
def misrouting_letter(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """For one sender; 404 for one who makes no error."""
    require_mail(request.member.membership)
    sender, at = get_object_or_404(MailSender, pk=pk), timezone.now()
    found = read_misrouting(at)
    one = found.of(sender.name)
    if one is None:
        raise Http404
    cabinet = request.member.cabinet
    content = render_misrouting(one, found, cabinet=cabinet, at=at, address=sender.address)
    return attachment(
        content, name=f"courrier-mal-adresse-{slug}.pdf", content_type="application/pdf", inline=True
    )


@require_safe
def alerts_told(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Who was told of an urgent letter, and when; 404 for one that wakes nobody."""
    require_mail(request.member.membership)
    at = timezone.now()
    file = mail_file(request.member, pk, at)
    if file is None or not file.line.alerts:
        raise Http404
    content = render_alerts(file, cabinet=request.member.cabinet, at=at)
    name = f"alerte-{slug}-{file.mail.received_at:%Y-%m-%d}.pdf"
    return attachment(content, name=name, content_type="application/pdf", inline=True)
