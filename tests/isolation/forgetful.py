"""Views as somebody in a hurry would write them: the scope left out, raw SQL, objects followed anywhere."""

from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from cabinet.models import Membership, Person
from cabinet.tenancy import scope
from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import scoped
from cabinet.urls import urlpatterns as real


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def all_counts() -> dict[str, int]:
    return {model._meta.db_table: rows(model._meta.db_table) for model in tenant_models()}


def counts(request: HttpRequest, **kwargs) -> JsonResponse:
    """Every table, by raw SQL, with no WHERE."""
    return JsonResponse(all_counts())


def counts_without_scope(request: HttpRequest, slug: str) -> JsonResponse:
    """As if the middleware had been forgotten."""
    with scoped():
        return JsonResponse(all_counts())


def everywhere(request: HttpRequest, slug: str) -> JsonResponse:
    """The manager that does not filter, and what hangs on people, who belong to no practice."""
    found = {str(m.pk) for m in Membership.everywhere.all()}
    found |= {str(m.pk) for person in Person.objects.all() for m in person.memberships.all()}
    return JsonResponse({"memberships": sorted(found)})


def aims_elsewhere(request: HttpRequest, slug: str, cabinet_id: int) -> JsonResponse:
    """The practice's number taken from the address, and said to the database by hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.cabinet', %s, true)", [f"{cabinet_id}.{'0' * 64}"])
    return JsonResponse(all_counts())


def writes_elsewhere(request: HttpRequest, slug: str, cabinet_id: int) -> JsonResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE planning_room SET cabinet_id = %s", [cabinet_id])
    return JsonResponse({})


def forgets_the_role(request: HttpRequest, slug: str, table: str) -> JsonResponse:
    """No `may(…)` asked: the database role of the mairie's requests is what remains."""
    assert scope.current().cabinet_id is not None
    return JsonResponse({"rows": rows(table)})


urlpatterns = [
    path("oubli/", counts),
    path("c/<slug:slug>/oubli/", counts),
    path("c/<slug:slug>/oubli/portee/", counts_without_scope),
    path("c/<slug:slug>/oubli/partout/", everywhere),
    path("c/<slug:slug>/oubli/ailleurs/<int:cabinet_id>/", aims_elsewhere),
    path("c/<slug:slug>/oubli/ecriture/<int:cabinet_id>/", writes_elsewhere),
    path("c/<slug:slug>/oubli/role/<str:table>/", forgets_the_role),
    *real,
]
