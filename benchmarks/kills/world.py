"""A practice with a month to close: titulaires, locums, a secretary, their sessions and their keys."""

import secrets
import time
from dataclasses import dataclass
from datetime import date

import psycopg
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from benchmarks.kills.people import Somebody
from benchmarks.practices import (
    FIRST_LOCUM,
    insert,
    member,
    person,
    slug_of,
    write_practices,
    write_receipts,
)
from cabinet.api_tokens import digest
from cabinet.models import ApiToken, Person, PractitionerProfile

ROLES = (*["titulaire"] * 4, *["remplacant"] * 3, "secretaire")
LOCUMS, SECRETARY = 3, len(ROLES)
LINES_EACH = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: That of examples: it passes the check of an IBAN, and is nobody's.
IBAN = "FR7630006000011234567890189"


@dataclass(frozen=True)
class Practice:
    number: int
    month: date
    titulaire: Somebody
    secretary: Somebody
    #: The same two and the locums, by their keys to the API.
    titulaire_key: Somebody
    locums: tuple[Somebody, ...]

    @property
    def people(self) -> tuple[Somebody, ...]:
        return self.titulaire, self.secretary, self.titulaire_key, *self.locums

    @property
    def slug(self) -> str:
        return slug_of(self.number)


def write_practice(connection: psycopg.Connection, number: int, *, month: date, port: int) -> Practice:
    """In one transaction: there, or not there at all."""
    one = range(number, number + 1)
    tokens = {rank: secrets.token_urlsafe(32) for rank in (1, *_locums())}
    sessions = {rank: secrets.token_hex(16) for rank in (1, SECRETARY)}
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        write_practices(connection, one, roles=ROLES, rooms=2)
        write_receipts(connection, one, month=month, each=LINES_EACH, locums=LOCUMS)
        insert(
            *(connection, PractitionerProfile, f"generate_series(1, {SECRETARY}) AS k"),
            cabinet_id=str(number),
            membership_id=member(str(number), "k"),
            iban=f"'{IBAN}'",
        )
        for rank, token in tokens.items():
            insert(
                *(connection, ApiToken, "(SELECT 1) AS one"),
                person_id=person(str(number), str(rank)),
                label="'essai'",
                digest=f"'{digest(token)}'",
                expires_at="now() + interval '1 day'",
            )
        for rank, key in sessions.items():
            insert(
                *(connection, Session, "(SELECT 1) AS one"),
                session_key=f"'{key}'",
                session_data=f"'{_signed_in(number * 100 + rank)}'",
                expire_date="now() + interval '1 day'",
            )
    return Practice(
        number=number,
        month=month,
        titulaire=Somebody(port, session=sessions[1]),
        secretary=Somebody(port, session=sessions[SECRETARY]),
        titulaire_key=Somebody(port, token=tokens[1]),
        locums=tuple(Somebody(port, token=tokens[rank]) for rank in _locums()),
    )


def _locums() -> range:
    return range(FIRST_LOCUM, FIRST_LOCUM + LOCUMS)


def _signed_in(person_id: int) -> str:
    """The content of a session in which the password was typed: an hour ahead, for a run that lasts."""
    said = {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
    return SessionStore().encode(
        {
            SESSION_KEY: str(person_id),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: Person(pk=person_id, password="!").get_session_auth_hash(),
            "account_authentication_methods": [said],
            "account_authentication_methods_user": str(person_id),
        }
    )
