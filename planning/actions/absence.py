"""An absence said and withdrawn; days and astreintes that stand inside are told, then given back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import explain
from cabinet.models import Membership, Role
from cabinet.outbox import address_of
from cabinet.text import count, long_day
from planning.actions.release import release_presence
from planning.actions.tell import listed, secretaries, tell
from planning.constraints import SENTENCES
from planning.models import Absence, Astreinte, Presence
from planning.permissions import HOLDERS, keeps_calendar, may_change
from planning.rules.words import days_of_period

LONGEST = timedelta(days=2 * 366)
PLACE_LIMIT = 80
#: Written on the days given back: nothing that tells of somebody's health.
REASON = "absence"


class AbsenceRefused(Refused):
    """422: an absence that makes no sense, or that touches another one."""


class DaysInside(Refused):
    """409: the person is booked, or on call, inside; say yes, and the days are given back."""

    def __init__(self, presences: Sequence[Presence], astreintes: Sequence[Astreinte]) -> None:
        words = []
        if presences:
            words.append(f"{count(len(presences), 'jour pris', 'jours pris')} au planning")
        if astreintes:
            words.append(count(len(astreintes), "astreinte", "astreintes"))
        super().__init__(
            f"Il y a {' et '.join(words)} pendant cette absence. Confirmez pour libérer ces jours"
            f"{' (une astreinte reste à faire reprendre)' if astreintes else ''}.",
            field="confirmed",
        )
        self.presences, self.astreintes = list(presences), list(astreintes)


def say_absence(
    *,
    membership: Membership,
    kind: str = Absence.Kind.LEAVE,
    place: str = "",
    starts_on: date,
    ends_on: date,
    confirmed: bool = False,
    by: Membership,
    at: datetime,
) -> Absence:
    """The absence. Raises PermissionDenied, AbsenceRefused, or DaysInside until confirmed."""
    if not may_change(by, membership):
        raise PermissionDenied("Votre rôle ne permet pas de noter cette absence.")
    today, place = at.astimezone(PARIS).date(), place.strip()
    _check(membership, kind, place, starts_on, ends_on, by=by, today=today)
    presences, astreintes = inside(membership, starts_on, ends_on, today=today)
    if (presences or astreintes) and not confirmed:
        raise DaysInside(presences, astreintes)
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                membership=membership, kind=kind, place=place if kind == Absence.Kind.ELSEWHERE else "",
                starts_on=starts_on, ends_on=ends_on, said_by=by, said_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise AbsenceRefused(explained.sentence, field=explained.field) from error
    for presence in presences:
        release_presence(presence=presence, by=by, at=at, reason=REASON)
    _tell_astreintes(absence, astreintes, by=by, at=at)
    audit.record(
        "say_absence", absence, by=by, at=at, person=absence.person_id, starts_on=str(starts_on),
        ends_on=str(ends_on), released=[str(presence.on) for presence in presences],
    )  # fmt: skip
    return absence


def withdraw_absence(*, absence: Absence, by: Membership, at: datetime) -> Absence:
    """The person is free again; the days given back do not return. Withdrawn twice, it is withdrawn once."""
    if not may_change(by, absence.membership):
        raise PermissionDenied("Votre rôle ne permet pas de retirer cette absence.")
    absence = Absence.objects.select_for_update(of=("self",)).select_related("membership").get(pk=absence.pk)
    if absence.withdrawn_at is None:
        absence.withdrawn_at = at
        absence.save(update_fields=["withdrawn_at"])
        audit.record("withdraw_absence", absence, by=by, at=at, person=absence.person_id)
    return absence


def inside(
    membership: Membership, starts_on: date, ends_on: date, *, today: date
) -> tuple[list[Presence], list[Astreinte]]:
    """The coming days and astreintes of that person in the span; what is behind stays as it was."""
    first = max(starts_on, today)
    presences = Presence.objects.standing().filter(membership=membership).between(first, ends_on)
    astreintes = Astreinte.objects.standing().filter(membership=membership).between(first, ends_on)
    return list(presences.with_names()), list(astreintes)


def _check(
    membership: Membership,
    kind: str,
    place: str,
    starts_on: date,
    ends_on: date,
    *,
    by: Membership,
    today: date,
) -> None:
    if membership.role not in HOLDERS:
        raise AbsenceRefused(
            f"{membership.display_name} ne tient pas de journée au planning.", field="membership"
        )
    if ends_on < starts_on:
        raise AbsenceRefused("L’absence finit avant de commencer.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise AbsenceRefused("Une absence dure deux ans au plus.", field="ends_on")
    if ends_on < today and not keeps_calendar(by):
        raise AbsenceRefused(
            "Ces jours sont passés\u202f: demandez au secrétariat de les noter.", field="ends_on"
        )
    if kind == Absence.Kind.ELSEWHERE and membership.role != Role.INTERNE:
        raise AbsenceRefused("Seul un interne est en stage ailleurs.", field="kind")
    if kind == Absence.Kind.ELSEWHERE and not place:
        raise AbsenceRefused("Dites où se passe le stage ces jours-là.", field="place")


def _tell_astreintes(
    absence: Absence, astreintes: Sequence[Astreinte], *, by: Membership, at: datetime
) -> None:
    """The secretary must have them taken over: nobody is left on call who said that they are away."""
    if not astreintes:
        return
    name, span = absence.membership.display_name, days_of_period(absence.starts_on, absence.ends_on)
    page = address_of(reverse("planning:month", args=[by.cabinet.slug]))
    for secretary in secretaries(at.astimezone(PARIS).date()):
        tell(
            secretary,
            key=f"absent_on_call:{absence.pk}:{secretary.pk}",
            subject=f"Astreinte à faire reprendre\u202f: {name}",
            body=f"{name} sera absent·e {span}, et d’astreinte\u202f:\n"
            f"{listed([long_day(astreinte.on) for astreinte in astreintes])}\n\nLe planning\u202f: {page}\n",
            by=by,
            at=at,
        )
