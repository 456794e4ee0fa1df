"""`/c/<slug>/mise-en-route/expediteurs/`: who sends mail, known before the first letter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet import text
from cabinet.setup import setup_of
from cabinet.views.setup import ask_set_up
from messaging.actions.mail_senders import note_senders
from messaging.forms.mail_senders import SendersForm
from messaging.mail_access import sees_mail
from messaging.models import MailSender


@require_http_methods(["GET", "HEAD", "POST"])
def setup_senders(request: HttpRequest, slug: str) -> HttpResponse:
    ask_set_up(request, "manage_practice")
    by = request.member.membership
    if not sees_mail(by):
        raise PermissionDenied
    found = setup_of(request.member, "senders")
    form = SendersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = note_senders(senders=form.cleaned_data["senders"], by=by, at=timezone.now())
        said = text.count(new, "expéditeur noté", "expéditeurs notés") if new else "Ils étaient déjà notés"
        messages.success(request, f"{said}.")
        return redirect(found.next_url)
    context = {"form": form, "setup": found, "known": MailSender.objects.values_list("name", flat=True)}
    return render(request, "messaging/setup_senders.html", context, status=422 if form.errors else 200)
