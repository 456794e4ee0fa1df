"""A practice that leaves leaves nothing: the database is dumped, and the neighbour is as it was."""

import json
import os
import subprocess
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from cabinet import forgetting
from cabinet.files import strongroom
from cabinet.models import Cabinet, Membership, Person
from cabinet.services.install import programs
from cabinet.tenancy.checks import faults, tenant_models
from cabinet.tenancy.scope import scoped
from tests.isolation.digests import changed, digest_of_practice
from tests.isolation.scene import MARK, make_scene


@pytest.fixture
def committed(living_db):
    scene = make_scene()
    with scoped(scene.theirs.cabinet.pk):  # one of theirs works with us too
        shared = scene.theirs.fradin.person
    with scoped(scene.ours.cabinet.pk):
        Membership.objects.create(person=shared, role="remplacant", starts_on="2026-01-01")
    Person.objects.filter(pk=shared.pk).update(
        email="partage@pool.example", first_name="Camille", last_name="Partage", sort_key=""
    )
    return scene


def dump(name: str) -> str:
    """The whole database, as a backup is made."""
    address = os.environ["DATABASE_BACKUP_URL"]
    head, _, tail = address.partition("?")
    target = head.rpartition("/")[0] + f"/{name}" + (f"?{tail}" if tail else "")
    made = subprocess.run(
        [programs()[0] / "bin/pg_dump", "--no-owner", "--inserts", target],
        capture_output=True,
        check=True,
        text=True,
    )
    return made.stdout


def call(*words: str) -> dict:
    out = StringIO()
    call_command("forget_cabinet", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_forgotten_practice_is_nowhere_in_a_dump(committed, living_db):
    folders = [strongroom.folder(one.cabinet.pk) for one in (committed.ours, committed.theirs)]
    assert [any(folder.rglob("*")) for folder in folders] == [True, True]
    ours = digest_of_practice(committed.ours.texier)
    assert MARK in dump(living_db)
    proof = call("chez-eux", "--yes")
    counts = proof["tables"]
    assert {table: one["after"] for table, one in counts.items() if one["after"]} == {}
    emptied = {model._meta.db_table for model in tenant_models()}
    assert {table for table in emptied if not counts[table]["before"]} == set()
    assert proof["people"]["kept"] == 1
    assert [folder.exists() for folder in folders] == [True, False]
    left = dump(living_db)
    assert MARK.lower() not in left.lower()
    assert changed(ours, digest_of_practice(committed.ours.texier)) == []
    assert Person.objects.filter(email="partage@pool.example").exists()


def test_final_rows_are_final_again(committed):
    call("chez-eux", "--yes")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    assert faults() == []


def test_dry_run_counts_and_deletes_nothing(committed):
    theirs = digest_of_practice(committed.theirs.texier)
    proof = call("chez-eux", "--dry-run")
    assert proof["tables"]["cabinet_membership"]["before"] > 0
    assert changed(theirs, digest_of_practice(committed.theirs.texier)) == []


def test_half_done_is_not_done(committed, monkeypatch):
    theirs = digest_of_practice(committed.theirs.texier)

    def fall(*_):
        raise forgetting.NotForgotten("en route")

    monkeypatch.setattr(forgetting, "_forget_network", fall)
    with pytest.raises(SystemExit) as refused:
        call("chez-eux", "--yes")
    assert refused.value.code == 1
    assert changed(theirs, digest_of_practice(committed.theirs.texier)) == []


def test_unknown_practice_and_no_owner_are_refused(committed, capsys):
    with pytest.raises(SystemExit) as refused:
        call_command("forget_cabinet", "nulle-part")
    assert refused.value.code == 1
    assert "Aucun cabinet ne s’appelle « nulle-part »." in capsys.readouterr().err
    assert Cabinet.objects.filter(slug="chez-eux").exists()
