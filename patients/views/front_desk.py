"""`/c/<slug>/accueil/`: the front desk; each of its cards has an address, by which it comes anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.traces import LISTED, trace
from patients.desk_cards import Column, DeskCard, cards_of
from patients.models import Patient
from patients.permissions import require_appointments
from patients.queries.desk_day import DeskDay


@dataclass(frozen=True)
class Drawn:
    """A card as it is now, and whom it names."""

    card: DeskCard
    html: str
    patients: Sequence[Patient]

    @property
    def says_something(self) -> bool:
        return bool(self.html.strip())


@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    require_appointments(request.member.membership)
    day = DeskDay(request.member, timezone.now())
    if request.htmx and request.htmx.target == "desk-day":
        return render(request, "patients/_desk_day.html", {"day": day})
    drawn = draw(request, day, cards_of(day.by))
    columns = [[one for one in drawn if one.card.column == column] for column in Column]
    return render(request, "patients/desk.html", {"day": day, "columns": columns})


@require_safe
def desk_card(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One card, for the page that hears of a change."""
    require_appointments(request.member.membership)
    day = DeskDay(request.member, timezone.now())
    asked = [card for card in cards_of(day.by) if card.key == key]
    if not asked:
        raise Http404
    [one] = draw(request, day, asked)
    return render(request, "patients/_desk_card.html", {"one": one, "slug": slug})


def draw(request: HttpRequest, day: DeskDay, cards: Sequence[DeskCard]) -> list[Drawn]:
    """Each card by itself, with what all of them may need and without what only a whole page needs.

    Everybody whom they name is in the trace, once each, in one line.
    """
    common = {"day": day, "member": day.member, "csrf_token": get_token(request)}
    drawn = []
    for card in cards:
        shown = card.read(day)
        html = get_template(card.template).render(shown.context | common) if shown else ""
        drawn.append(Drawn(card, html, shown.patients if shown else ()))
    named = {patient.pk: patient for one in drawn for patient in one.patients}
    trace(LISTED, named.values(), by=day.by, request=request)
    return drawn
