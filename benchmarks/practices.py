"""Fictional practices by the thousand, written by PostgreSQL itself with `generate_series`."""

from collections.abc import Sequence
from datetime import date

import psycopg
from django.db import connection as django_connection
from django.db import models

from cabinet.models import Cabinet, Membership, Person
from planning.models import Astreinte, Event, Presence, Room, Shift
from retrocession.models import Designation, ReceiptImport, ReceiptLine

#: The forty people of a practice, by rank; the first 24 see patients.
ROLES = (
    *["titulaire"] * 4,
    *["remplacant"] * 14,
    *["interne"] * 6,
    *["secretaire"] * 3,
    *["telesecretaire"] * 2,
    *["infirmiere_asalee"] * 2,
    *["paramedical"] * 7,
    *["mairie", "coordination_cls"],
)
CAREGIVERS = 24
ROOMS = 5
#: Those who bill: `LOCUMS` of the fourteen, from this rank on.
FIRST_LOCUM, LOCUMS = 5, 6


def insert(connection: psycopg.Connection, model: type[models.Model], source: str, **columns: str) -> None:
    """INSERT … SELECT the SQL expressions of `columns` FROM `source`; other columns take their default."""
    expressions, parameters = {}, []
    for field in model._meta.local_concrete_fields:
        if field.attname in columns:
            expressions[field.column] = columns.pop(field.attname).replace("%", "%%")
        elif getattr(field, "auto_now_add", False):
            expressions[field.column] = "now()"
        elif isinstance(field, models.UUIDField) and field.primary_key:
            expressions[field.column] = "uuidv7()"
        elif not isinstance(field, models.AutoField):
            expressions[field.column] = "%s"
            parameters.append(field.get_db_prep_save(field.get_default(), django_connection))
    assert not columns, f"{model.__name__} has no column {', '.join(columns)}"
    names = ", ".join(f'"{name}"' for name in expressions)
    values = ", ".join(expressions.values())
    rows = source.replace("%", "%%")
    connection.execute(
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM {rows}', parameters
    )


def member(practice: str, rank: str) -> str:
    """The id of a membership, known without a join; SQL."""
    return f"md5(format('member %s %s', {practice}, {rank}))::uuid"


def room(practice: str, rank: str) -> str:
    return f"md5(format('room %s %s', {practice}, {rank}))::uuid"


def person(practice: str, rank: str) -> str:
    return f"{practice} * 100 + {rank}"


def slug_of(practice: int) -> str:
    return f"cabinet-{practice}"


def write_practices(
    connection: psycopg.Connection, practices: range, *, roles: Sequence[str] = ROLES, rooms: int = ROOMS
) -> None:
    """Practices by number, each with its people and its rooms."""
    one = f"generate_series({practices.start}, {practices.stop - 1}) AS c"
    each = f"{one}, generate_series(1, {len(roles)}) AS k"
    insert(
        *(connection, Cabinet, one),
        id="c",
        slug="'cabinet-' || c",
        name="'Cabinet ' || c",
        commune="'Nieul-le-Dolent'",
        postcode="'85430'",
        insee="'85161'",
    )
    insert(
        *(connection, Person, each),
        id=person("c", "k"),
        email="format('p%s@cabinet-%s.example', k, c)",
        password="'!'",
        first_name="'Camille'",
        last_name="format('Bocage-%s', k)",
        sort_key="format('bocage-%s camille', k)",
    )
    names = ", ".join(f"'{role}'" for role in roles)
    insert(
        *(connection, Membership, each),
        id=member("c", "k"),
        cabinet_id="c",
        person_id=person("c", "k"),
        role=f"(ARRAY[{names}])[k]",
        starts_on="DATE '2020-01-01'",
    )
    insert(
        *(connection, Room, f"{one}, generate_series(1, {rooms}) AS r"),
        id=room("c", "r"),
        cabinet_id="c",
        name="'Salle ' || r",
        position="r",
    )


