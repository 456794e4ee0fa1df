"""Words that would be orders: to PostgreSQL, to a pattern, to a program that reads for too long."""

import time

import pytest

from cabinet.tenancy.scope import scoped

ORDERS = [
    "' OR '1'='1",
    "') OR 1=1 --",
    "'; DROP TABLE patients_patient; --",
    "1; SELECT pg_sleep(5)",
    "' UNION SELECT password FROM cabinet_person --",
    "%' OR last_name LIKE '%",
    "\\",
    "$$; SELECT 1; $$",
    "__class__",
]
#: As of Django's own lookups, which an address must never reach.
LOOKUPS = {"_connector": "OR 1=1 OR", "_negated": "1", "person__password__startswith": "a", "id__in": "1"}
SEARCH = "/c/nieul/patients/recherche/"
ASKED = [
    (SEARCH, "cherche"),
    ("/c/nieul/messages/recherche/", "cherche"),
    ("/c/nieul/patients/", "commune"),
    ("/api/v1/cabinets/nieul/patients/", "search"),
    ("/api/v1/cabinets/nieul/patients/", "ordering"),
    ("/api/v1/cabinets/nieul/mail/", "sender"),
]


@pytest.fixture
def titulaire(cast, as_member):
    from tests.messaging.talk import furnish

    with scoped(cast.cabinet.pk):
        furnish(cast)
    return as_member(cast.texier)


@pytest.mark.parametrize(("address", "name"), ASKED)
def test_order_is_a_word_like_another(titulaire, address, name):
    for order in ORDERS:
        begun = time.perf_counter()
        response = titulaire.get(address, {name: order, **LOOKUPS})
        assert response.status_code in (200, 400, 404, 422), order
        assert "argon2" not in response.text
        assert time.perf_counter() - begun < 3


def test_order_finds_nobody(titulaire, cast):
    with scoped(cast.cabinet.pk):
        name = cast.patient.last_name
    assert name in titulaire.post(SEARCH, {"q": name}, follow=True).text
    for order in ORDERS:
        found = titulaire.post(SEARCH, {"q": order}, follow=True)
        assert (found.status_code, name in found.text) == (200, False), order


LONG = [
    "a" * 100_000,
    "é " * 50_000,
    "@" * 100_000,
    "https://a." * 10_000,
    "0" * 100_000,
    " " * 100_000,
    "<" * 100_000,
    "\u202e" * 100_000,
]
FIELDS = [
    ("/c/nieul/patients/nouveau/", ("last_name", "first_name", "phone", "birth_on", "address", "remark")),
    ("/c/nieul/courrier/nouveau/", ("sender", "about", "note", "received_at")),
    ("/compte/login/", ("login", "password")),
    ("/c/nieul/equipe/inviter/", ("email", "first_name", "last_name")),
]


@pytest.mark.parametrize(("address", "fields"), FIELDS, ids=[row[0] for row in FIELDS])
def test_hundred_thousand_letters_in_each_field_are_answered_at_once(titulaire, address, fields):
    for long in LONG:
        begun = time.process_time()
        response = titulaire.post(address, dict.fromkeys(fields, long))
        assert response.status_code in (200, 302, 400, 404, 422, 429)
        assert time.process_time() - begun < 2, (address, long[:3])


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:2])
def test_long_message_or_search_is_answered_at_once(titulaire, cast, text):
    begun = time.process_time()
    sent = titulaire.post(f"/c/nieul/messages/{cast.team.pk}/", {"text": text})
    found = titulaire.post("/c/nieul/messages/recherche/", {"q": text}, follow=True)
    assert (sent.status_code, found.status_code) == (422, 200)
    assert time.process_time() - begun < 2
