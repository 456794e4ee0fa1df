"""Astreintes: taken, entrusted, given up, read; holes are told at once to those who can mend them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cabinet.clock import PARIS
from cabinet.models import AuditEntry, Membership, OutboxMessage
from cabinet.tenancy.scope import scoped
from planning.actions import release_presence
from planning.actions.astreintes import (
    AstreinteRefused,
    AstreinteTaken,
    acknowledge_astreinte,
    assign_astreinte,
    assign_proposal,
    give_up_astreinte,
)
from planning.actions.hand_over import HandOverRefused, read_hand_over, write_hand_over
from planning.models import Absence, Astreinte, HandOver
from planning.queries.rota import read_rota
from tests.planning.conftest import MONDAY, NOW, TODAY, TUESDAY, WEDNESDAY, booker

SUNDAY = date(2027, 3, 14)
EASTER_MONDAY = date(2027, 3, 29)
SOON = TODAY + timedelta(days=3)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def assign(nieul):
    def assigning(membership, on, **values):
        return assign_astreinte(
            **{"membership": membership, "on": on, "by": nieul.jaulin, "at": NOW} | values
        )

    return assigning


def mails(**filters) -> list[str]:
    return sorted(OutboxMessage.objects.filter(**filters).values_list("recipient", flat=True))


def everybody(*memberships) -> list[str]:
    return sorted(membership.person.email for membership in memberships)


def test_astreinte_is_entrusted_with_its_hours_and_told(nieul, assign):
    duty = assign(nieul.fradin, MONDAY)
    assert [f"{at.astimezone(PARIS):%d %H:%M}" for at in (duty.starts_at, duty.ends_at)] == [
        "08 08:00",
        "08 20:00",
    ]
    assert (duty.assigned_by, duty.acknowledged_at) == (nieul.jaulin, None)
    message = OutboxMessage.objects.get()
    assert message.recipient == nieul.fradin.person.email
    assert message.subject == "Cabinet de Nieul\u202f: vous êtes d’astreinte lundi 8 mars"
    assert "/c/nieul/planning/astreintes/?mois=2027-03#astreinte-2027-03-08" in message.body
    assert AuditEntry.objects.get(verb="assign_astreinte").details["on"] == "2027-03-08"


def test_night_astreinte_ends_on_the_morrow_over_the_change_of_clocks(nieul, assign):
    cabinet = nieul.cabinet
    cabinet.astreinte_starts, cabinet.astreinte_ends = cabinet.astreinte_ends, cabinet.astreinte_starts
    duty = assign(nieul.fradin, date(2027, 3, 27))
    duty.refresh_from_db()
    assert (duty.ends_at - duty.starts_at) == timedelta(hours=11)


def test_astreinte_taken_by_oneself_is_read_and_not_told(nieul, assign):
    duty = assign(nieul.fradin, MONDAY, by=nieul.fradin)
    assert duty.acknowledged_at == NOW
    assert mails() == []


def test_asking_twice_is_asking_once(nieul, assign):
    assert assign(nieul.fradin, MONDAY) == assign(nieul.fradin, MONDAY, at=LATER)
    assert len(mails()) == 1


def test_second_doctor_is_told_who_has_it(nieul, assign):
    assign(nieul.fradin, MONDAY)
    with pytest.raises(AstreinteTaken) as refused:
        assign(nieul.rabiller, MONDAY, by=nieul.rabiller)
    assert refused.value.sentence == "Dr Fradin est déjà d’astreinte lundi 8 mars."


def test_database_refuses_a_second_doctor(nieul, assign):
    duty = assign(nieul.fradin, MONDAY)
    with pytest.raises(IntegrityError, match="astreinte_is_one_doctor_a_day"), transaction.atomic():
        Astreinte.objects.create(
            membership=nieul.rabiller,
            on=MONDAY,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at,
            assigned_at=NOW,
        )


@pytest.mark.parametrize(
    ("who", "on", "sentence"),
    [
        ("hervouet", MONDAY, "Anaïs Hervouet ne prend pas d’astreinte."),
        ("fradin", SUNDAY, "Le laboratoire n’appelle pas dimanche 14 mars."),
        ("fradin", EASTER_MONDAY, "Le laboratoire n’appelle pas lundi 29 mars (Lundi de Pâques)."),
        ("fradin", date(2024, 12, 2), "Cette astreinte est finie."),
    ],
)
def test_day_or_person_that_makes_no_sense_is_refused(nieul, assign, who, on, sentence):
    with pytest.raises(AstreinteRefused) as refused:
        assign(getattr(nieul, who), on)
    assert refused.value.sentence == sentence


def test_former_member_is_refused(nieul, assign):
    Membership.objects.filter(pk=nieul.fradin.pk).update(ends_on=MONDAY)
    nieul.fradin.refresh_from_db()
    with pytest.raises(AstreinteRefused, match="n’est pas dans ce cabinet"):
        assign(nieul.fradin, TUESDAY)


@pytest.mark.parametrize("period", ["day", "morning"])
def test_day_with_a_doctor_needs_nobody(nieul, assign, book, period):
    book(nieul.rabiller, MONDAY, period)
    with pytest.raises(AstreinteRefused) as refused:
        assign(nieul.fradin, MONDAY)
    assert (
        refused.value.sentence
        == "Dr Rabiller est au cabinet lundi 8 mars\u202f: ce jour n’a pas besoin d’astreinte."
    )


def test_day_with_the_nurse_alone_needs_somebody(nieul, assign, book):
    book(nieul.drapeau, MONDAY)
    assert assign(nieul.fradin, MONDAY).on == MONDAY


@pytest.fixture
def fradin_away(nieul):
    return Absence.objects.create(
        membership=nieul.fradin, kind="leave", starts_on=MONDAY, ends_on=MONDAY, said_at=NOW
    )


def test_who_is_away_is_not_entrusted_but_may_take_it(nieul, assign, fradin_away):
    with pytest.raises(AstreinteRefused, match="Dr Fradin n’est pas libre lundi 8 mars"):
        assign(nieul.fradin, MONDAY)
    assert assign(nieul.fradin, MONDAY, by=nieul.fradin).membership == nieul.fradin


@pytest.mark.parametrize("role", ["rabiller", "hervouet", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_others_entrust_nothing(nieul, assign, role):
    with pytest.raises(PermissionDenied):
        assign(nieul.fradin, MONDAY, by=getattr(nieul, role))


def test_proposal_is_shared_out_and_told_once_to_each(nieul, book):
    book(nieul.fradin, WEDNESDAY)
    days = [MONDAY + timedelta(days=n) for n in range(6)]
    proposed = read_rota(nieul.cabinet, days, today=TODAY).propose([d for d in days if d != WEDNESDAY])
    made, refused = assign_proposal(days=list(proposed.items()), by=nieul.jaulin, at=NOW)
    assert (len(made), refused) == (5, [])
    names = [duty.membership.person.last_name for duty in made]
    assert names == ["Fradin", "Rabiller", "Sorin", "Texier", "Fradin"]
    assert mails() == everybody(nieul.fradin, nieul.rabiller, nieul.sorin, nieul.texier)


def test_proposal_never_asks_who_is_away_or_elsewhere(nieul, fradin_away):
    with scoped(nieul.next_door.cabinet.pk):
        other = Membership.objects.create(
            person=nieul.rabiller.person, role="remplacant", starts_on=date(2026, 1, 1)
        )
        other.cabinet = nieul.next_door.cabinet
        booker(nieul)(other, MONDAY, by=other)
    order = read_rota(nieul.cabinet, [MONDAY, TUESDAY], today=TODAY)
    assert [member.person.last_name for member in order.order(MONDAY)] == ["Sorin", "Texier"]
    assert len(order.order(TUESDAY)) == 4


def test_proposal_changed_meanwhile_is_done_in_part(nieul, assign):
    assign(nieul.sorin, MONDAY)
    made, refused = assign_proposal(
        days=[(MONDAY, nieul.fradin), (TUESDAY, nieul.fradin)], by=nieul.jaulin, at=LATER
    )
    assert [duty.on for duty in made] == [TUESDAY]
    assert [refusal.sentence for refusal in refused] == ["Dr Sorin est déjà d’astreinte lundi 8 mars."]


def test_astreinte_is_given_up_freely_until_the_notice(nieul, assign):
    duty = assign(nieul.fradin, MONDAY + timedelta(weeks=1))
    OutboxMessage.objects.all().delete()
    given = give_up_astreinte(astreinte=duty, by=nieul.fradin, at=NOW)
    assert (given.released_at, given.released_by, given.sequence) == (NOW, nieul.fradin, 1)
    assert mails() == []
    assert assign(nieul.rabiller, duty.on).on == duty.on


def test_late_giving_up_asks_for_a_reason_and_tells_titulaires_and_secretary(nieul, assign):
    duty = assign(nieul.fradin, SOON)
    with pytest.raises(AstreinteRefused) as refused:
        give_up_astreinte(astreinte=duty, by=nieul.fradin, at=NOW, reason=" ")
    assert refused.value.field == "reason"
    give_up_astreinte(astreinte=duty, by=nieul.fradin, at=NOW, reason="grippe")
    give_up_astreinte(astreinte=duty, by=nieul.fradin, at=LATER, reason="grippe")
    assert mails(key__startswith="hole:") == everybody(nieul.texier, nieul.sorin, nieul.jaulin)
    message = OutboxMessage.objects.filter(key__startswith="hole:").first()
    assert message.subject == "Cabinet de Nieul\u202f: personne pour le laboratoire jeudi 4 mars"
    assert "grippe" not in message.body


def test_doctor_whose_astreinte_is_withdrawn_is_told(nieul, assign):
    duty = assign(nieul.fradin, MONDAY + timedelta(weeks=1))
    give_up_astreinte(astreinte=duty, by=nieul.jaulin, at=NOW)
    assert mails(key__startswith="astreinte_withdrawn:") == everybody(nieul.fradin)


def test_astreinte_of_another_is_not_given_up(nieul, assign):
    with pytest.raises(PermissionDenied):
        give_up_astreinte(astreinte=assign(nieul.fradin, MONDAY), by=nieul.rabiller, at=NOW)


def test_astreinte_that_is_over_stays(nieul, assign):
    duty = assign(nieul.fradin, SOON)
    with pytest.raises(AstreinteRefused, match="finie"):
        give_up_astreinte(astreinte=duty, by=nieul.fradin, at=duty.ends_at, reason="trop tard")


def test_needless_astreinte_is_given_up_without_a_reason(nieul, assign, book):
    duty = assign(nieul.fradin, SOON)
    book(nieul.rabiller, SOON)
    OutboxMessage.objects.all().delete()
    assert give_up_astreinte(astreinte=duty, by=nieul.fradin, at=NOW).released_at == NOW
    assert mails() == []


def test_reading_is_kept_once_and_by_its_doctor(nieul, assign):
    duty = assign(nieul.fradin, MONDAY)
    with pytest.raises(PermissionDenied):
        acknowledge_astreinte(astreinte=duty, by=nieul.jaulin, at=NOW)
    acknowledge_astreinte(astreinte=duty, by=nieul.fradin, at=NOW)
    assert acknowledge_astreinte(astreinte=duty, by=nieul.fradin, at=LATER).acknowledged_at == NOW


def test_intern_who_is_ill_leaves_a_hole_that_is_told_at_once(nieul, book):
    presence = book(nieul.hervouet, SOON)
    release_presence(presence=presence, by=nieul.hervouet, at=NOW, reason="malade")
    release_presence(presence=presence, by=nieul.hervouet, at=LATER, reason="malade")
    assert mails(key__startswith="hole:") == everybody(nieul.texier, nieul.sorin)
    told = OutboxMessage.objects.get(recipient=nieul.jaulin.person.email)
    assert "Plus aucun médecin ce jour-là, et personne n’est d’astreinte." in told.body


@pytest.mark.parametrize("case", ["another doctor", "far", "sunday", "nurse"])
def test_release_that_makes_no_hole_tells_nobody(nieul, book, case):
    on = {"far": MONDAY + timedelta(weeks=2), "sunday": TODAY - timedelta(days=-6)}.get(case, SOON)
    presence = book(nieul.drapeau if case == "nurse" else nieul.hervouet, on)
    if case == "another doctor":
        book(nieul.fradin, on)
    release_presence(presence=presence, by=nieul.jaulin, at=NOW, reason="malade")
    assert mails(key__startswith="hole:") == []


def test_astreinte_that_counts_again_is_told_to_its_doctor(nieul, assign, book):
    assign(nieul.fradin, SOON)
    presence = book(nieul.hervouet, SOON)
    release_presence(presence=presence, by=nieul.hervouet, at=NOW, reason="malade")
    assert mails(key__startswith="astreinte_again:") == everybody(nieul.fradin)
    assert mails(key__startswith="hole:") == []


def test_hand_over_is_written_once_the_duty_has_begun_and_read_by_the_next_one(nieul, assign):
    duty = assign(nieul.fradin, SOON)
    with pytest.raises(HandOverRefused, match="pas commencé"):
        write_hand_over(astreinte=duty, text="INR à refaire", by=nieul.fradin, at=NOW)
    line = write_hand_over(astreinte=duty, text=" INR  à refaire ", by=nieul.fradin, at=duty.ends_at)
    assert write_hand_over(astreinte=duty, text="INR à refaire", by=nieul.fradin, at=duty.ends_at) == line
    for other in (nieul.fradin, nieul.jaulin):
        with pytest.raises(PermissionDenied):
            read_hand_over(hand_over=line, by=other, at=duty.ends_at)
    read = read_hand_over(hand_over=line, by=nieul.hervouet, at=duty.ends_at)
    assert (read.read_by, read.read_at) == (nieul.hervouet, duty.ends_at)
    again = read_hand_over(hand_over=line, by=nieul.rabiller, at=duty.ends_at + timedelta(hours=1))
    assert again.read_by == nieul.hervouet
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize("text", ["   ", "x" * 301])
def test_hand_over_that_says_nothing_or_too_much_is_refused(nieul, assign, text):
    duty = assign(nieul.fradin, SOON)
    with pytest.raises(HandOverRefused):
        write_hand_over(astreinte=duty, text=text, by=nieul.fradin, at=duty.starts_at)


def test_counts_leave_out_days_on_which_a_doctor_was_there(nieul, assign, book):
    for on in (MONDAY, TUESDAY):
        assign(nieul.fradin, on)
    book(nieul.rabiller, TUESDAY)
    counts = read_rota(nieul.cabinet, [WEDNESDAY], today=TODAY).counts(TODAY)
    assert counts[0] == (nieul.fradin, 1)
    assert [number for _, number in counts] == [1, 0, 0, 0]


def at_once(*calls) -> list:
    """Each call in a thread and a transaction of its own: what it returned, or its refusal."""
    barrier = Barrier(len(calls))

    def run(call):
        cabinet, action = call
        try:
            barrier.wait(30)
            with scoped(cabinet.pk):
                return action()
        except AstreinteTaken as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_four_who_take_the_same_day_at_once_are_one(living_nieul):
    cast = living_nieul
    doctors = [cast.fradin, cast.rabiller, cast.sorin, cast.texier] * 3
    results = at_once(
        *[
            (cast.cabinet, lambda who=who: assign_astreinte(membership=who, on=MONDAY, by=who, at=NOW))
            for who in doctors
        ]
    )
    winners = {result.membership_id for result in results if isinstance(result, Astreinte)}
    losers = {result.sentence for result in results if isinstance(result, AstreinteTaken)}
    assert len(winners) == 1
    assert len(losers) == 1
    with scoped(cast.cabinet.pk):
        assert Astreinte.objects.standing().count() == 1


def test_two_doctors_who_leave_at_once_make_one_hole_told_once(living_nieul):
    cast = living_nieul
    with scoped(cast.cabinet.pk):
        presences = [booker(cast)(who, SOON) for who in (cast.fradin, cast.rabiller)]
    at_once(
        *[
            (
                cast.cabinet,
                lambda p=presence: release_presence(presence=p, by=cast.jaulin, at=NOW, reason="neige"),
            )
            for presence in presences
        ]
    )
    with scoped(cast.cabinet.pk):
        assert mails(key__startswith="hole:") == everybody(cast.texier, cast.sorin)
