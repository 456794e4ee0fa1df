"""Somebody reads Valkey: what pages leave there says nothing of a patient, and opens nothing."""

from django.core.cache import cache
from django.test import Client

from cabinet.tenancy.scope import scoped
from tests.messaging.talk import furnish


def test_valkey_holds_no_name_no_search_and_no_password(cast, as_member):
    with scoped(cast.cabinet.pk):
        furnish(cast)
        name = cast.patient.last_name
    client = as_member(cast.jaulin)
    client.post("/c/nieul/patients/recherche/", {"q": name}, follow=True)
    client.get(f"/c/nieul/patients/{cast.patient.pk}/")
    client.get("/api/v1/cabinets/nieul/patients/")
    for _ in range(3):
        Client().post("/compte/login/", {"login": "fradin@nieul.example", "password": "Bocage-secret-1"})
    valkey = cache._cache.get_client()
    kept = list(valkey.scan_iter())
    assert kept
    text = b" ".join([*kept, *(valkey.dump(key) or b"" for key in kept)]).lower()
    for word in (name.lower().encode(), b"bocage-secret-1", b"fradin@nieul.example"):
        assert word not in text
