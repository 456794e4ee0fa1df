"""A statement with its conversation: among one's own, and in the practice for the secretary and the payer."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from cabinet.traces import READ, trace
from retrocession.actions.answers import say
from retrocession.actions.payments import mark_received
from retrocession.forms.payments import WordForm
from retrocession.models import Statement
from retrocession.permissions import may_read
from retrocession.queries.answers import statement_page
from retrocession.queries.statements import party_to, practices_of_doctor
from retrocession.rules.answer import Word
from retrocession.views.statements import doors

SAID = {
    Word.AGREE: "Vous acceptez ce relevé.",
    Word.CONTEST: "Votre contestation est envoyée.",
    Word.REPLY: "Votre réponse est envoyée.",
}


@contextmanager
def own_statement(request: HttpRequest, pk: UUID) -> Iterator[tuple[Statement, Membership, Cabinet]]:
    """The statement, the side of the person who asks and the practice, its scope open; or 404."""
    for practice in practices_of_doctor(request.user):
        with scoped(practice.pk, person_id=request.user.pk):
            found = party_to(request.user, pk)
            if found is not None:
                statement, party = found
                party.cabinet = practice
                yield statement, party, practice
                return
    raise Http404


@require_safe
def my_statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Also after one's membership ended."""
    with own_statement(request, pk) as (statement, party, practice):
        return show(request, statement, party, practice)


@require_POST
def my_word(request: HttpRequest, pk: UUID) -> HttpResponse:
    with own_statement(request, pk) as (statement, party, practice):
        return _say(request, statement, party, practice) or redirect("retrocession:my-statement", pk=pk)


@require_POST
def my_receipt_of_payment(request: HttpRequest, pk: UUID) -> HttpResponse:
    with own_statement(request, pk) as (statement, party, practice):
        try:
            mark_received(statement=statement, by=party, at=timezone.now())
        except Refused as refused:
            return show(request, statement, party, practice, refusal=refused, status=422)
    messages.success(request, "C’est noté\u202f: le virement est reçu.")
    return redirect("retrocession:my-statement", pk=pk)


@require_safe
def statement(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    found = readable(request, pk)
    return show(request, found, request.member.membership, request.member.cabinet)


@require_POST
def statement_word(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    found, member = readable(request, pk), request.member
    refused = _say(request, found, member.membership, member.cabinet)
    return refused or redirect("retrocession:statement", slug=slug, pk=pk)


def readable(request: HttpRequest, pk: UUID) -> Statement:
    """404 for what is not of this practice, 403 for somebody else's."""
    if not request.member.may("read_statement"):
        raise PermissionDenied
    found = get_object_or_404(
        Statement.objects.select_related("titulaire__person", "remplacant__person"), pk=pk
    )
    if not may_read(request.member.membership, found):
        raise PermissionDenied
    return found


def _say(request: HttpRequest, found: Statement, by: Membership, practice: Cabinet) -> HttpResponse | None:
    """The refusal as a page, what was typed kept; None when it is said."""
    form = WordForm(request.POST)
    if not form.is_valid():
        return show(request, found, by, practice, form=form, status=422)
    word = Word(form.cleaned_data["word"])
    try:
        say(
            statement=found,
            word=word,
            by=by,
            at=timezone.now(),
            text=form.cleaned_data["text"],
            about=form.cleaned_data["about"],
        )
    except Refused as refused:
        form.add_error(refused.field, refused.sentence)
        return show(request, found, by, practice, form=form, status=422)
    messages.success(request, SAID[word])
    return None


def show(
    request: HttpRequest,
    found: Statement,
    reader: Membership,
    practice: Cabinet,
    *,
    form: WordForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    trace(READ, [found], by=reader, request=request)
    page = statement_page(found, reader=reader, practice=practice, today=today_in_paris())
    context = {
        "page": page,
        "form": form or WordForm(),
        "typed": form["word"].value() if form else "",
        "refusal": refusal,
    }
    if request.member is None:
        context |= doors(request)
    return render(request, "retrocession/statement.html", context, status=status)