def write_presences(
    connection: psycopg.Connection,
    practices: range,
    *,
    first: date,
    last: date,
    rooms: int = ROOMS,
    weekdays: int = 5,
) -> None:
    """A day in each room on each of the first `weekdays`, one day in seven left free; never the same person
    twice a day."""
    days = f"generate_series(DATE '{first}', DATE '{last}', '1 day') WITH ORDINALITY AS day(at, n)"
    rank = f"(1 + (n * 5 + r * 4) % {CAREGIVERS})"
    insert(
        *(connection, Presence),
        f"generate_series({practices.start}, {practices.stop - 1}) AS c, {days},"
        f" generate_series(1, {rooms}) AS r"
        f" WHERE extract(isodow FROM at) <= {weekdays} AND (n + r) % 7 <> 0",
        cabinet_id="c",
        membership_id=member("c", rank),
        person_id=person("c", rank),
        room_id=room("c", "r"),
        on="at::date",
        period="'day'",
        starts_at="(at::date + TIME '08:30') AT TIME ZONE 'Europe/Paris'",
        ends_at="(at::date + TIME '18:30') AT TIME ZONE 'Europe/Paris'",
        booked_at="now()",
        booked_by_id=member("c", rank),
    )


def write_around(connection: psycopg.Connection, practices: range, *, first: date, last: date) -> None:
    """The desk's hours on each weekday, an astreinte on each Saturday, an event a week."""
    days = f"generate_series(DATE '{first}', DATE '{last}', '1 day') WITH ORDINALITY AS day(at, n)"
    each = f"generate_series({practices.start}, {practices.stop - 1}) AS c, {days}"

    def at(hour: str) -> str:
        return f"(at::date + TIME '{hour}') AT TIME ZONE 'Europe/Paris'"

    for rank, starts, ends in (("25", "08:30", "12:30"), ("28", "12:30", "17:00")):
        insert(
            *(connection, Shift, f"{each} WHERE extract(isodow FROM at) < 6"),
            cabinet_id="c",
            membership_id=member("c", rank),
            on="at::date",
            starts_at=at(starts),
            ends_at=at(ends),
            written_at="now()",
        )
    insert(
        *(connection, Astreinte, f"{each} WHERE extract(isodow FROM at) = 6"),
        cabinet_id="c",
        membership_id=member("c", "(1 + n % 4)"),
        on="at::date",
        starts_at=at("08:00"),
        ends_at=at("20:00"),
        assigned_at="now()",
    )
    insert(
        *(connection, Event, f"{each} WHERE extract(isodow FROM at) = 4"),
        cabinet_id="c",
        kind="'training'",
        title="'Dermoscopie'",
        starts_at=at("20:00"),
        ends_at=at("22:00"),
        created_at="now()",
    )


def write_receipts(
    connection: psycopg.Connection, practices: range, *, month: date, each: int, locums: int = LOCUMS
) -> None:
    """For each locum of each practice, `each` lines of a month that the first titulaire is designated for."""
    one = f"generate_series({practices.start}, {practices.stop - 1}) AS c"
    common = {"cabinet_id": "c", "month": f"DATE '{month}'"}
    insert(
        *(connection, Designation, one),
        **common,
        titulaire_id=member("c", "1"),
        designated_at="now()",
        designated_by_id=member("c", "1"),
    )
    batch = "md5(format('import %s', c))::uuid"
    insert(
        *(connection, ReceiptImport, one),
        **common,
        id=batch,
        file_name="'recettes.csv'",
        sha256="repeat('0', 64)",
        state="'written'",
        lines=str(each * locums),
        written=str(each * locums),
        uploaded_at="now()",
        written_at="now()",
    )
    insert(
        *(connection, ReceiptLine),
        f"{one}, generate_series(1, {each}) AS n, generate_series(1, {locums}) AS k",
        **common,
        receipt_import_id=batch,
        doctor_id=member("c", f"({FIRST_LOCUM} - 1 + k)"),
        on=f"DATE '{month}' + (n / 25) % 28",
        at="TIME '08:30' + make_interval(mins => n % 25 * 20)",
        line=f"(n - 1) * {locums} + k",
        invoice="format('F%s-%s', k, n)",
        act="(ARRAY['GS', 'GS', 'G', 'VG', 'IK', 'MCG'])[1 + n % 6]",
        amount="(ARRAY[30, 31.5, 26.5, 25, 4.27, 35])[1 + n % 6] * CASE WHEN n % 97 = 0 THEN -1 ELSE 1 END",
        mode="(ARRAY['cb', 'cheque', 'especes', 'virement', 'tiers_payant'])[1 + n % 5]",
        key="decode(md5(format('%s %s %s', c, k, n)), 'hex')",
    )
