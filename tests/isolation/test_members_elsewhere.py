"""What ends, ends at once; and in each practice a person has the rights they have there, no others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.api_tokens import create_api_token
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from tests.isolation.conftest import client_of
from tests.isolation.digests import changed, digest_of_practice

OURS = ["/c/nieul/", "/c/nieul/planning/", "/c/nieul/retrocession/", "/api/v1/cabinets/nieul/"]


def end(membership: Membership) -> None:
    with scoped(membership.cabinet_id):
        Membership.objects.filter(pk=membership.pk).update(ends_on=today_in_paris() - timedelta(days=1))


@pytest.mark.parametrize("page", OURS)
def test_membership_that_ends_closes_an_open_session(scene, page):
    client = client_of(scene.ours.texier)
    assert client.get(page).status_code == 200
    end(scene.ours.texier)
    assert client.get(page).status_code == 404


def test_membership_that_ends_closes_a_token(scene):
    key = create_api_token(person=scene.ours.texier.person, label="essai", at=timezone.now())
    client, headers = client_of(), {"Authorization": f"Token {key}"}
    assert client.get("/api/v1/cabinets/nieul/", headers=headers).status_code == 200
    end(scene.ours.texier)
    assert client.get("/api/v1/cabinets/nieul/", headers=headers).status_code == 404
    assert client.get("/api/v1/me/", headers=headers).json()["memberships"] == []


def test_former_member_still_reads_their_own_statement_and_no_other(scene):
    client = client_of(scene.ours.fradin)
    end(scene.ours.fradin)
    assert client.get(f"/mes-releves/{scene.ours.statement.pk}.pdf").status_code == 200
    assert client.get(f"/mes-releves/{scene.theirs.statement.pk}.pdf").status_code == 404
    assert client.get(f"/c/nieul/retrocession/releves/{scene.ours.statement.pk}.pdf").status_code == 404


def test_role_that_changes_changes_at_the_next_request(scene):
    client = client_of(scene.ours.texier)
    assert client.get("/c/nieul/retrocession/").status_code == 200
    with scoped(scene.ours.cabinet.pk):
        Membership.objects.filter(pk=scene.ours.texier.pk).update(role="mairie")
    assert client.get("/c/nieul/retrocession/").status_code == 403


@pytest.fixture
def double(scene):
    """The secretary of ours, who is a mere locum next door."""
    with scoped(scene.theirs.cabinet.pk):
        Membership.objects.create(
            person=scene.ours.jaulin.person, role="remplacant", starts_on=scene.ours.jaulin.starts_on
        )
    return client_of(scene.ours.jaulin)


@pytest.mark.parametrize(
    ("page", "here", "there"),
    [
        ("planning/", 200, 200),
        ("retrocession/", 200, 403),
        ("recettes/", 200, 403),
        ("reglages/", 200, 403),
        ("equipe/inviter/", 200, 403),
        ("mes-informations/", 404, 200),
    ],
)
def test_person_of_two_practices_has_each_role_in_its_place(scene, double, page, here, there):
    assert double.get(f"/c/nieul/{page}").status_code == here
    assert double.get(f"/c/chez-eux/{page}").status_code == there


def test_ids_of_ones_other_practice_are_of_no_use_here(scene, double):
    before = digest_of_practice(scene.theirs.texier)
    release = f"/c/nieul/planning/presences/{scene.theirs.presence.pk}/liberation/"
    assert double.post(release, {"reason": "essai"}).status_code == 404
    book = f"/c/nieul/planning/{scene.ours.free_day}/presences/"
    for field in ("membership", "room"):
        good = {"period": "day", "membership": scene.ours.fradin.pk, "room": scene.ours.room.pk}
        theirs = getattr(scene.theirs, "fradin" if field == "membership" else "room")
        assert double.post(book, good | {field: theirs.pk}).status_code == 422
        with scoped(scene.ours.cabinet.pk):
            assert (
                scene.ours.presence.__class__.objects.filter(on=scene.ours.free_day).standing().count() == 0
            )
    designate = {"month": f"{scene.ours.current_month:%Y-%m}", "titulaire": scene.theirs.texier.pk}
    assert double.post("/c/nieul/retrocession/designation/", designate).status_code == 422
    assert changed(before, digest_of_practice(scene.theirs.texier)) == []


def test_double_member_releases_as_a_locum_next_door(scene, double):
    """Secretary here, they may release anybody's day; next door their own only."""
    ours = f"/c/nieul/planning/presences/{scene.ours.presence.pk}/liberation/"
    theirs = f"/c/chez-eux/planning/presences/{scene.theirs.presence.pk}/liberation/"
    assert double.post(theirs, {"reason": "essai"}).status_code == 403
    assert double.post(ours, {"reason": "essai"}).status_code == 302
