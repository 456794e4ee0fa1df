"""The one-tap links of a call for cover: signed, personal, and worth nothing once their day is over."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from cabinet.outbox import address_of
from planning.models import CallAsk, Period

CLAIM, DECLINE = "planning.je-prends", "planning.pas-cette-fois"


@dataclass(frozen=True)
class Link:
    """What a link says: to whom, of which ask, in which practice; `on` and `period` for a claim."""

    cabinet_id: int
    person_id: int
    ask_id: UUID
    on: date | None = None
    period: str = ""


def claim_path(ask: CallAsk, person_id: int, on: date, period: str) -> str:
    said = [ask.cabinet_id, person_id, ask.pk.hex, on.isoformat(), period]
    return reverse("planning:claim", args=[Signer(salt=CLAIM).sign_object(said)])


def decline_path(ask: CallAsk, person_id: int) -> str:
    said = [ask.cabinet_id, person_id, ask.pk.hex]
    return reverse("planning:decline", args=[Signer(salt=DECLINE).sign_object(said)])


def claim_address(ask: CallAsk, person_id: int, on: date, period: str) -> str:
    return address_of(claim_path(ask, person_id, on, period))


def decline_address(ask: CallAsk, person_id: int) -> str:
    return address_of(decline_path(ask, person_id))


def read_claim(token: str) -> Link | None:
    """What the token says; None for one that we did not make."""
    said = _read(token, CLAIM)
    if said is None:
        return None
    cabinet_id, person_id, ask, on, period = said
    return Link(cabinet_id, person_id, UUID(ask), date.fromisoformat(on), Period(period).value)


def read_decline(token: str) -> Link | None:
    said = _read(token, DECLINE)
    if said is None:
        return None
    cabinet_id, person_id, ask = said
    return Link(cabinet_id, person_id, UUID(ask))


def _read(token: str, salt: str) -> list | None:
    try:
        return Signer(salt=salt).unsign_object(token)
    except (BadSignature, ValueError):
        return None
