"""What is final stays: an issued statement, a signed contract, an audit line, each trace; by no door at all.

The list of tables is the models' own: a new table that is written once is tried by itself.
"""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError

from cabinet.tenancy.constraints import AppendOnly
from cabinet.tenancy.scope import scoped
from retrocession.models import Contract, Statement
from retrocession.models.contract_triggers import FinalOnceSigned
from tests.isolation.conftest import address, client_of
from tests.isolation.routes import routes
from tests.isolation.routes_expected import EXPECTED

NAMED = {"AuditEntry", "Statement", "StatementDocument", "ContractDocument", "ContractSignature"}
NAMED |= {"Adjustment", "DesignationCorrection"}


def final_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if any(isinstance(one, AppendOnly) for one in model._meta.constraints)
    ]


def written(model) -> list[tuple]:
    return list(model._base_manager.order_by("pk").values_list())


def orm_update(model, row):
    model._base_manager.filter(pk=row.pk).update(cabinet=row.cabinet_id)


def orm_save(model, row):
    row.save(force_update=True)


def orm_delete(model, row):
    row.delete()


def orm_delete_many(model, row):
    model._base_manager.all()._raw_delete("default")


def sql(statement):
    def run(model, row):
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=connection.ops.quote_name(model._meta.db_table)))

    return run


WAYS = {
    "ORM update": orm_update,
    "ORM save": orm_save,
    "ORM delete": orm_delete,
    "ORM delete of all": orm_delete_many,
    "SQL update": sql("UPDATE {table} SET cabinet_id = cabinet_id"),
    "SQL delete": sql("DELETE FROM {table}"),
    "SQL truncate": sql("TRUNCATE {table} CASCADE"),
}


def test_what_must_be_final_is():
    assert {model.__name__ for model in final_models()} >= NAMED


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", final_models(), ids=lambda model: model.__name__)
def test_final_row_is_neither_changed_nor_deleted(scene, model, way):
    with scoped(scene.ours.cabinet.pk):
        before = written(model)
        row = model._base_manager.order_by("pk").first()
        assert row is not None, f"{model.__name__} has no row in tests/isolation/scene.py"
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            WAYS[way](model, row)
        assert written(model) == before


@pytest.mark.parametrize(
    "change", [{"rate": "10.00"}, {"base": "percu"}, {"signed_at": None}, {"state": "draft"}, None]
)
def test_signed_contract_keeps_its_terms_and_stays(scene, change):
    assert any(isinstance(one, FinalOnceSigned) for one in Contract._meta.constraints)
    with scoped(scene.ours.cabinet.pk):
        before = written(Contract)
        signed = Contract.objects.filter(pk=scene.ours.contract.pk)
        assert signed.get().signed_at is not None
        with pytest.raises(DatabaseError), transaction.atomic():
            signed.update(**change) if change else signed._raw_delete("default")
        assert written(Contract) == before


def test_no_admin_is_there_to_change_anything():
    assert not any("admin" in app for app in settings.INSTALLED_APPS)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "name",
    ["api-statements", "api-statement", "api-contracts", "api-contract", "api-designation-corrections"],
)
def test_api_has_no_method_that_changes_what_is_final(scene, name, method):
    route = next(route for route in routes() if route.name == name)
    assert (name, method) not in EXPECTED
    with scoped(scene.ours.cabinet.pk):
        before = written(Statement), written(Contract)
    for who in (scene.ours.texier, scene.ours.jaulin):
        answer = client_of(who).generic(method, address(route, scene.ours), "{}", "application/json")
        assert answer.status_code == 405
    with scoped(scene.ours.cabinet.pk):
        assert (written(Statement), written(Contract)) == before
