"""A practice leaves: everything of it is deleted, what was final too, and each table is counted twice.

Run by the owner of the tables, as migrations are, in the practice's own scope: the policies, which are forced
upon the owner, let it see and delete that practice's rows and no other, whatever the statement. What keeps a
final row from being deleted is a trigger: those triggers alone sleep, until the end of this one transaction.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from psycopg.sql import SQL, Identifier

from cabinet import house
from cabinet.models import Cabinet
from cabinet.tenancy.scope import scoped

OWNER = "owner"


class NotForgotten(Exception):
    """Nothing is deleted; the sentence says why."""


@dataclass
class Proof:
    """Rows by table before and after; people whose account went, and who stay because of another practice."""

    cabinet: str
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    people_deleted: int = 0
    people_kept: int = 0
    files: int = 0

    @property
    def rows(self) -> int:
        return sum(self.before.values())

    def as_dict(self) -> dict:
        tables = {
            table: {"before": self.before[table], "after": self.after.get(table, self.before[table])}
            for table in sorted(self.before)
        }
        people = {"deleted": self.people_deleted, "kept": self.people_kept}
        return {"cabinet": self.cabinet, "tables": tables, "people": people, "files": self.files}


#: Each column that names a practice or a person, as the database itself knows them.
POINTING = """
SELECT c.conrelid::regclass::text, a.attname
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND array_length(c.conkey, 1) = 1
 ORDER BY 1, 2
"""
#: What may refuse that a row is deleted, a final one or a signed contract: it speaks before, or as a
#: constraint.
#: What follows a deletion, as the engagements of a person follow presences, keeps its work.
GUARDS = """
SELECT t.tgrelid::regclass::text, quote_ident(t.tgname)
  FROM pg_trigger t
 WHERE NOT t.tgisinternal AND t.tgtype & 8 = 8 AND (t.tgtype & 2 = 2 OR t.tgconstraint <> 0)
 ORDER BY 1, 2
"""
#: Rows of one practice that each person alone sees: these policies let the owner through for a moment, and
#: the statement says the practice.
PERSONAL = """
SELECT DISTINCT p.polrelid::regclass::text
  FROM pg_policy p WHERE pg_get_expr(p.polqual, p.polrelid) LIKE '%%app_person%%'
 ORDER BY 1
