"""`/c/<slug>/guide/`: how this role goes about its day, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.guide import GUIDES, picture_of
from cabinet.models import Role


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    role = Role(request.member.role)
    context = {"chapters": GUIDES[role], "picture": picture_of(role)}
    return render(request, "cabinet/guide.html", context)
