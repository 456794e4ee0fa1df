"""What is recalled by e-mail, once each: a grant or a convention that ends, a batch, a visit, an answer."""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse

from cabinet.models import Cabinet, Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.text import full_day
from commune.models import Entry, Grant
from commune.permissions import KEEPERS
from commune.queries.registers import public_holidays
from commune.rules.grants import notice_of
from commune.rules.lots import FRESH, OVERDUE, age_of
from commune.rules.registers import CARDS, CONVENTIONS, KINDS, NEXT, OF_THE_MAIRIE, is_open, register_of


def remind_grants(*, cabinet: Cabinet, today: date, at: datetime) -> None:
    """The mairie, a year and a month before what binds it ends."""
    for grant in Grant.objects.standing().filter(ends_on__gte=today):
        notice = notice_of(grant.ends_on, today)
        if notice is None or grant.ends_on is None:
            continue
        _write(
            {Role.MAIRIE},
            key=f"grant_ends:{grant.pk}:{grant.ends_on}:{notice}",
            subject="Une subvention arrive au bout de son engagement",
            text=f"Les conditions de «\u202f{grant.title}\u202f» ({grant.payer}) courent jusqu’au "
            f"{full_day(grant.ends_on)}.",
            path=reverse("commune:grants", args=[cabinet.slug]),
            today=today,
            at=at,
        )


def remind_registers(*, cabinet: Cabinet, today: date, at: datetime) -> None:
    """Whom an entry waits for, once a stage: before its day, and when it is late."""
    holidays = public_holidays(today)
    open_states = {state for register in NEXT.values() for state, after in register.items() if after}
    for entry in Entry.objects.filter(state__in=open_states).select_related("owner"):
        stage = stage_of(entry, today, holidays)
        if not stage or not is_open(entry.kind, entry.state):
            continue
        late = stage == "late"
        kind = KINDS[entry.kind][1]
        _write(
            _roles(entry),
            key=f"entry_{stage}:{entry.pk}:{entry.due_on or entry.dated_on}",
            subject=f"{'En retard' if late else 'À prévoir'}\u202f: {kind}",
            text=f"Une entrée des registres {'est en retard' if late else 'vous attend'}\u202f: {kind}.",
            path=reverse("commune:entry", args=[cabinet.slug, entry.pk]),
            today=today,
            at=at,
            only=entry.owner_id,
        )


def stage_of(entry: Entry, today: date, holidays: Collection[date]) -> str:
    """Which reminder is due today: « year », « month », « soon » or « late »; empty for none."""
    if entry.kind == "cpe_cps":
        age = age_of(entry.dated_on, today, holidays)
        return "" if age == FRESH else "late" if age == OVERDUE else "soon"
    if entry.due_on is None:
        return ""
    if register_of(entry.kind) == CONVENTIONS:
        notice = notice_of(entry.due_on, today)
        return "late" if today > entry.due_on else {365: "year", 30: "month"}.get(notice or 0, "")
    return "late" if today > entry.due_on else "soon" if (entry.due_on - today).days <= 2 else ""


def _roles(entry: Entry) -> set[str]:
    if register_of(entry.kind) == CARDS:
        return {Role.TITULAIRE}
    return {*KEEPERS, Role.MAIRIE} if entry.kind in OF_THE_MAIRIE else set(KEEPERS)


def _write(
    roles: Collection[str],
    *,
    key: str,
    subject: str,
    text: str,
    path: str,
    today: date,
    at: datetime,
    only: object = None,
) -> None:
    """To each of these roles, or to the one whom it concerns; the key makes twice once."""
    people = Membership.objects.on(today).filter(role__in=roles).select_related("person")
    if only is not None:
        people = people.filter(pk=only)
    for member in people.order_by("pk"):
        announce(
            key=f"{key}:{member.pk}",
            recipient=member.person.email,
            subject=subject,
            body=f"Bonjour {member.person.first_name},\n\n{text}\nC’est ici\u202f: {address_of(path)}\n",
            at=at,
        )
