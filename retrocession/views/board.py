"""The closing board: one screen for the secretary, one for each titulaire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet import text
from cabinet.clock import today_in_paris
from retrocession.queries.board import closing_board
from retrocession.rules.vat import Franchise
from retrocession.sections import sections
from retrocession.views.designation import refuse_outsiders


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    refuse_outsiders(request)
    page = closing_board(request.member, today=today_in_paris())
    context = {"page": page, "tabs": sections(request.member, "board", waiting=len(page.now))}
    if page.kept:
        context["kept_words"] = f"{text.amount(page.kept.kept)} sur {text.number(page.kept.franchise)}\u00a0€"
        context["is_above"] = page.kept.state is Franchise.ABOVE
    return render(request, "retrocession/board.html", context)
