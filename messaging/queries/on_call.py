"""Who answers at an instant: the doctors present that day, else the one on call."""

from datetime import datetime, timedelta

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership, Role
from cabinet.models.membership import DOCTORS
from planning.models import Astreinte
from planning.queries.calendar import read_calendar
from planning.rules.astreintes import Duty, Laboratory, answered_by, who_is_on_call


def on_call_members(cabinet: Cabinet, at: datetime) -> list[Membership]:
    """Doctors only: an intern present is not woken up in place of one. Empty when nobody answers."""
    today = at.astimezone(PARIS).date()
    yesterday = today - timedelta(days=1)
    calendar = read_calendar(cabinet, yesterday, today)
    duties = Astreinte.objects.standing().between(yesterday, today)
    found = who_is_on_call(
        at,
        laboratory=Laboratory.of(cabinet),
        public_holidays=calendar.public,
        present=answered_by(stay for stay in calendar.stays if stay.role in DOCTORS),
        duties=[Duty(duty.on, duty.membership_id, duty.starts_at, duty.ends_at) for duty in duties],
    )
    return list(Membership.objects.filter(pk__in=found.who).with_person())


def titulaires(at: datetime) -> list[Membership]:
    members = Membership.objects.on(at.astimezone(PARIS).date()).filter(role=Role.TITULAIRE)
    return list(members.with_person())
