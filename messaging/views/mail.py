"""`/c/<slug>/courrier/`: the list, and each letter as a sheet with what is done about it under the hand."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Cabinet
from cabinet.traces import LISTED, READ, trace
from messaging.actions.mail_refused import MailMoved
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import file_mail, read_mail, take_back_mail
from messaging.mail_access import require_mail
from messaging.models import Mail, MailState
from messaging.queries.mail_file import mail_file
from messaging.queries.mails import STATES, WAITING, Asked, mail_page
from patients.views.answers import done
from planning.queries.astreintes import lines_to_read


@require_safe
def mails(request: HttpRequest, slug: str) -> HttpResponse:
    require_mail(request.member.membership)
    asked = asked_of(request)
    page = mail_page(request.member, timezone.now(), asked)
    trace(LISTED, page.patients, by=request.member.membership, request=request)
    left = lines_to_read(request.member, today_in_paris())
    context = {"page": page, "left": left, "here": f"{request.path}?{asked.query}"}
    return render(request, "messaging/mails.html", context)


@require_safe
def mail(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_mail(request.member.membership)
    return show(request, pk)


@require_POST
def reading(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return acted(request, pk, lambda row, **who: read_mail(mail=row, **who), "Lu.")


@require_POST
def filing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return acted(request, pk, lambda row, **who: file_mail(mail=row, **who), "Classé.")


@require_POST
def taking_back(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_mail(request.member.membership)
    state = request.POST.get("state", "")
    if state not in MailState.values:
        raise Http404
    return acted(request, pk, lambda row, **who: take_back_mail(mail=row, state=state, **who), "Clic repris.")


@require_POST
def routing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`to`: the practice, by its slug; one that is not of the network is refused like one that is not."""
    to = Cabinet.objects.filter(slug=request.POST.get("to", "")).first() or request.member.cabinet
    return acted(
        request, pk, lambda row, **who: route_mail(mail=row, to=to, **who), f"Réadressé à {to.name}."
    )


def acted(request: HttpRequest, pk: UUID, act: Callable, words: str) -> HttpResponse:
    """One action on one letter, then back to where it was pressed."""
    by = request.member.membership
    require_mail(by)
    row = get_object_or_404(Mail, pk=pk)
    try:
        act(row, by=by, at=timezone.now())
    except Mail.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return show(request, pk, refusal=refused)
    return done(request, words, to="messaging:mails")


def show(request: HttpRequest, pk: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    """The sheet of a letter as it is now; a refusal is said above."""
    by = request.member.membership
    file = mail_file(request.member, pk, timezone.now())
    if file is None:
        raise Http404
    read = [file.mail, *([file.mail.patient] if file.mail.patient else [])]
    trace(READ, read, by=by, request=request)
    status = (409 if isinstance(refusal, MailMoved) else 422) if refusal else 200
    template = "messaging/mail.html#sheet" if request.htmx else "messaging/mail.html"
    return render(request, template, {"file": file, "refusal": refusal}, status=status)


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks; an id that is none, or a state that is unknown, is a page that is not there."""
    state = request.GET.get("etat", WAITING)
    if state not in STATES:
        raise Http404
    return Asked(
        state=state,
        sender=id_asked(request, "expediteur"),
        addressee=id_asked(request, "pour"),
        page=int(number) if (number := request.GET.get("page", "1")).isdecimal() and len(number) < 6 else 1,
    )


def id_asked(request: HttpRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
