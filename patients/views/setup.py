"""The steps of « Mise en route » that are the front desk's: the former doctor's list, the règlement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.setup import setup_of
from patients.permissions import require_intake
from patients.views.house_rules import write_house_rules


@require_safe
def setup_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list needs, and the way to the import, which keeps what it is given."""
    require_intake(request.member.membership)
    return render(request, "patients/setup_list.html", {"setup": setup_of(request.member, "list")})


@require_http_methods(["GET", "HEAD", "POST"])
def setup_rules(request: HttpRequest, slug: str) -> HttpResponse:
    found = setup_of(request.member, "rules")
    return write_house_rules(
        request, "patients/setup_rules.html", then=found.next_url, frame={"setup": found}
    )
