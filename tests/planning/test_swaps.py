"""Days and astreintes that change hands: asked, accepted, done for others; the earlier occupant is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cabinet.actions.refusals import Refused
from cabinet.models import AuditEntry, Membership, OutboxMessage
from cabinet.tenancy.scope import scoped
from planning.actions import release_presence
from planning.actions.astreintes import assign_astreinte, give_up_astreinte
from planning.actions.swap_refusals import SwapGone, SwapRefused
from planning.actions.swaps import accept_swap, ask_swap, decline_swap, swap_for, withdraw_swap
from planning.models import Astreinte, Presence, Swap
from tests.planning.conftest import FRIDAY, NOW, TODAY, WEDNESDAY, booker

FAR = WEDNESDAY + timedelta(weeks=1)
SOON = TODAY + timedelta(days=3)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def days(nieul, book):
    """Fradin's Wednesday and Rabiller's Friday, a week ahead and more."""
    return book(nieul.fradin, FAR), book(nieul.rabiller, FRIDAY + timedelta(weeks=1))


def ask(nieul, given, wanted=None, **values) -> Swap:
    named = {"to": nieul.rabiller, "by": given.membership, "at": NOW}
    return ask_swap(**named | {"given": given, "wanted": wanted} | values)


def standing() -> list[tuple]:
    return sorted(
        Presence.objects.standing().values_list("on", "membership__person__last_name", "room__name")
    )


def recipients(key: str) -> list[str]:
    return sorted(OutboxMessage.objects.filter(key__startswith=f"{key}:").values_list("recipient", flat=True))


def test_exchange_is_made_when_the_other_accepts(nieul, days):
    given, wanted = days
    swap = ask(nieul, given, wanted)
    assert standing() == [(given.on, "Fradin", "Bureau 1"), (wanted.on, "Rabiller", "Bureau 1")]
    accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert standing() == [(given.on, "Rabiller", "Bureau 1"), (wanted.on, "Fradin", "Bureau 1")]


def test_earlier_occupant_is_gone_as_a_release_is(nieul, days):
    given, wanted = days
    accept_swap(swap=ask(nieul, given, wanted), by=nieul.rabiller, at=LATER)
    for row in (given, wanted):
        row.refresh_from_db()
        assert (row.released_at, row.release_reason, row.sequence, row.changed_at) == (
            LATER,
            "échange",
            1,
            LATER,
        )


def test_day_is_given_for_nothing(nieul, days):
    given, _ = days
    accept_swap(swap=ask(nieul, given), by=nieul.rabiller, at=LATER)
    assert standing()[0] == (given.on, "Rabiller", "Bureau 1")


def test_people_are_told_and_the_audit_names_them(nieul, days):
    given, wanted = days
    swap = ask(nieul, given, wanted)
    asked = OutboxMessage.objects.get()
    assert asked.recipient == nieul.rabiller.person.email
    assert asked.subject == "Cabinet de Nieul\u202f: Dr Fradin vous propose mercredi 17 mars"
    assert "/c/nieul/planning/echanges/" in asked.body
    accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert recipients("swap_accepted") == [nieul.fradin.person.email]
    assert AuditEntry.objects.get(verb="swap").details == {
        "kind": "presence",
        "given": "2027-03-17",
        "wanted": "2027-03-19",
        "people": [nieul.fradin.person_id, nieul.rabiller.person_id],
        "late": False,
    }


def test_asking_and_accepting_twice_is_once(nieul, days):
    given, wanted = days
    swap = ask(nieul, given, wanted)
    assert ask(nieul, given, wanted, at=LATER) == swap
    accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    accept_swap(swap=swap, by=nieul.rabiller, at=LATER + timedelta(hours=1))
    assert Presence.objects.count() == 4
    assert AuditEntry.objects.filter(verb="swap").count() == 1


def test_day_is_offered_to_one_person_at_a_time(nieul, days):
    ask(nieul, days[0])
    with pytest.raises(SwapRefused, match="déjà proposé à Dr Rabiller"):
        ask(nieul, days[0], to=nieul.sorin)


def test_day_may_be_offered_again_when_the_one_wanted_is_gone(nieul, days):
    given, wanted = days
    first = ask(nieul, given, wanted)
    release_presence(presence=wanted, by=nieul.rabiller, at=NOW)
    second = ask(nieul, given, to=nieul.sorin, at=LATER)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "asked")


def test_declined_and_withdrawn_change_nothing(nieul, days):
    before = standing()
    swap = ask(nieul, *days)
    decline_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert recipients("swap_declined") == [nieul.fradin.person.email]
    with pytest.raises(SwapGone, match="a déjà refusé"):
        accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    again = ask(nieul, *days, at=LATER)
    withdraw_swap(swap=again, by=nieul.fradin, at=LATER)
    with pytest.raises(SwapGone, match="a retiré"):
        accept_swap(swap=again, by=nieul.rabiller, at=LATER)
    assert standing() == before


def test_only_the_one_who_was_asked_answers(nieul, days):
    swap = ask(nieul, *days)
    for action, by in ((accept_swap, nieul.fradin), (accept_swap, nieul.jaulin), (decline_swap, nieul.sorin)):
        with pytest.raises(PermissionDenied):
            action(swap=swap, by=by, at=LATER)
    with pytest.raises(PermissionDenied):
        withdraw_swap(swap=swap, by=nieul.rabiller, at=LATER)
    with pytest.raises(PermissionDenied):
        ask(nieul, days[0], by=nieul.sorin)


@pytest.mark.parametrize("which", [0, 1])
def test_day_released_meanwhile_ends_the_exchange(nieul, days, which):
    swap = ask(nieul, *days)
    release_presence(presence=days[which], by=nieul.jaulin, at=NOW)
    before = standing()
    with pytest.raises(SwapGone, match="l’échange ne tient plus"):
        accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert standing() == before


def test_day_swapped_elsewhere_meanwhile_ends_the_exchange(nieul, days):
    given, wanted = days
    swap = ask(nieul, given, wanted)
    swap_for(given=wanted, to=nieul.sorin, by=nieul.jaulin, at=NOW)
    with pytest.raises(SwapGone, match="Dr Rabiller n’a plus le vendredi 19 mars"):
        accept_swap(swap=swap, by=nieul.rabiller, at=LATER)


def test_day_that_is_past_is_no_longer_exchanged(nieul, days):
    swap = ask(nieul, *days)
    with pytest.raises(SwapGone, match="est passé"):
        accept_swap(swap=swap, by=nieul.rabiller, at=NOW + timedelta(weeks=4))


def test_late_exchange_asks_for_a_reason_and_tells_the_secretary(nieul, book):
    given = book(nieul.fradin, SOON)
    with pytest.raises(SwapRefused) as refused:
        ask(nieul, given)
    assert refused.value.field == "reason"
    swap = ask(nieul, given, reason="formation")
    assert recipients("swap_done") == []
    accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert recipients("swap_done") == [nieul.jaulin.person.email]
    assert not OutboxMessage.objects.filter(body__contains="formation").exists()


def test_exchange_with_who_is_there_already_is_refused_and_undone(nieul, days, book):
    given, wanted = days
    swap = ask(nieul, given, wanted)
    book(nieul.rabiller, given.on, "morning")
    before = standing()
    with pytest.raises(SwapRefused, match="Dr Rabiller est déjà au cabinet mercredi 17 mars"):
        accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert standing() == before
    swap.refresh_from_db()
    assert swap.state == "asked"


def test_exchange_with_who_is_in_another_practice_is_refused_without_saying_where(nieul, days):
    swap = ask(nieul, days[0])
    with scoped(nieul.next_door.cabinet.pk):
        other = Membership.objects.create(person=nieul.rabiller.person, role="remplacant", starts_on=TODAY)
        other.cabinet = nieul.next_door.cabinet
        booker(nieul)(other, days[0].on, by=other)
    with pytest.raises(SwapRefused) as refused:
        accept_swap(swap=swap, by=nieul.rabiller, at=LATER)
    assert (
        refused.value.sentence == "L’un des deux n’est pas libre ce jour-là\u202f: l’échange n’est pas fait."
    )


def test_halves_of_one_day_are_exchanged(nieul, book):
    morning, afternoon = book(nieul.fradin, FAR, "morning"), book(nieul.rabiller, FAR, "afternoon")
    accept_swap(swap=ask(nieul, morning, afternoon), by=nieul.rabiller, at=LATER)
    assert list(
        Presence.objects.standing()
        .order_by("starts_at")
        .values_list("period", "membership__person__last_name")
    ) == [("morning", "Rabiller"), ("afternoon", "Fradin")]


def test_day_of_a_doctor_does_not_go_to_a_nurse(nieul, days):
    with pytest.raises(SwapRefused, match="ne peut pas tenir ce jour"):
        ask(nieul, days[0], to=nieul.drapeau)


def test_intern_gives_a_day_to_a_locum(nieul, book):
    accept_swap(swap=ask(nieul, book(nieul.hervouet, FAR)), by=nieul.rabiller, at=LATER)
    assert standing() == [(FAR, "Rabiller", "Bureau 1")]


def test_secretary_does_it_for_both_and_both_are_told(nieul, days):
    given, wanted = days
    swap = swap_for(given=given, wanted=wanted, to=nieul.rabiller, by=nieul.jaulin, at=NOW)
    assert (swap.state, swap.done_by) == ("accepted", nieul.jaulin)
    assert standing() == [(given.on, "Rabiller", "Bureau 1"), (wanted.on, "Fradin", "Bureau 1")]
    assert recipients("swap_done") == sorted([nieul.fradin.person.email, nieul.rabiller.person.email])
    assert AuditEntry.objects.get(verb="swap").by == nieul.jaulin


def test_what_was_asked_gives_way_to_what_the_secretary_does(nieul, days):
    asked = ask(nieul, days[0])
    swap_for(given=days[0], to=nieul.sorin, by=nieul.jaulin, at=LATER)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


@pytest.mark.parametrize("who", ["rabiller", "hervouet", "bossard", "drapeau", "guilbaud"])
def test_others_exchange_for_nobody(nieul, days, who):
    with pytest.raises(PermissionDenied):
        swap_for(given=days[0], to=nieul.sorin, by=getattr(nieul, who), at=NOW)


@pytest.fixture
def duties(nieul):
    def assign(who, on):
        return assign_astreinte(membership=who, on=on, by=nieul.jaulin, at=NOW)

    return assign(nieul.fradin, FAR), assign(nieul.rabiller, FRIDAY + timedelta(weeks=1))


def held() -> list[tuple]:
    rows = Astreinte.objects.standing().with_names()
    return [(row.membership.person.last_name, row.acknowledged_at) for row in rows]


def test_astreintes_are_exchanged_and_both_have_read_them(nieul, duties):
    given, wanted = duties
    accept_swap(swap=ask(nieul, given, wanted), by=nieul.rabiller, at=LATER)
    assert held() == [("Rabiller", LATER), ("Fradin", LATER)]
    given.refresh_from_db()
    assert (given.sequence, given.release_reason) == (1, "échange")


def test_astreinte_exchanged_by_the_secretary_is_still_to_be_read(nieul, duties):
    swap_for(given=duties[0], to=nieul.sorin, by=nieul.jaulin, at=LATER)
    assert held() == [("Sorin", None), ("Rabiller", None)]


def test_astreinte_is_not_put_by_others_on_who_is_taken(nieul, duties):
    with scoped(nieul.next_door.cabinet.pk):
        other = Membership.objects.create(person=nieul.sorin.person, role="remplacant", starts_on=TODAY)
        other.cabinet = nieul.next_door.cabinet
        booker(nieul)(other, duties[0].on, by=other)
    with pytest.raises(SwapRefused, match="Dr Sorin n’est pas libre"):
        swap_for(given=duties[0], to=nieul.sorin, by=nieul.jaulin, at=LATER)


def test_astreinte_given_up_meanwhile_ends_the_exchange(nieul, duties):
    swap = ask(nieul, *duties)
    give_up_astreinte(astreinte=duties[1], by=nieul.rabiller, at=NOW)
    with pytest.raises(SwapGone):
        accept_swap(swap=swap, by=nieul.rabiller, at=LATER)


def test_presence_and_astreinte_do_not_mix(nieul, duties, days):
    with pytest.raises(SwapRefused):
        ask(nieul, days[0], duties[1])


def at_once(cast, *actions) -> list:
    """Each in a thread and a transaction of its own: its answer, or its refusal."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(30)
            with scoped(cast.cabinet.pk):
                return action()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.fixture
