"""A practice with a locum who comes on two days of March 2027, thésée and insured."""

from datetime import UTC, date, datetime

import pytest

from cabinet.jobs import run_due
from cabinet.tenancy.scope import scoped

MARCH = date(2027, 3, 1)
AT = datetime(2027, 2, 14, 9, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = date(2027, 3, 8), date(2027, 3, 15), date(2027, 3, 17)


def book(locum, on, period="day", *, room=None):
    from planning.models import Presence, Room
    from planning.rules.half_days import Hours, instants

    room = room or Room.objects.get_or_create(name="Bureau 1", defaults={"position": 1})[0]
    starts_at, ends_at = instants(on, period, Hours.of(locum.cabinet))
    return Presence.objects.create(
        membership=locum,
        room=room,
        on=on,
        period=period,
        starts_at=starts_at,
        ends_at=ends_at,
        booked_at=AT,
    )


def release(presence):
    presence.released_at = AT
    presence.save()


def insure(locum, *, until=date(2027, 12, 31)):
    from retrocession.actions.papers import record_paper
    from retrocession.rules.papers import PaperKind

    for kind, expires_on in ((PaperKind.TABLEAU, None), (PaperKind.RCP, until)):
        record_paper(
            membership=locum, kind=kind, reference=f"{kind} 85", expires_on=expires_on, by=None, at=AT
        )


def furnish(cast):
    from cabinet.models import PractitionerProfile
    from retrocession.actions.designation import designate

    with scoped(cast.cabinet.pk):
        PractitionerProfile.objects.filter(membership=cast.fradin).update(thesis=True)
        designate(month=MARCH, titulaire=cast.texier, by=None, at=AT)
        cast.first = book(cast.fradin, FIRST)
        cast.second = book(cast.fradin, SECOND, "morning")
        insure(cast.fradin)
    return cast


@pytest.fixture
def march(cast):
    furnish(cast)
    with scoped(cast.cabinet.pk):
        yield cast


@pytest.fixture
def living_march(living_cast):
    return furnish(living_cast)


def draft(cast, at=AT):
    from retrocession.actions.contracts import draft_contracts
    from retrocession.models import Contract

    draft_contracts(month=MARCH, by=cast.jaulin, at=at)
    return Contract.objects.select_related("titulaire__person", "remplacant__person").get()


def make_document(contract, *, at=AT, pdf=b"%PDF-1.7 contrat"):
    """What the worker does, without the slow rendering."""
    from retrocession.actions.contract_files import document_to_make, keep_document

    to_make = document_to_make(contract.pk)
    return to_make and keep_document(to_make, pdf, at=at)


def to_sign(cast, at=AT):
    """(contract, document) as they stand once sent."""
    from retrocession.actions.contracts import send_contract

    contract = send_contract(contract=draft(cast, at), by=cast.jaulin, at=at)
    return contract, make_document(contract, at=at)


def sign(document, *members, at=AT):
    from retrocession.actions.contract_signing import sign_document

    for member in members:
        sign_document(document=document.pk, sha256=document.sha256, by=member, at=at)


def signed(cast, at=AT):
    contract, document = to_sign(cast, at)
    sign(document, cast.texier, cast.fradin, at=at)
    contract.refresh_from_db()
    return contract, document


def work(cast, kind, at=AT):
    return run_due(at=at, key_prefix=f"{kind}:{cast.cabinet.pk}", limit=100)
