"""Statements: one's own in all practices, and each one's PDF."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cabinet import house
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from cabinet.traces import READ, trace
from retrocession.models import Statement, StatementDocument
from retrocession.permissions import may_read
from retrocession.queries.statements import own_document, own_years
from retrocession.views.files import attachment


@require_safe
def my_statements(request: HttpRequest) -> HttpResponse:
    return render(
        request, "retrocession/my_statements.html", {"years": own_years(request.user)} | doors(request)
    )


@require_safe
def my_statement_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Also after one's membership ended; what is not one's own is not there."""
    found = own_document(request.user, pk)
    if found is None:
        raise Http404
    statement, document, reader = found
    with scoped(statement.cabinet_id, person_id=request.user.pk):
        return serve(request, statement, document, by=reader)


@require_safe
def statement_pdf(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """For the payer, the payee and the secretary."""
    if not request.member.may("read_statement"):
        raise PermissionDenied
    statement = get_object_or_404(Statement.objects.select_related("titulaire", "remplacant"), pk=pk)
    if not may_read(request.member.membership, statement):
        raise PermissionDenied
    document = get_object_or_404(StatementDocument, statement=statement)
    return serve(request, statement, document, by=request.member.membership)


def serve(
    request: HttpRequest, statement: Statement, document: StatementDocument, *, by: Membership
) -> HttpResponse:
    """In the practice of the statement; who read it is traced."""
    trace(READ, [statement], by=by, request=request)
    name = f"releve-{statement.number}.pdf"
    return attachment(document.pdf, name=name, content_type="application/pdf", inline=True)


def doors(request: HttpRequest) -> dict:
    """The navigation of the first practice: a page without a practice is not a dead end."""
    memberships = list(request.memberships)
    return {"navigation": house.navigation(Member(memberships[0]), request.path)} if memberships else {}
