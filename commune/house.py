"""What the mairie's pages add to the house: their door, and the cost of a report's months."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse

from cabinet.house import Card, Door
from cabinet.members import Member
from cabinet.models import Cabinet, Role
from commune.archive_words import TABLES
from commune.queries.registers import waiting_for_mairie
from commune.queries.report import ReportCosts
from commune.queries.report import report_costs as costs_of
from commune.sections import sections


def navigation(member: Member) -> list[Door]:
    tabs = sections(member, "")
    under = reverse("commune:costs", args=[member.cabinet.slug]).removesuffix("couts/")
    return [Door("Mairie", tabs[0].url, "landmark", order=62, under=under)] if tabs else []


def home_cards(member: Member, today: date) -> list[Card]:
    """What the practice asks of the mairie, until it is answered."""
    if member.role != Role.MAIRIE or not (waiting := waiting_for_mairie()):
        return []
    context = {"waiting": waiting, "slug": member.cabinet.slug}
    return [Card("commune/cards/requests.html", context, order=5)]


def report_costs(cabinet: Cabinet, open_days: Mapping[date, int]) -> ReportCosts:
    return costs_of(open_days, floor=cabinet.small_count_floor)


def archive_tables() -> dict[str, str]:
    return TABLES
