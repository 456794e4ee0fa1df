"""A policy dropped, a bound lifted, a table forgotten: found, named, and refused at the start."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, models
from django.test.utils import isolate_apps

from cabinet.models import Cabinet
from cabinet.tenancy import checks
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from planning.models import Room


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def run_check() -> tuple[int, str]:
    said, errors = StringIO(), StringIO()
    try:
        call_command("check_isolation", stdout=said, stderr=errors)
    except SystemExit as end:
        return end.code, errors.getvalue()
    return 0, said.getvalue()


FAULTS = {
    "policy dropped": (
        "DROP POLICY planning_room_is_isolated ON planning_room",
        "planning_room : 0 policies instead of one",
    ),
    "policy added": (
        "CREATE POLICY wide ON planning_room USING (true)",
        "planning_room : 2 policies instead of one",
    ),
    "policy replaced": (
        "ALTER POLICY planning_room_is_isolated ON planning_room USING (true)",
        "planning_room : its policy does not compare with app_cabinet()",
    ),
    "writing let through": (
        "ALTER POLICY planning_room_is_isolated ON planning_room WITH CHECK (true)",
        "planning_room : its policy does not compare with app_cabinet()",
    ),
    "not forced": (
        "ALTER TABLE planning_room NO FORCE ROW LEVEL SECURITY",
        "planning_room : row-level security is not enabled and forced",
    ),
    "switched off": (
        "ALTER TABLE planning_room DISABLE ROW LEVEL SECURITY",
        "planning_room : row-level security is not enabled and forced",
    ),
    "table made by hand": (
        "CREATE TABLE by_hand (id int, cabinet_id bigint)",
        "by_hand : row-level security is not enabled and forced",
    ),
    "table missing": (
        "DROP TABLE planning_room CASCADE",
        "planning_room : does not exist: migrations are missing",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found_and_named(living_db, fault):
    assert run_check()[0] == 0
    statement, named = FAULTS[fault]
    as_owner(statement)
    assert run_check() == (1, f"{named}\n")
    with pytest.raises(CommandError, match=r"cabinet\.E002"):
        call_command("check", databases=["default"])


def test_owner_of_the_tables_is_not_the_role_to_run_as(living_db):
    """E002: every table « belongs to the application's role » when the application logs in as the owner."""
    found = dict(checks.faults("owner"))
    assert found["planning_room"] == "belongs to the application's role"


def test_sound_database_starts(living_db):
    call_command("check", databases=["default"], stdout=StringIO())


@isolate_apps("planning")
def models_of_somebody_in_a_hurry() -> SimpleNamespace:
    class Plain(models.Model):
        cabinet = models.ForeignKey(Cabinet, models.PROTECT)

        class Meta:
            app_label = "planning"

    class Shortened(TenantModel):
        class Meta(TenantModel.Meta):
            app_label = "planning"
            constraints = []

    class Leaving(TenantModel):
        room = models.ForeignKey(Room, models.PROTECT)

        class Meta(TenantModel.Meta):
            app_label = "planning"

    class HalfHeld(TenantModel):
        room = TenantForeignKey(Room)

        class Meta(TenantModel.Meta):
            app_label = "planning"

    return SimpleNamespace(Plain=Plain, Shortened=Shortened, Leaving=Leaving, HalfHeld=HalfHeld)


@pytest.fixture(scope="module")
def hurried() -> SimpleNamespace:
    return models_of_somebody_in_a_hurry()


def found_by(check, monkeypatch, model) -> list[tuple[str, str]]:
    model._meta.get_field("cabinet").remote_field.model = Cabinet  # a name, in a registry of its own
    monkeypatch.setattr(checks, "apps", SimpleNamespace(get_models=lambda **_: [model]))
    return [(error.id, error.msg) for error in check(None)]


@pytest.mark.parametrize("name", ["Plain", "Shortened"])
def test_model_without_policy_is_refused(hurried, monkeypatch, name):
    found = found_by(checks.every_table_is_isolated, monkeypatch, getattr(hurried, name))
    assert found == [
        ("cabinet.E001", f"planning.{name} has no TenantPolicy and is not in TENANCY_GLOBAL"),
    ]


@pytest.mark.parametrize("name", ["Leaving", "HalfHeld"])
def test_parent_that_may_be_next_door_is_refused(hurried, monkeypatch, name):
    found = found_by(checks.every_parent_is_of_the_same_practice, monkeypatch, getattr(hurried, name))
    assert found == [("cabinet.E004", f"planning.{name}.room may leave its practice")]


def test_models_of_the_house_are_sound():
    assert checks.every_table_is_isolated(None) == []
    assert checks.every_parent_is_of_the_same_practice(None) == []
