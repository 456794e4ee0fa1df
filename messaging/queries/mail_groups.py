"""Whom an urgent result is told to at an instant: those who answer, then those who come after them."""

from datetime import datetime, timedelta

from cabinet.clock import PARIS, first_of_month
from cabinet.models import Cabinet, Membership, Role
from messaging.rules.mail_alerts import Group, groups_to_tell
from planning.models import Astreinte
from planning.queries.calendar import read_calendar
from planning.queries.rota import read_rota
from planning.rules.astreintes import DUTY, PRESENT, Duty, Laboratory, answered_by, who_is_on_call
from retrocession.queries.remplace import remplace_of


def groups_at(cabinet: Cabinet, at: datetime) -> list[Group]:
    """Memberships' ids, group after group; the same number of statements whoever is there."""
    today = at.astimezone(PARIS).date()
    calendar = read_calendar(cabinet, today - timedelta(days=1), today)
    duties = Astreinte.objects.standing().between(calendar.first, calendar.last)
    found = who_is_on_call(
        at,
        laboratory=Laboratory.of(cabinet),
        public_holidays=calendar.public,
        present=answered_by(calendar.stays),
        duties=[Duty(duty.on, duty.membership_id, duty.starts_at, duty.ends_at) for duty in duties],
    )
    remplace = remplace_of(first_of_month(today))
    titulaires = Membership.objects.on(today).filter(role=Role.TITULAIRE).with_person()
    return groups_to_tell(
        present=found.who if found.kind == PRESENT else (),
        on_call=found.who if found.kind == DUTY else (),
        rota=[member.pk for member in read_rota(cabinet, [today], today=today).order(today)],
        remplace=remplace.pk if remplace and remplace.is_open_on(today) else None,
        titulaires=[member.pk for member in titulaires],
    )
