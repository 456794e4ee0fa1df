"""Invitations: one address, one role, one use; and the end of a membership."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from cabinet import jobs
from cabinet.actions.invitations import (
    AlreadyMember,
    InvitationUnusable,
    SignInFirst,
    WrongAccount,
    accept_invitation,
    invite,
    make_token,
    revoke_invitation,
)
from cabinet.actions.memberships import LastTitulaire, end_membership
from cabinet.models import AuditEntry, Invitation, Membership, OutboxMessage, Person
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped

PASSWORD = "le-bocage-au-petit-matin"


def invited(cast, *, by="texier", role="remplacant", email="loic.ferre@nieul.example", at=None):
    member = getattr(cast, by)
    with scoped(cast.cabinet.pk):
        return invite(
            email=email,
            first_name="Loïc",
            last_name="Ferré",
            role=role,
            by=member,
            at=at or timezone.now(),
        )


def enter(invitation, *, person=None, password=PASSWORD, at=None):
    return accept_invitation(
        token=make_token(invitation), person=person, password=password, at=at or timezone.now()
    )


def test_invitation_opens_an_account_and_a_membership(cast):
    membership = enter(invited(cast))
    assert (membership.role, membership.person.email) == ("remplacant", "loic.ferre@nieul.example")
    assert membership.person.check_password(PASSWORD)


def test_token_lies_nowhere_in_the_database(cast):
    invitation = invited(cast)
    token = make_token(invitation)
    with scoped(cast.cabinet.pk):
        message = OutboxMessage.objects.get()
        stored = Invitation.objects.get()
    assert token not in message.body
    assert token.partition("-")[2] not in stored.token_digest


def test_letter_holds_the_link_and_goes_once(cast, mailoutbox):
    invitation = invited(cast)
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    [letter] = mailoutbox
    assert letter.to == ["loic.ferre@nieul.example"]
    assert f"/invitation/{make_token(invitation)}/" in letter.body


def test_used_invitation_opens_nothing(cast):
    invitation = invited(cast)
    enter(invitation)
    with pytest.raises(InvitationUnusable):
        enter(invitation)


def test_expired_invitation_opens_nothing(cast):
    now = timezone.now()
    invitation = invited(cast, at=now - timedelta(days=7, seconds=1))
    with pytest.raises(InvitationUnusable):
        enter(invitation, at=now)


def test_withdrawn_invitation_opens_nothing(cast):
    invitation = invited(cast)
    with scoped(cast.cabinet.pk):
        revoke_invitation(invitation=invitation, by=cast.jaulin, at=timezone.now())
    with pytest.raises(InvitationUnusable):
        enter(invitation)


@pytest.mark.parametrize(
    "token",
    ["", "x", "1-", f"1-{'0' * 64}", f"999999-{'0' * 64}", f"-1-{'0' * 64}", f"{'9' * 40}-{'0' * 64}"],
)
def test_guessed_token_opens_nothing(cast, token):
    with pytest.raises(InvitationUnusable):
        accept_invitation(token=token, person=None, password=PASSWORD, at=timezone.now())


def test_token_of_one_practice_does_not_open_another(cast):
    secret = make_token(invited(cast)).partition("-")[2]
    with pytest.raises(InvitationUnusable):
        accept_invitation(
            token=f"{cast.next_door.cabinet.pk}-{secret}",
            person=None,
            password=PASSWORD,
            at=timezone.now(),
        )


def test_second_invitation_replaces_the_first(cast):
    first = invited(cast)
    second = invited(cast, role="interne")
    with pytest.raises(InvitationUnusable):
        enter(first)
    assert enter(second).role == "interne"


def test_forwarded_invitation_is_refused_to_another_account(cast):
    with pytest.raises(WrongAccount):
        enter(invited(cast), person=cast.stranger.person)


def test_existing_account_must_sign_in(cast):
    invitation = invited(cast, email=cast.stranger.person.email)
    with pytest.raises(SignInFirst):
        enter(invitation)
    membership = enter(invitation, person=cast.stranger.person)
    assert membership.person_id == cast.stranger.person_id
    assert Person.objects.get(pk=cast.stranger.person_id).check_password("un-mot-de-passe-de-bocage")


def test_account_of_a_kit_chooses_its_password_here(cast):
    person = Person.objects.create_user("sans@nieul.example", first_name="Ève", last_name="Sans")
    membership = enter(invited(cast, email=person.email))
    assert membership.person_id == person.pk
    assert (membership.person.first_name, membership.person.check_password(PASSWORD)) == ("Ève", True)


def test_closed_account_stays_closed(cast):
    Person.objects.create_user("clos@nieul.example", first_name="Ève", last_name="Clos", is_active=False)
    with pytest.raises(InvitationUnusable):
        enter(invited(cast, email="clos@nieul.example"))


@pytest.mark.parametrize("password", ["court", "loic.ferre@nieul.example", "495812760934"])
def test_weak_password_is_refused_and_the_invitation_still_opens(cast, password):
    invitation = invited(cast)
    with pytest.raises(ValidationError):
        enter(invitation, password=password)
    assert enter(invitation).role == "remplacant"


def test_member_is_not_invited_again(cast):
    with pytest.raises(AlreadyMember):
        invited(cast, email=cast.sorin.person.email)


@pytest.mark.parametrize(
    ("by", "role", "allowed"),
    [
        ("texier", "titulaire", True),
        ("jaulin", "titulaire", False),
        ("jaulin", "remplacant", True),
        ("jaulin", "coordination_cls", True),
        ("guilbaud", "mairie", True),
        ("guilbaud", "secretaire", False),
        ("fradin", "remplacant", False),
        ("ouvrard", "coordination_cls", False),
    ],
)
def test_invitation_follows_the_matrix(cast, by, role, allowed):
    if allowed:
        assert invited(cast, by=by, role=role).role == role
    else:
        with pytest.raises(PermissionDenied):
            invited(cast, by=by, role=role)


def test_mairie_invites_and_ends_with_its_own_database_role(cast):
    with scoped(cast.cabinet.pk, database_role=AGGREGATES_ROLE):
        invite(
            email="elu@nieul.example",
            first_name="Élise",
            last_name="Lu",
            role="mairie",
            by=cast.guilbaud,
            at=timezone.now(),
        )
        end_membership(membership=cast.guilbaud, by=cast.guilbaud, at=timezone.now())


def test_two_who_open_the_same_link_make_one_member(living_cast):
    invitation = invited(living_cast)
    outcomes = at_once(2, lambda: enter(invitation))
    assert sorted(outcomes) == ["InvitationUnusable", "done"]
    with scoped(living_cast.cabinet.pk):
        assert Membership.objects.filter(person__email=invitation.email).count() == 1


def at_once(number, act):
    """What `number` threads got: « done » or the name of the refusal."""
    barrier, outcomes = threading.Barrier(number), []

    def run():
        try:
            barrier.wait()
            act()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def end(cast, who, *, by="texier", at=None):
    with scoped(cast.cabinet.pk):
        return end_membership(membership=getattr(cast, who), by=getattr(cast, by), at=at or timezone.now())


def test_end_takes_effect_on_the_next_request(cast, client):
    client.force_login(cast.fradin.person)
    assert client.get("/c/nieul/equipe/").status_code == 200
    end(cast, "fradin")
    assert client.get("/c/nieul/equipe/").status_code == 404


def test_member_of_today_ends_today_and_may_come_back_as_another(cast):
    membership = enter(invited(cast))
    with scoped(cast.cabinet.pk):
        end_membership(membership=membership, by=cast.texier, at=timezone.now())
    again = invited(cast, role="interne")
    assert enter(again, person=membership.person).role == "interne"


def test_end_twice_is_once(cast):
    end(cast, "fradin")
    end(cast, "fradin")
    with scoped(cast.cabinet.pk):
        assert AuditEntry.objects.filter(verb="end_membership").count() == 1


def test_secretary_does_not_end_a_titulaire(cast):
    with pytest.raises(PermissionDenied):
        end(cast, "sorin", by="jaulin")


def test_last_titulaire_stays(cast):
    end(cast, "sorin")
    with pytest.raises(LastTitulaire):
        end(cast, "texier")


def test_two_titulaires_who_leave_together_leave_one(living_cast):
    people = iter(["texier", "sorin"])
    outcomes = at_once(2, lambda: end(living_cast, who := next(people), by=who))
    assert sorted(outcomes) == ["LastTitulaire", "done"]
