"""Who stays is signed out everywhere, who leaves is shut out at once; both ask who one is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cabinet.actions.memberships import end_sessions
from cabinet.models import AuditEntry, Membership, OutboxMessage, Person
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from messaging.models import Notice, NoticeKind, PushDevice
from tests.cast import PASSWORD
from tests.security.test_devices import DESK, PHONE, TEAM, device

RIGHT, WRONG = {"password": PASSWORD}, {"password": "une-autre-phrase"}


def page(what, membership):
    return f"{TEAM}{membership.pk}/{what}/"


def ringing(membership):
    return PushDevice.objects.create(
        person=membership.person, endpoint=f"https://push.example/{membership.pk}", p256dh="p", auth="a",
        label="Chrome, Android", asked_at=timezone.now(),
    )  # fmt: skip


def trail(cast, verb):
    with scoped(cast.cabinet.pk):
        return list(AuditEntry.objects.filter(verb=verb).values_list("by", "subject", "details"))


def test_lost_phone_is_signed_out_with_a_trace_and_a_letter(cast):
    phone, tablet, desk = (
        device(who, agent) for who, agent in ((cast.fradin, PHONE), (cast.fradin, DESK), (cast.jaulin, DESK))
    )
    ringing(cast.fradin)
    theirs = ringing(cast.texier)
    assert desk.post(page("appareils", cast.fradin), RIGHT).url == TEAM
    assert [one.get(TEAM).status_code for one in (phone, tablet, desk)] == [302, 302, 200]
    assert list(PushDevice.objects.all()) == [theirs]
    subject = f"cabinet.membership:{cast.fradin.pk}"
    assert trail(cast, "end_sessions") == [(cast.jaulin.pk, subject, {"ended": 3})]
    with scoped(cast.cabinet.pk):
        letter = OutboxMessage.objects.get()
    assert (letter.recipient, letter.subject) == (
        cast.fradin.person.email,
        "Vos appareils ont été déconnectés",
    )
    assert "Baptiste Jaulin a déconnecté tous vos appareils (" in letter.body


def test_who_was_signed_out_signs_in_again(cast):
    device(cast.fradin, PHONE)
    device(cast.texier, DESK).post(page("appareils", cast.fradin), RIGHT)
    assert device(cast.fradin, PHONE).get(TEAM).status_code == 200


def test_signed_out_twice_is_once(cast):
    device(cast.fradin, PHONE)
    desk = device(cast.texier, DESK)
    said = [desk.post(page("appareils", cast.fradin), RIGHT, follow=True).text for _ in range(2)]
    assert "Les appareils de Valentine Fradin sont déconnectés." in said[0]
    assert "Valentine Fradin n’avait aucun appareil." in said[1]
    assert len(trail(cast, "end_sessions")) == 1


@pytest.mark.parametrize("what", ["appareils", "fin"])
def test_both_ask_who_one_is_and_do_nothing_before(cast, what):
    phone, desk = device(cast.fradin, PHONE), device(cast.texier, DESK)
    asked = desk.get(page(what, cast.fradin))
    assert (asked.status_code, asked.context["form"]["password"].field.required) == (200, True)
    for typed in ({}, WRONG):
        assert desk.post(page(what, cast.fradin), typed).status_code == 422
    assert phone.get(TEAM).status_code == 200
    assert trail(cast, "end_sessions") == trail(cast, "end_membership") == []


def test_membership_ends_once_it_is_known_who_asks(cast):
    phone, desk = device(cast.fradin, PHONE), device(cast.texier, DESK)
    assert desk.post(page("fin", cast.fradin), RIGHT).url == TEAM
    assert phone.get(TEAM).status_code == 404
    assert len(trail(cast, "end_membership")) == 1


def test_who_leaves_is_not_told_what_was_waiting(cast):
    with scoped(cast.cabinet.pk):
        for member in (cast.fradin, cast.sorin):
            Notice.objects.create(
                person=member.person, kind=NoticeKind.MAIL, url="/c/nieul/", made_at=timezone.now()
            )
    device(cast.texier, DESK).post(page("fin", cast.fradin), RIGHT)
    with scoped(cast.cabinet.pk):
        waiting = Notice.objects.filter(settled_at=None)
        assert list(waiting.values_list("person", flat=True)) == [cast.sorin.person.pk]


@pytest.mark.parametrize("what", ["appareils", "fin"])
def test_secretary_has_no_hand_on_a_titulaire_nor_a_locum_on_anybody(cast, as_member, what):
    assert as_member(cast.jaulin).get(page(what, cast.texier)).status_code == 403
    assert as_member(cast.jaulin).get(page(what, cast.stranger)).status_code == 404
    assert as_member(cast.fradin).post(page(what, cast.rabiller), RIGHT).status_code == 403


def test_ones_own_devices_are_on_ones_own_page(cast, as_member):
    assert as_member(cast.texier).get(page("appareils", cast.texier)).url == "/compte/appareils/"
    with scoped(cast.cabinet.pk), pytest.raises(PermissionDenied):
        end_sessions(membership=cast.texier, by=cast.texier, at=timezone.now())


def test_who_left_is_not_signed_out_of_elsewhere(cast, as_member):
    with scoped(cast.cabinet.pk):
        Membership.objects.filter(pk=cast.fradin.pk).update(
            ends_on=timezone.localdate(), ended_at=timezone.now()
        )
    assert as_member(cast.texier).get(page("appareils", cast.fradin)).status_code == 404


def test_mairie_signs_its_own_people_out_with_its_own_role(cast):
    other = cast.guilbaud
    with scoped(cast.cabinet.pk):
        colleague = Membership.objects.create(
            person=Person.objects.create_user("elue@nieul.example", first_name="Élise", last_name="Lu"),
            role="mairie",
            starts_on=other.starts_on,
        )
    ringing(colleague)
    with scoped(cast.cabinet.pk, database_role=AGGREGATES_ROLE):
        assert end_sessions(membership=colleague, by=other, at=timezone.now()) == 1
