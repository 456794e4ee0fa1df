"""A day, or an astreinte, changes hands: both agree, or who keeps the calendar does it for both.

What is given is released and made anew for the other, in one transaction: the one who was there before is
gone from it. Locks are taken as bookings take them, day after day, so that nobody waits in a circle.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cabinet import audit, house
from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.text import count, long_day
from planning.actions import astreintes
from planning.actions.live import day_changed
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken, lock_days_of, place_presence
from planning.actions.swap_letters import tell_answered, tell_asked, tell_done
from planning.actions.swap_refusals import SwapGone, SwapRefused, already
from planning.models import Astreinte, Engagement, Presence, Swap
from planning.models.swap import Day
from planning.permissions import keeps_calendar, may_be_given, may_swap_for
from planning.rules.release import Terms, release_terms

REASON_LIMIT = 200
WHY = "échange"


def is_late(days: Sequence[Day], *, by: Membership, at: datetime) -> bool:
    return any(_terms(day, by=by, at=at).late for day in days)


def ask_swap(
    *, given: Day, to: Membership, by: Membership, at: datetime, wanted: Day | None = None, reason: str = ""
) -> Swap:
    """Offer one's own day to `to`, against one of theirs or nothing; asked twice, it is asked once."""
    if given.membership_id != by.pk:
        raise PermissionDenied("Ce jour n’est pas le vôtre.")
    lock_days_of(cabinet_id=by.cabinet_id, people=[by.person_id], days=[given.on])
    _check(given, to=to, wanted=wanted, by=by, at=at)
    waiting = Swap.objects.waiting().with_days().filter(**_named("given", given)).first()
    if waiting and waiting.wanted and not waiting.wanted.stands:
        _close(waiting, Swap.State.WITHDRAWN, at=at)  # the day wanted is gone: that one leads nowhere
        waiting = None
    if waiting and waiting.asked_to_id == to.pk and waiting.wanted == wanted:
        return waiting
    if waiting:
        name = waiting.asked_to.display_name
        raise SwapRefused(f"Ce jour est déjà proposé à {name}\u202f: retirez d’abord cette demande.")
    reason = _reason(reason, [given, wanted] if wanted else [given], by=by, at=at)
    swap = Swap(
        asked_by=by, asked_to=to, asked_at=at, reason=reason,
        **_named("given", given), **_named("wanted", wanted),
    )  # fmt: skip
    swap.save(force_insert=True)
    audit.record("ask_swap", swap, by=by, at=at, **_details(swap))
    tell_asked(swap, cabinet=by.cabinet, at=at)
    return swap


def accept_swap(*, swap: Swap, by: Membership, at: datetime) -> Swap:
    """Say yes; twice is once. Raises SwapGone when one of the days is no longer theirs to give."""
    if swap.asked_to_id != by.pk:
        raise PermissionDenied("Cet échange ne vous est pas proposé.")
    swap = _locked(swap, by=by)
    if swap.state == Swap.State.ACCEPTED:
        return swap
    if swap.state != Swap.State.ASKED:
        raise already(swap)
    _carry_out(swap, by=by, at=at)
    tell_answered(swap, cabinet=by.cabinet, at=at)
    return swap


def decline_swap(*, swap: Swap, by: Membership, at: datetime) -> Swap:
    if swap.asked_to_id != by.pk:
        raise PermissionDenied("Cet échange ne vous est pas proposé.")
    return _answer(swap, Swap.State.DECLINED, by=by, at=at)


def withdraw_swap(*, swap: Swap, by: Membership, at: datetime) -> Swap:
    """By who asked; by who keeps the calendar too."""
    if swap.asked_by_id != by.pk and not may_swap_for(by, swap.given):
        raise PermissionDenied("Cette demande n’est pas la vôtre.")
    return _answer(swap, Swap.State.WITHDRAWN, by=by, at=at)


