"""PostgreSQL refuses what leaves a practice, whatever the code forgot."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from cabinet.models import AuditEntry, Membership, PractitionerProfile
from cabinet.tenancy.checks import faults
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped


def test_database_has_no_fault(db):
    assert faults() == []


def test_scope_shows_one_practice(cast):
    with scoped(cast.cabinet.pk):
        assert Membership.everywhere.count() == 11
    with scoped(cast.next_door.cabinet.pk):
        assert Membership.everywhere.count() == 1


def test_no_scope_shows_nothing(cast):
    with scoped():
        assert Membership.everywhere.count() == 0


def test_raw_sql_sees_one_practice(cast):
    with scoped(cast.next_door.cabinet.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cabinet_practitionerprofile")
        assert cursor.fetchone() == (0,)


def test_person_sees_their_memberships_everywhere(cast):
    with scoped(person_id=cast.texier.person_id):
        assert [m.pk for m in Membership.everywhere.all()] == [cast.texier.pk]


def test_forged_scope_is_refused(cast):
    forged = f"SELECT set_config('app.cabinet', '{cast.cabinet.pk}.00', true)"
    with scoped(cast.next_door.cabinet.pk), connection.cursor() as cursor:
        cursor.execute(forged)
        with (
            pytest.raises(ProgrammingError, match="forged scope"),
            transaction.atomic(),
        ):
            cursor.execute("SELECT count(*) FROM cabinet_membership")


def test_token_of_one_kind_is_not_good_for_another(cast):
    from cabinet.tenancy.scope import sign

    with scoped(person_id=cast.texier.person_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.cabinet', %s, true)",
            [sign("person", cast.cabinet.pk)],
        )
        with (
            pytest.raises(ProgrammingError, match="forged scope"),
            transaction.atomic(),
        ):
            cursor.execute("SELECT count(*) FROM cabinet_membership")


def test_row_cannot_be_written_into_another_practice(cast):
    with scoped(cast.next_door.cabinet.pk):
        row = Membership(
            cabinet=cast.cabinet,
            person=cast.stranger.person,
            role="titulaire",
            starts_on="2026-01-01",
        )
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            row.save()


def test_child_cannot_have_a_parent_next_door(cast):
    def adopt() -> None:
        with transaction.atomic():
            PractitionerProfile.objects.create(membership_id=cast.texier.pk)
            connection.check_constraints()

    with scoped(cast.next_door.cabinet.pk), pytest.raises(IntegrityError, match="same_practice"):
        adopt()


def test_aggregates_role_has_no_grant_on_profiles(cast):
    with scoped(cast.cabinet.pk, database_role=AGGREGATES_ROLE):
        assert Membership.objects.count() == 11
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            PractitionerProfile.objects.count()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cabinet_auditentry SET verb = 'x'", "DELETE FROM cabinet_auditentry"],
)
def test_audit_is_final(cast, statement):
    from django.utils import timezone

    with scoped(cast.cabinet.pk):
        AuditEntry.objects.create(at=timezone.now(), verb="test", subject="test")
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
