"""`/c/<slug>/guide/`: how this role goes about its day, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.guide import GUIDES
from cabinet.models import Role


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    chapters = GUIDES[Role(request.member.role)]
    return render(request, "cabinet/guide.html", {"chapters": chapters})