def living_days(living_nieul):
    cast = living_nieul
    with scoped(cast.cabinet.pk):
        return cast, booker(cast)(cast.fradin, FAR), booker(cast)(cast.rabiller, FRIDAY + timedelta(weeks=1))


def occupants(cast) -> list[str]:
    with scoped(cast.cabinet.pk):
        return [who for _, who, _ in standing()]


def test_exchange_asked_both_ways_and_accepted_at_once_is_made_once(living_days):
    cast, one, other = living_days
    with scoped(cast.cabinet.pk):
        there = ask_swap(given=one, wanted=other, to=cast.rabiller, by=cast.fradin, at=NOW)
        back = ask_swap(given=other, wanted=one, to=cast.fradin, by=cast.rabiller, at=NOW)
    results = at_once(
        cast,
        lambda: accept_swap(swap=there, by=cast.rabiller, at=LATER),
        lambda: accept_swap(swap=back, by=cast.fradin, at=LATER),
    )
    assert sorted(type(result).__name__ for result in results) == ["Swap", "SwapGone"]
    assert occupants(cast) == ["Rabiller", "Fradin"]


def test_accepting_five_times_at_once_is_once(living_days):
    cast, one, other = living_days
    with scoped(cast.cabinet.pk):
        swap = ask_swap(given=one, wanted=other, to=cast.rabiller, by=cast.fradin, at=NOW)
    results = at_once(cast, *[lambda: accept_swap(swap=swap, by=cast.rabiller, at=LATER)] * 5)
    assert {type(result) for result in results} == {Swap}
    assert occupants(cast) == ["Rabiller", "Fradin"]


@pytest.mark.parametrize("round_", range(3))
def test_accepting_while_the_day_is_released_is_one_or_the_other(living_days, round_):
    cast, one, other = living_days
    with scoped(cast.cabinet.pk):
        swap = ask_swap(given=one, wanted=other, to=cast.rabiller, by=cast.fradin, at=NOW)
    accepted, _ = at_once(
        cast,
        lambda: accept_swap(swap=swap, by=cast.rabiller, at=LATER),
        lambda: release_presence(presence=one, by=cast.fradin, at=LATER),
    )
    made = ["Rabiller", "Fradin"] if isinstance(accepted, Swap) else ["Rabiller"]
    assert occupants(cast) == made


def test_crossed_exchanges_done_by_two_secretaries_never_wait_in_a_circle(living_days):
    cast, one, other = living_days
    results = at_once(
        cast,
        lambda: swap_for(given=one, wanted=other, to=cast.rabiller, by=cast.jaulin, at=NOW),
        lambda: swap_for(given=other, wanted=one, to=cast.fradin, by=cast.texier, at=NOW),
    )
    assert sum(isinstance(result, Swap) for result in results) == 1
    assert occupants(cast) == ["Rabiller", "Fradin"]
