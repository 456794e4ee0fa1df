"""`/je-prends/<token>/`, `/pas-cette-fois/<token>/`: shown by a GET, done by a POST, by that very person.

Only the person to whom a link was sent may use it, signed in: whoever reads their mail, a machine above all,
books nothing. The page of a free day submits itself, so that for a human one tap is enough.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken, Refused
from planning.actions.calls import decline as decline_call
from planning.actions.claim import claim_day
from planning.call_links import Link, read_claim, read_decline
from planning.queries.claims import ask_of, claim_page

#: What the page answers, by the state of the link.
STATUS = {"free": 200, "kept": 200, "mine": 200, "used": 410, "expired": 410}
CONFLICT = 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    link = read_claim(token)
    membership = _addressee(request, link)
    if link is None or link.on is None or membership is None:
        return _not_yours(request, link)
    at, refusal = timezone.now(), None
    with scoped(membership.cabinet_id, person_id=membership.person_id):
        ask = ask_of(link, membership)
        if ask is None:
            return _not_yours(request, link)
        if request.method == "POST":
            try:
                claim_day(ask=ask, on=link.on, period=link.period, by=membership, at=at)
                return redirect(request.path)
            except Refused as refused:
                refusal = refused
        page = claim_page(link, ask, at)
    status = STATUS.get(page.state, CONFLICT)
    if refusal and status == 200:
        status = CONFLICT if isinstance(refusal, AlreadyTaken) else 422
    # One that has just been refused does not submit itself again.
    context = {"page": page, "refusal": refusal, "alone": page.state == "free" and refusal is None}
    return _private(render(request, "planning/claim.html", context, status=status))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    link = read_decline(token)
    membership = _addressee(request, link)
    if link is None or membership is None:
        return _not_yours(request, link)
    with scoped(membership.cabinet_id, person_id=membership.person_id):
        ask = ask_of(link, membership)
        if ask is None:
            return _not_yours(request, link)
        if request.method == "POST":
            decline_call(ask=ask, at=timezone.now())
            return redirect(request.path)
    return _private(render(request, "planning/decline.html", {"ask": ask, "cabinet": membership.cabinet}))


def _addressee(request: HttpRequest, link: Link | None) -> Membership | None:
    """The membership that the link was sent to; None when it is another's, or over."""
    if link is None or link.person_id != request.user.pk:
        return None
    return next((m for m in request.memberships if m.cabinet_id == link.cabinet_id), None)


def _not_yours(request: HttpRequest, link: Link | None) -> HttpResponse:
    """A link of somebody else answers as one that is none: only one’s own says that a practice was left."""
    ended = link is not None and link.person_id == request.user.pk
    return _private(render(request, "planning/link_unusable.html", {"ended": ended}, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other site. `no-referrer` would make forms say « Origin: null »."""
    response["Referrer-Policy"] = "strict-origin"
    return response