def swap_for(
    *, given: Day, to: Membership, by: Membership, at: datetime, wanted: Day | None = None, reason: str = ""
) -> Swap:
    """In the name of both, by who keeps the calendar: done at once, both are told."""
    if not may_swap_for(by, given):
        raise PermissionDenied("Votre rôle ne permet pas d’échanger pour d’autres.")
    days = [given, wanted] if wanted else [given]
    owner = given.membership
    lock_days_of(
        cabinet_id=by.cabinet_id, people=[owner.person_id, to.person_id], days=[day.on for day in days]
    )
    _check(given, to=to, wanted=wanted, by=by, at=at)
    if isinstance(given, Astreinte):
        _check_free(days, [to, owner])
    reason = _reason(reason, days, by=by, at=at)
    Swap.objects.waiting().filter(**_named("given", given)).update(state=Swap.State.WITHDRAWN, answered_at=at)
    swap = Swap(
        asked_by=owner, asked_to=to, asked_at=at, reason=reason, done_by=by,
        **_named("given", given), **_named("wanted", wanted),
    )  # fmt: skip
    swap.save(force_insert=True)
    _carry_out(swap, by=by, at=at)
    tell_done(swap, cabinet=by.cabinet, by=by, at=at)
    return swap


def _locked(swap: Swap, *, by: Membership) -> Swap:
    """The swap as it stands, once nobody else can change it nor its days."""
    swap = Swap.objects.with_days().get(pk=swap.pk)
    people = [swap.asked_by.person_id, swap.asked_to.person_id]
    lock_days_of(cabinet_id=by.cabinet_id, people=people, days=[day.on for day in swap.days])
    return Swap.objects.select_for_update(of=("self",)).with_days().get(pk=swap.pk)


def _carry_out(swap: Swap, *, by: Membership, at: datetime) -> None:
    """Release both, make both anew. Everything or nothing."""
    kind = type(swap.given)
    pks = [day.pk for day in swap.days]
    rows = {
        row.pk: row
        for row in kind.objects.select_for_update(of=("self",)).with_names().filter(pk__in=pks).order_by("pk")
    }
    moves = [(rows[swap.given.pk], swap.asked_by, swap.asked_to)]
    if swap.wanted:
        moves.append((rows[swap.wanted.pk], swap.asked_to, swap.asked_by))
    for day, holder, _ in moves:
        if not day.stands or day.membership_id != holder.pk:
            raise SwapGone(
                f"{holder.display_name} n’a plus le {long_day(day.on)}\u202f: l’échange ne tient plus."
            )
        if not _terms(day, by=by, at=at).allowed:
            raise SwapGone(f"Le {long_day(day.on)} est passé\u202f: l’échange ne tient plus.")
    late = is_late([day for day, _, _ in moves], by=by, at=at)
    try:
        with transaction.atomic():
            for day, _, _ in moves:
                _release(day, by=by, at=at)
            for day, _, taker in moves:
                _make_anew(day, taker, by=by, at=at)
            for day, _, taker in moves:
                if isinstance(day, Presence):
                    house.day_released([day], by=by, at=at, to=taker)
            _close(swap, Swap.State.ACCEPTED, at=at)
    except PersonThere as error:
        raise SwapRefused(
            f"{error.presence.membership.display_name} est déjà au cabinet {long_day(error.presence.on)}."
        ) from error
    except PersonElsewhere as error:
        raise SwapRefused(
            "L’un des deux n’est pas libre ce jour-là\u202f: l’échange n’est pas fait."
        ) from error
    except RoomTaken as error:
        raise SwapRefused("La salle n’est plus libre\u202f: l’échange n’est pas fait.") from error
    audit.record("swap", swap, by=by, at=at, late=late, **_details(swap))
    if late:
        tell_done(swap, cabinet=by.cabinet, by=by, at=at, secretaries=True)


def _release(day: Day, *, by: Membership, at: datetime) -> None:
    day.released_at, day.released_by, day.release_reason = at, by, WHY
    day.sequence += 1
    fields = ["released_at", "released_by", "release_reason", "sequence"]
    if isinstance(day, Presence):
        day.changed_at = at
        fields.append("changed_at")
        day_changed(day.on)
    day.save(update_fields=fields)


