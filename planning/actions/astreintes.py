"""Take an astreinte, entrust it, give it up, say that one has read it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit, permissions
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from cabinet.text import clock, count, long_day
from planning.actions.conflict import AlreadyTaken
from planning.actions.holes import is_near, is_needed, page_of, present_on, tell_hole
from planning.actions.letters import write_to
from planning.actions.place import lock_day
from planning.models import Astreinte, Engagement, Holiday
from planning.permissions import TAKERS
from planning.rules.alternatives import joined
from planning.rules.astreintes import Laboratory, duty_span, may_call
from planning.rules.release import release_terms

ONE_A_DAY = "astreinte_is_one_doctor_a_day"
REASON_LIMIT = 200


class AstreinteRefused(Refused):
    """422: not on that day, or not that person."""


class AstreinteTaken(AlreadyTaken):
    """409: somebody else was first."""


def may_assign(by: Membership, membership: Membership) -> bool:
    """Those who entrust astreintes, and each doctor for themselves."""
    if permissions.allows(by.role, "assign_astreinte"):
        return True
    return by.pk == membership.pk and permissions.allows(by.role, "take_astreinte")


def assign_astreinte(
    *, membership: Membership, on: date, by: Membership, at: datetime, tell: bool = True
) -> Astreinte:
    """The astreinte of `membership` on that day; asked for twice, it is the same one.

    Taken by oneself, it is read already, and one's other days are one's own business. Raises
    PermissionDenied, AstreinteRefused or AstreinteTaken.
    """
    if not may_assign(by, membership):
        raise PermissionDenied("Votre rôle ne permet pas de confier une astreinte.")
    cabinet, mine = by.cabinet, by.pk == membership.pk
    starts_at, ends_at = duty_span(on, cabinet.astreinte_starts, cabinet.astreinte_ends)
    lock_day(cabinet_id=cabinet.pk, person_id=membership.person_id, on=on)
    standing = Astreinte.objects.standing().with_names().filter(on=on).first()
    if standing and standing.membership_id == membership.pk:
        return standing
    if standing:
        raise taken(standing, by=by)
    if at >= ends_at:
        raise AstreinteRefused("Cette astreinte est finie.", field="on")
    _check_person(membership, on, mine=mine)
    _check_day(by, on)
    if not mine and Engagement.objects.of([membership.person_id]).between(starts_at, ends_at).exists():
        raise AstreinteRefused(
            f"{membership.display_name} n’est pas libre {long_day(on)}.", field="membership"
        )
    duty = Astreinte(
        membership=membership, on=on, starts_at=starts_at, ends_at=ends_at,
        assigned_by=by, assigned_at=at, acknowledged_at=at if mine else None,
    )  # fmt: skip
    insert(duty, by=by)
    audit.record("assign_astreinte", duty, by=by, at=at, person=membership.person_id, on=str(on))
    if tell and not mine:
        tell_assigned([duty], by=by, at=at)
    return duty


def insert(duty: Astreinte, *, by: Membership) -> None:
    """Write it; the database says no to a second doctor, and the sentence says who has it."""
    try:
        with transaction.atomic():
            duty.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != ONE_A_DAY:
            raise
        raise taken(Astreinte.objects.standing().with_names().get(on=duty.on), by=by) from error


def assign_proposal(
    *, days: Sequence[tuple[date, Membership]], by: Membership, at: datetime
) -> tuple[list[Astreinte], list[Refused]]:
    """Entrust each day to the doctor that was shown; what changed meanwhile is refused, day by day.

    Each doctor gets one e-mail for all their days.
    """
    if not permissions.allows(by.role, "assign_astreinte"):
        raise PermissionDenied("Votre rôle ne permet pas de confier une astreinte.")
    made: list[Astreinte] = []
    refused: list[Refused] = []
    for on, membership in sorted(days, key=lambda pair: pair[0]):
        try:
            made.append(assign_astreinte(membership=membership, on=on, by=by, at=at, tell=False))
        except Refused as refusal:
            refused.append(refusal)
    new = [duty for duty in made if duty.assigned_at == at and duty.membership_id != by.pk]
    for member in {duty.membership_id for duty in new}:
        tell_assigned([duty for duty in new if duty.membership_id == member], by=by, at=at)
    return made, refused


def give_up_astreinte(*, astreinte: Astreinte, by: Membership, at: datetime, reason: str = "") -> Astreinte:
    """The astreinte, given back; twice is once. Free until the notice, or when a doctor is there that day.

    Later it asks for a reason; inside the week, titulaires and secretary are told that nobody answers.
    """
    if not may_assign(by, astreinte.membership):
        raise PermissionDenied("Cette astreinte n’est pas la vôtre.")
    lock_day(cabinet_id=by.cabinet_id, person_id=astreinte.membership.person_id, on=astreinte.on)
    astreinte = Astreinte.objects.select_for_update(of=("self",)).with_names().get(pk=astreinte.pk)
    if not astreinte.stands:
        return astreinte
    reason, cabinet = reason.strip(), by.cabinet
    if at >= astreinte.ends_at:
        raise AstreinteRefused("Cette astreinte est finie.", field="on")
    needed = is_needed(cabinet, astreinte.on)
    terms = release_terms(
        astreinte.on,
        today=at.astimezone(PARIS).date(),
        notice_days=cabinet.release_notice_days,
        keeps_calendar=True,
    )
    if needed and terms.needs_reason and not reason:
        raise AstreinteRefused(
            f"À moins de {count(cabinet.release_notice_days, 'jour', 'jours')}, dites pourquoi en quelques "
            "mots\u202f: les titulaires et le secrétariat seront prévenus.",
            field="reason",
        )
    if len(reason) > REASON_LIMIT:
        raise AstreinteRefused(
            f"Le motif dépasse {REASON_LIMIT} caractères\u202f: gardez l’essentiel.", field="reason"
        )
    close(astreinte, by=by, at=at, reason=reason)
    audit.record(
        "give_up_astreinte", astreinte, by=by, at=at,
        person=astreinte.membership.person_id, on=str(astreinte.on), needed=needed,
    )  # fmt: skip
    if by.pk != astreinte.membership_id:
        write_to(
            astreinte.membership,
            cabinet=cabinet,
            key=f"astreinte_withdrawn:{astreinte.pk}",
            subject=f"vous n’êtes plus d’astreinte {long_day(astreinte.on)}",
            text=f"{by.display_name} vous a retiré l’astreinte du {long_day(astreinte.on)}.",
            path=page_of(cabinet, astreinte.on),
            at=at,
        )
    if needed and is_near(astreinte.on, at):
        tell_hole(astreinte.on, cabinet=cabinet, cause=astreinte.pk, by=by, at=at)
    return astreinte


def close(astreinte: Astreinte, *, by: Membership, at: datetime, reason: str) -> None:
    """The row stays: a calendar that was read must be told that it is cancelled."""
    astreinte.released_at, astreinte.released_by, astreinte.release_reason = at, by, reason
    astreinte.sequence += 1
    astreinte.save(update_fields=["released_at", "released_by", "release_reason", "sequence"])


def acknowledge_astreinte(*, astreinte: Astreinte, by: Membership, at: datetime) -> Astreinte:
    """« J’ai lu »: by its doctor; the first time is kept."""
    if astreinte.membership_id != by.pk:
        raise PermissionDenied("Cette astreinte n’est pas la vôtre.")
    astreinte = Astreinte.objects.select_for_update(of=("self",)).with_names().get(pk=astreinte.pk)
    if not astreinte.stands:
        raise AstreinteRefused("Cette astreinte n’est plus la vôtre.")
    if astreinte.acknowledged_at is None:
        astreinte.acknowledged_at = at
        astreinte.save(update_fields=["acknowledged_at"])
        audit.record("acknowledge_astreinte", astreinte, by=by, at=at, on=str(astreinte.on))
    return astreinte


def taken(standing: Astreinte, *, by: Membership) -> AstreinteTaken:
    """Who has it, in a sentence."""
    mine = standing.membership_id == by.pk
    who = "Vous êtes" if mine else f"{standing.membership.display_name} est"
    return AstreinteTaken(f"{who} déjà d’astreinte {long_day(standing.on)}.", field="on")


def _check_person(membership: Membership, on: date, *, mine: bool) -> None:
    who = "Vous n’êtes" if mine else f"{membership.display_name} n’est"
    if membership.role not in TAKERS:
        raise AstreinteRefused(f"{membership.display_name} ne prend pas d’astreinte.", field="membership")
    if not membership.is_open_on(on):
        raise AstreinteRefused(f"{who} pas dans ce cabinet {long_day(on)}.", field="membership")


def _check_day(by: Membership, on: date) -> None:
    """Refuse a day that needs nobody."""
    if present := present_on(on):
        who = "Vous êtes" if present.membership_id == by.pk else f"{present.membership.display_name} est"
        raise AstreinteRefused(
            f"{who} au cabinet {long_day(on)}\u202f: ce jour n’a pas besoin d’astreinte.", field="on"
        )
    public = Holiday.objects.filter(kind=Holiday.Kind.PUBLIC).between(on, on).first()
    if not may_call(on, Laboratory.of(by.cabinet), {on} if public else ()):
        why = f" ({public.name})" if public else ""
        raise AstreinteRefused(f"Le laboratoire n’appelle pas {long_day(on)}{why}.", field="on")


def tell_assigned(duties: Sequence[Astreinte], *, by: Membership, at: datetime) -> None:
    """One e-mail for the days that were entrusted together to one doctor."""
    first, cabinet = duties[0], by.cabinet
    days = joined([long_day(duty.on) for duty in duties])
    hours = f"de {clock(first.starts_at)} à {clock(first.ends_at)}"
    write_to(
        first.membership,
        cabinet=cabinet,
        key=f"astreinte:{first.pk}",
        subject=f"vous êtes d’astreinte {days if len(duties) < 4 else count(len(duties), 'jour', 'jours')}",
        text=f"{by.display_name} vous confie l’astreinte des résultats urgents, {hours}\u202f: {days}.\n"
        "Dites que vous l’avez lu, ou proposez un échange\u202f:",
        path=page_of(cabinet, first.on),
        at=at,
    )
