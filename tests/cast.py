"""The cast, the same in all tests: the practice of Nieul, and a stranger from the practice next door."""

import time
from datetime import date
from types import SimpleNamespace

import pytest

PASSWORD = "un-mot-de-passe-de-bocage"
SINCE = date(2025, 1, 1)

#: key: (first name, last name, role, profession)
PEOPLE = {
    "texier": ("Ulysse", "Texier", "titulaire", ""),
    "sorin": ("Lucie", "Sorin", "titulaire", ""),
    "fradin": ("Valentine", "Fradin", "remplacant", ""),
    "rabiller": ("Kévin", "Rabiller", "remplacant", ""),
    "hervouet": ("Anaïs", "Hervouet", "interne", ""),
    "jaulin": ("Baptiste", "Jaulin", "secretaire", ""),
    "bossard": ("Tiphaine", "Bossard", "telesecretaire", ""),
    "drapeau": ("Hélène", "Drapeau", "infirmiere_asalee", ""),
    "naulleau": ("Quentin", "Naulleau", "paramedical", "infirmier"),
    "guilbaud": ("Yann", "Guilbaud", "mairie", ""),
    "ouvrard": ("Oriane", "Ouvrard", "coordination_cls", ""),
}
#: The stranger is a fully privileged member, next door.
STRANGER = ("Gwenaël", "Voisin", "titulaire", "")

BANK = {
    "texier": (
        "10104363964",
        "94470316400011",
        "FR7620041841862190433439920",
        "PSSTFRPP",
    ),
    "sorin": (
        "10101267622",
        "77216197200017",
        "FR7630004436079866936711833",
        "BNPAFRPP",
    ),
    "fradin": (
        "10104344394",
        "60291788200014",
        "FR7630004226767459122888181",
        "BNPAFRPP",
    ),
    "rabiller": (
        "10106219982",
        "32628343900015",
        "FR7620041515892425435106419",
        "PSSTFRPP",
    ),
    "hervouet": ("10105746159", "", "", ""),
}


def confirmed(client):
    """The client, whose person has just said again who they are."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def make_practice(slug: str, name: str, people: dict, *, domain: str):
    """A practice with its people: an object with `.cabinet`, and `.texier` (membership) for each key."""
    from django.contrib.auth.hashers import make_password

    from cabinet.models import Cabinet, Membership, Person, PractitionerProfile
    from cabinet.tenancy.scope import scoped

    password = make_password(PASSWORD, hasher="default")
    cabinet = Cabinet.objects.create(
        slug=slug,
        name=name,
        commune="Nieul-le-Dolent",
        postcode="85430",
        insee="85161",
        school_zone="B",
    )
    cast = SimpleNamespace(cabinet=cabinet)
    with scoped(cabinet.pk):
        for key, (first_name, last_name, role, profession) in people.items():
            person = Person.objects.create(
                email=f"{key}@{domain}",
                first_name=first_name,
                last_name=last_name,
                password=password,
            )
            membership = Membership.objects.create(
                person=person, role=role, profession=profession, starts_on=SINCE
            )
            membership.cabinet = cabinet
            if key in BANK:
                rpps, siret, iban, bic = BANK[key]
                PractitionerProfile.objects.create(
                    membership=membership,
                    rpps=rpps,
                    siret=siret,
                    iban=iban,
                    bic=bic,
                    account_holder=f"{last_name} {first_name}".upper(),
                    address="12 rue des Tilleuls, 85430 Nieul-le-Dolent",
                )
            setattr(cast, key, membership)
    return cast


def make_cast():
    cast = make_practice("nieul", "Cabinet de Nieul", PEOPLE, domain="nieul.example")
    cast.next_door = make_practice("voisin", "Cabinet voisin", {"voisin": STRANGER}, domain="voisin.example")
    cast.stranger = cast.next_door.voisin
    return cast


@pytest.fixture
def cast(db):
    """No scope is open: tests open one with `scoped(cast.cabinet.pk)` or sign in through `as_member`."""
    return make_cast()


@pytest.fixture
def living_cast(living_db):
    """The same, committed, for tests with threads, workers or a live server."""
    return make_cast()


@pytest.fixture
def as_member(client):
    """`as_member(cast.texier)`: the test client, signed in as that member."""

    def sign_in(membership):
        client.force_login(membership.person)
        return client

    return sign_in