"""
#: What belongs to a person, whatever the practice.
UNISOLATED = """
SELECT oid::regclass::text FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity
"""
DELETE = SQL("DELETE FROM {} WHERE {} = %s")
COUNT = SQL("SELECT count(*) FROM {} WHERE {} = %s")


def forget(cabinet: Cabinet, *, dry_run: bool = False) -> Proof:
    """Delete all that is the practice's, its keys and its lone people; all of it or nothing.

    With `dry_run` only the counts before are made. Raises `NotForgotten`.
    """
    if OWNER not in connections.databases:
        raise NotForgotten(
            "DATABASE_OWNER_URL n’est pas donnée\u202f: seul le propriétaire des tables efface ce qui est"
            " définitif."
        )
    proof = Proof(cabinet.slug)
    # The policies hold for the owner too: with row_security off, they would refuse instead of filtering.
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET row_security = on")
    try:
        with scoped(cabinet.pk, using=OWNER), connections[OWNER].cursor() as cursor:
            _forget(cursor, cabinet, proof, dry_run=dry_run)
        if not dry_run:
            proof.files = house.forget_files(cabinet.pk)
            _sweep(proof)
            _empty_folder(cabinet)
    finally:
        connections[OWNER].close()
    return proof


def _forget(cursor, cabinet: Cabinet, proof: Proof, *, dry_run: bool) -> None:
    held = _pointing(cursor, "cabinet_cabinet")
    cursor.execute("SELECT DISTINCT person_id FROM cabinet_membership WHERE cabinet_id = %s", [cabinet.pk])
    people = [person for (person,) in cursor.fetchall()]
    cursor.execute(PERSONAL, [])
    personal = [table for (table,) in cursor.fetchall()]
    for table in personal:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    proof.before = _counts(cursor, held, cabinet.pk) | {"cabinet_cabinet": 1}
    if not dry_run:
        _empty(cursor, held, cabinet)
        proof.after = _counts(cursor, held, cabinet.pk)
        cursor.execute("SELECT count(*) FROM cabinet_cabinet WHERE id = %s", [cabinet.pk])
        proof.after["cabinet_cabinet"] = cursor.fetchone()[0]
    for table in personal:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    if left := {table: n for table, n in proof.after.items() if n}:
        raise NotForgotten(f"Il resterait des lignes\u202f: {left}. Rien n’est effacé.")
    if dry_run:
        return
    _forget_network(cursor)
    # The policies are back: from here no row of another practice can be reached, whoever its person is.
    for person in people:
        if _forget_person(cursor, person):
            proof.people_deleted += 1
        else:
            proof.people_kept += 1


def _empty(cursor, held: list[tuple[str, str]], cabinet: Cabinet) -> None:
    cursor.execute(GUARDS)
    guards = cursor.fetchall()
    for table, trigger in guards:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    # Keys between rows are looked at once all are gone.
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    _delete(cursor, held, cabinet.pk)
    cursor.execute("DELETE FROM cabinet_cabinet WHERE id = %s", [cabinet.pk])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, trigger in guards:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def _delete(cursor, held: list[tuple[str, str]], key: int) -> None:
    """Every row of these tables. A key that does not wait for the end asks for its child first: what is
    refused is tried again once something else is gone."""
    waiting = list(held)
    while waiting:
        refused: list[tuple[str, str]] = []
        for table, column in waiting:
            try:
                with transaction.atomic(using=OWNER):
                    cursor.execute(DELETE.format(*_named(table, column)), [key])
            except IntegrityError as error:
                refused.append((table, column))
                why = error
        if len(refused) == len(waiting):
            raise NotForgotten(f"La base refuse\u202f: {why}")
        waiting = refused


def _named(*names: str) -> list[Identifier]:
    return [Identifier(name) for name in names]


def _pointing(cursor, table: str) -> list[tuple[str, str]]:
    cursor.execute(POINTING, [table])
    return cursor.fetchall()


def _counts(cursor, held: list[tuple[str, str]], key: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table, column in held:
        cursor.execute(COUNT.format(*_named(table, column)), [key])
        counts[table] = counts.get(table, 0) + cursor.fetchone()[0]
    return counts


def _forget_network(cursor) -> None:
    """A network in which nobody is left bears the practice's name only."""
    cursor.execute(
        "DELETE FROM cabinet_networkinvitation i WHERE NOT EXISTS"
        " (SELECT FROM cabinet_cabinet c WHERE c.network_id = i.network_id)"
    )
    cursor.execute(
        "DELETE FROM cabinet_network n WHERE NOT EXISTS"
        " (SELECT FROM cabinet_cabinet c WHERE c.network_id = n.id)"
    )


def _forget_person(cursor, person: int) -> bool:
    """The account of who belonged to this practice only: sessions, addresses, keys, feeds. False: they stay.

    Their rows in another practice cannot be seen from here; the foreign key to them can, and refuses.
    """
    try:
        with transaction.atomic(using=OWNER):
            cursor.execute(
                "DELETE FROM django_session WHERE session_key IN"
                " (SELECT session_key FROM usersessions_usersession WHERE user_id = %s)",
                [person],
            )
            cursor.execute(UNISOLATED)
            apart = {table for (table,) in cursor.fetchall()}
            for table, column in _pointing(cursor, "cabinet_person"):
                if table not in apart:
                    continue
                cursor.execute(DELETE.format(*_named(table, column)), [person])
            cursor.execute("DELETE FROM cabinet_person WHERE id = %s", [person])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return False
    return True


def _empty_folder(cabinet: Cabinet) -> None:
    """Its sealed files, which no key opens any more."""
    folder = Path(settings.ATTACHMENTS_DIR) / str(cabinet.pk)
    if folder.is_dir():
        shutil.rmtree(folder)


def _sweep(proof: Proof) -> None:
    """What was deleted leaves the files of the tables too."""
    with connections[OWNER].cursor() as cursor:
        for table in sorted(proof.before):
            cursor.execute(f"VACUUM {table}")
