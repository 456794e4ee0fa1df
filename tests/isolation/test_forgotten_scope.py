"""With the scope left out on purpose in a view, the database refuses."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from cabinet.models import Membership
from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from cabinet.tenancy.sql import AGGREGATES_GLOBAL
from tests.isolation.conftest import client_of
from tests.isolation.forgetful import all_counts

pytestmark = pytest.mark.urls("tests.isolation.forgetful")


def counted(membership) -> dict[str, int]:
    with scoped(membership.cabinet_id, person_id=membership.person_id):
        return all_counts()


def test_raw_sql_without_where_stays_in_its_practice(scene):
    got = client_of(scene.ours.texier).get("/c/nieul/oubli/").json()
    assert got == counted(scene.ours.texier)


def test_without_scope_there_is_nothing(scene):
    got = client_of(scene.ours.texier).get("/c/nieul/oubli/portee/").json()
    assert got == {model._meta.db_table: 0 for model in tenant_models()}


def test_personal_page_sees_ones_memberships_only(scene):
    got = client_of(scene.ours.texier).get("/oubli/").json()
    assert {table: n for table, n in got.items() if n} == {"cabinet_membership": 1}


def test_nobody_sees_nothing(scene):
    assert client_of().get("/oubli/").status_code == 302


def test_unfiltered_manager_and_people_stay_in_the_practice(scene):
    got = client_of(scene.ours.texier).get("/c/nieul/oubli/partout/").json()["memberships"]
    with scoped(scene.ours.cabinet.pk):
        assert got == sorted(str(pk) for pk in Membership.objects.values_list("pk", flat=True))


def test_forged_scope_is_refused(scene):
    where = f"/c/nieul/oubli/ailleurs/{scene.theirs.cabinet.pk}/"
    assert client_of(scene.ours.texier).get(where).status_code == 403


def test_row_cannot_be_moved_next_door(scene):
    where = f"/c/nieul/oubli/ecriture/{scene.theirs.cabinet.pk}/"
    assert client_of(scene.ours.texier).get(where).status_code == 403


@pytest.mark.parametrize("role", ["mairie", "coordination_cls"])
def test_forgotten_role_is_refused_on_each_table_not_declared(scene, role):
    client, wrong = client_of(scene.player(role)), []
    for model in tenant_models():
        readable = any(verb.startswith("SELECT") for verb in model.aggregates_may)
        got = client.get(f"/c/nieul/oubli/role/{model._meta.db_table}/").status_code
        if got != (200 if readable else 403):
            wrong.append(f"{model._meta.label}: {got}")
    assert wrong == []


def test_aggregates_role_may_what_models_declare_and_nothing_else(scene):
    """Asked to PostgreSQL for each table there is, those without a model included."""
    declared = {
        model._meta.db_table: AGGREGATES_GLOBAL.get(model._meta.label, getattr(model, "aggregates_may", ()))
        for model in apps.get_models(include_auto_created=True)
    }
    wrong = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        )
        for (table,) in cursor.fetchall():
            for verb in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
                cursor.execute(
                    "SELECT has_table_privilege(%s, %s, %s)", [AGGREGATES_ROLE, f'"{table}"', verb]
                )
                if cursor.fetchone()[0] != (verb in declared.get(table, ())):
                    wrong.append(f"{verb} on {table}")
    assert wrong == []


@pytest.mark.parametrize(
    "table", ["cabinet_practitionerprofile", "retrocession_statement", "retrocession_receiptline"]
)
def test_mairie_is_refused_by_name(scene, table):
    """Spelled out: fees and profiles, whatever models may declare one day."""
    with (
        scoped(scene.ours.cabinet.pk, database_role=AGGREGATES_ROLE),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'SELECT 1 FROM "{table}"')


def test_application_cannot_lift_its_own_bounds(scene):
    refused = [
        "ALTER TABLE planning_room DISABLE ROW LEVEL SECURITY",
        "DROP POLICY planning_room_is_isolated ON planning_room",
        "CREATE POLICY all_of_it ON planning_room USING (true)",
        "TRUNCATE planning_room",
        "SELECT * FROM tenancy_key",
        "SET ROLE cabinet_owner",
        "CREATE OR REPLACE FUNCTION app_cabinet() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    ]
    for statement in refused:
        with (
            pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
