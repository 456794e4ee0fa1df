"""Fictional patients by the thousand, their calls and appointments, written by PostgreSQL itself."""

import psycopg

from benchmarks.practices import insert, member
from cabinet.clock import today_in_paris
from patients.models import Appointment, CallBack, Patient, PatientStep, WaveOpening

LAST = (
    "AVRILLON", "BOURON", "CHIRON", "DAVIET", "EPIARD", "FORTINEAU", "GAUTREAU", "HERIEAU", "IZACARD",
    "JOUSSEMET", "LOGEAIS", "MORNET", "NICOLLEAU", "ONILLON", "PERROCHEAU", "QUERE", "RAFFIN", "SIMONNEAU",
    "TRAINEAU", "VIOLLEAU",
)  # fmt: skip
FIRST = (
    "Huguette", "Roger", "Paulette", "Fernand", "Simone", "Gaston", "Lucette", "Emile", "Yvonne", "Armand",
    "Celine", "Frederic", "Nathalie", "Ludovic", "Aurelie", "Mickael", "Sandrine", "Jerome", "Ines", "Malo",
)  # fmt: skip
#: What became of the appointments of a full day, by their place in it.
STATES = """CASE WHEN slot < 3 THEN 'done' WHEN slot = 3 THEN 'in_consultation' WHEN slot < 6 THEN 'arrived'
            ELSE 'booked' END"""


def patient(practice: str, number: str) -> str:
    """The id of a patient, known without a join; SQL."""
    return f"md5(format('patient %s %s', {practice}, {number}))::uuid"


def write_patients(connection: psycopg.Connection, practices: range, *, number: int, waiting: int) -> None:
    """`number` of them, of whom the first `waiting` wait in an open wave; the others are followed."""
    last = f"(ARRAY[{', '.join(map(repr, LAST))}])[1 + n % {len(LAST)}] || ' ' || chr(65 + n / 400 % 26)"
    first = f"(ARRAY[{', '.join(map(repr, FIRST))}])[1 + n / {len(LAST)} % {len(FIRST)}]"
    birth = "DATE '1930-01-01' + n * 37 % 33000"
    phone = "lpad((n * 7919 % 100000000)::text, 8, '0')"
    day = " || ' ' || ".join(f"to_char({birth}, '{form}')" for form in ("DDMMYYYY", "DDMMYY", "YYYYMMDD"))
    each = f"generate_series({practices.start}, {practices.stop - 1}) AS c, generate_series(1, {number}) AS n"
    insert(
        *(connection, Patient, each),
        id=patient("c", "n"),
        cabinet_id="c",
        last_name=last,
        first_name=first,
        birth_on=birth,
        phone=f"'+336' || {phone}",
        phone_typed=f"'06' || {phone}",
        commune="'Nieul-le-Dolent'",
        postcode="'85430'",
        criteria="CASE n % 4 WHEN 0 THEN ARRAY['ald'] WHEN 1 THEN ARRAY['ald', 'domicile'] ELSE '{}' END",
        renewal_until_on="CASE WHEN n % 3 = 0 THEN current_date + n % 90 - 30 END",
        step=f"CASE WHEN n <= {waiting} THEN 'waiting' ELSE 'followed' END",
        stepped_at="now()",
        entered_at="now() - make_interval(mins => n)",
        last_contact_on="current_date",
        identity=f"lower({last} || ' ' || {first})",
        search_key=f"' ' || lower({last} || ' ' || {first}) || ' ' || {day} || ' 06' || {phone}",
    )
    insert(
        *(connection, PatientStep, each),
        cabinet_id="c",
        patient_id=patient("c", "n"),
        after="'waiting'",
        at="now()",
    )
    insert(
        *(connection, WaveOpening),
        f"generate_series({practices.start}, {practices.stop - 1}) AS c, generate_series(1, 2) AS w",
        cabinet_id="c",
        wave="w",
        opened_at="now()",
    )


def write_desk_day(connection: psycopg.Connection, practices: range, *, calls: int) -> None:
    """Today full: an appointment each half-hour for each practitioner there, and `calls` to return."""
    today = today_in_paris()
    insert(
        *(connection, Appointment),
        "(SELECT p.*, row_number() OVER (ORDER BY p.id) AS place FROM planning_presence p"
        f" WHERE p.cabinet_id BETWEEN {practices.start} AND {practices.stop - 1}"
        f""" AND p."on" = DATE '{today}') p,"""
        " generate_series(0, 15) AS slot",
        cabinet_id="p.cabinet_id",
        patient_id=patient("p.cabinet_id", "1000 + p.place * 16 + slot"),
        practitioner_id="p.membership_id",
        presence_id="p.id",
        kind="CASE WHEN slot % 4 = 0 THEN 'first' ELSE 'follow_up' END",
        starts_at="p.starts_at + make_interval(mins => 30 * slot::int)",
        ends_at="p.starts_at + make_interval(mins => 30 * slot::int + 15)",
        state=STATES,
        booked_at="now()",
    )
    insert(
        *(connection, CallBack),
        f"generate_series({practices.start}, {practices.stop - 1}) AS c, generate_series(1, {calls}) AS n",
        cabinet_id="c",
        patient_id=patient("c", "5000 + n"),
        reason="'renewal'",
        note="'ordonnance à préparer'",
        asked_at="now()",
        asked_by_id=member("c", "25"),
    )
