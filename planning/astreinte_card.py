"""What is printed of the calendar: the card of a day, for prescriptions and the laboratory."""

from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.clock import PARIS
from cabinet.models import Cabinet
from cabinet.text import clock, full_day, phone
from planning.models import Astreinte
from planning.queries.astreintes import phones_of
from planning.queries.rota import read_rota

STYLESHEET = settings.BASE_DIR / "templates" / "planning" / "astreinte_card.css"
FORMATS = ("a4", "a5")


def card_page(duty: Astreinte, *, cabinet: Cabinet, at: datetime, size: str) -> dict:
    """Who is called, and who next: the first of those who are free that day, best with a number."""
    today = at.astimezone(PARIS).date()
    others = [m for m in read_rota(cabinet, [duty.on], today=today).order(duty.on) if m != duty.membership]
    phones = phones_of([duty.membership_id, *(member.pk for member in others)])
    others.sort(key=lambda member: not phones.get(member.pk))
    fallback = others[0] if others else None
    return {
        "cabinet": cabinet,
        "size": size,
        "title": f"Astreinte du {full_day(duty.on)}",
        "day": full_day(duty.on),
        "hours": _hours(duty),
        "name": f"Dr {duty.membership.person.get_full_name()}",
        "phone": phone(phones.get(duty.membership_id, "")),
        "fallback": f"Dr {fallback.person.get_full_name()}" if fallback else "",
        "fallback_phone": phone(phones.get(fallback.pk, "")) if fallback else "",
        "printed": full_day(today),
    }


def render_card(duty: Astreinte, *, cabinet: Cabinet, at: datetime, size: str = "a4") -> bytes:
    """One page, in letters that are read from two metres away."""
    from cabinet.pdf import make_pdf  # slow to load, and only this page prints

    html = render_to_string(
        "planning/astreinte_card.html", card_page(duty, cabinet=cabinet, at=at, size=size)
    )
    return make_pdf(html, stylesheet=STYLESHEET, identifier=duty.pk.bytes)


def _hours(duty: Astreinte) -> str:
    """« de 8 h à 20 h », « de 20 h à 8 h le lendemain »."""
    morrow = " le lendemain" if _day(duty.ends_at) > duty.on else ""
    return f"de {clock(duty.starts_at)} à {clock(duty.ends_at)}{morrow}"


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()