def _make_anew(day: Day, taker: Membership, *, by: Membership, at: datetime) -> Day:
    if isinstance(day, Presence):
        return place_presence(
            cabinet=by.cabinet, membership=taker, on=day.on, period=day.period, room=day.room, by=by, at=at,
            call=day.call,
        )  # fmt: skip
    # Who agreed has read it; in the name of others, they are still to say so.
    agreed = by.pk in (taker.pk, day.membership_id)
    duty = Astreinte(
        membership=taker, on=day.on, starts_at=day.starts_at, ends_at=day.ends_at,
        assigned_by=by, assigned_at=at, acknowledged_at=at if agreed else None,
    )  # fmt: skip
    astreintes.insert(duty, by=by)
    return duty


def _answer(swap: Swap, state: str, *, by: Membership, at: datetime) -> Swap:
    swap = Swap.objects.select_for_update(of=("self",)).with_days().get(pk=swap.pk)
    if swap.state == state:
        return swap
    if swap.state != Swap.State.ASKED:
        raise already(swap)
    _close(swap, state, at=at)
    audit.record(f"{state}_swap", swap, by=by, at=at, **_details(swap))
    if state == Swap.State.DECLINED:
        tell_answered(swap, cabinet=by.cabinet, at=at)
    return swap


def _close(swap: Swap, state: str, *, at: datetime) -> None:
    swap.state, swap.answered_at = state, at
    swap.save(update_fields=["state", "answered_at"])


def _check(given: Day, *, to: Membership, wanted: Day | None, by: Membership, at: datetime) -> None:
    """Whether these two may give each other these days at all."""
    owner = given.membership
    if to.pk == owner.pk:
        raise SwapRefused("On n’échange pas avec soi-même.", field="option")
    for day, holder, taker in ((given, owner, to), (wanted, to, owner)):
        if day is None:
            continue
        if not day.stands or day.membership_id != holder.pk:
            raise SwapRefused(
                f"{holder.display_name} n’a pas ce jour\u202f: relisez la page.", field="option"
            )
        if isinstance(day, Presence) and not day.counts:
            raise SwapRefused("Un jour en dernier recours ou à confirmer ne s’échange pas.", field="option")
        if not may_be_given(taker, day):
            raise SwapRefused(f"{taker.display_name} ne peut pas tenir ce jour.", field="option")
        if not _terms(day, by=by, at=at).allowed:
            raise SwapRefused("Ce jour est passé.", field="option")
    if wanted is not None and type(wanted) is not type(given):
        raise SwapRefused("Une présence s’échange contre une présence.", field="option")


def _check_free(days: Sequence[Day], people: Sequence[Membership]) -> None:
    """An astreinte that is moved by somebody else goes to who is free."""
    for day, taker in zip(days, people, strict=False):
        if Engagement.objects.of([taker.person_id]).between(day.starts_at, day.ends_at).exists():
            raise SwapRefused(f"{taker.display_name} n’est pas libre {long_day(day.on)}.", field="option")


def _reason(reason: str, days: Sequence[Day], *, by: Membership, at: datetime) -> str:
    reason = reason.strip()
    if not reason and any(_terms(day, by=by, at=at).needs_reason for day in days):
        notice = count(by.cabinet.release_notice_days, "jour", "jours")
        raise SwapRefused(
            f"À moins de {notice}, dites pourquoi en quelques mots\u202f: le secrétariat sera prévenu.",
            field="reason",
        )
    if len(reason) > REASON_LIMIT:
        raise SwapRefused(
            f"Le motif dépasse {REASON_LIMIT} caractères\u202f: gardez l’essentiel.", field="reason"
        )
    return reason


def _terms(day: Day, *, by: Membership, at: datetime) -> Terms:
    return release_terms(
        day.on,
        today=at.astimezone(PARIS).date(),
        notice_days=by.cabinet.release_notice_days,
        keeps_calendar=isinstance(day, Presence) and keeps_calendar(by),
    )


def _named(role: str, day: Day | None) -> dict:
    """« given » or « wanted », as the field of its kind."""
    if day is None:
        return {}
    return {f"{role}_{'presence' if isinstance(day, Presence) else 'astreinte'}": day}


def _details(swap: Swap) -> dict:
    return {
        "given": str(swap.given.on),
        "wanted": str(swap.wanted.on) if swap.wanted else "",
        "people": [swap.asked_by.person_id, swap.asked_to.person_id],
        "kind": type(swap.given)._meta.model_name,
    }
