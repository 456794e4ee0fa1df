"""What naming another médecin remplacé for a month does, and when it takes a recorded correction."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from .closing import State, has_reached

Doctor = TypeVar("Doctor", bound=Hashable)


class Way(StrEnum):
    """How the médecin remplacé of a month may be changed now."""

    FREE = "free"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Agreement(Generic[Doctor]):
    """A contract of the month that stands, between a titulaire and a locum."""

    reference: str
    titulaire: Doctor
    remplacant: Doctor
    is_signed: bool


@dataclass(frozen=True)
class Standing(Generic[Doctor]):
    """All of a month that depends on who is remplacé. `present`: the locums with days in the calendar."""

    state: State = State.OPEN
    agreements: tuple[Agreement[Doctor], ...] = ()
    present: tuple[Doctor, ...] = ()

    @property
    def signed(self) -> tuple[Agreement[Doctor], ...]:
        return tuple(one for one in self.agreements if one.is_signed)


@dataclass(frozen=True)
class Handover(Generic[Doctor]):
    """What happens when the month goes to another.

    `to_draft`: the locums who need a contract in the new name; `given_up`: unsigned contracts that go with
    the former one; `kept`: signed contracts of others, which stay as they were signed. `drafts_change_hands`:
    the drafts of statements go to the new one; `verified_again`: and are to be verified again;
    `statements_stay`: issued statements, payments and adjustments stay with who issued them.
    """

    way: Way
    to_draft: tuple[Doctor, ...] = ()
    given_up: tuple[Agreement[Doctor], ...] = ()
    kept: tuple[Agreement[Doctor], ...] = ()
    drafts_change_hands: bool = False
    verified_again: bool = False
    statements_stay: bool = False


def way_to_change(state: State, *, has_signed: bool) -> Way:
    """A month changes hands freely until a contract is signed or its statements approved; then by correction.

    Source: the practice's closing: a signed contract binds its two doctors, and what is approved is approved
    in the name of who pays.
    """
    return Way.CORRECTION if has_signed or has_reached(state, State.APPROVED) else Way.FREE


def handover(standing: Standing[Doctor], *, successor: Doctor) -> Handover[Doctor]:
    """Signed contracts and issued statements stay what they are; the rest of the month changes name.

    Source: CNOM model contract (a signed contract binds its two parties); a receivable stays with the
    titulaire of its month; an issued statement is never altered.
    """
    way = way_to_change(standing.state, has_signed=bool(standing.signed))
    issued = has_reached(standing.state, State.ISSUED)
    in_name = {one.remplacant for one in standing.agreements if one.titulaire == successor}
    others = [one for one in standing.agreements if one.titulaire != successor]
    return Handover(
        way=way,
        to_draft=tuple(one for one in standing.present if one not in in_name),
        given_up=tuple(one for one in others if not one.is_signed),
        kept=tuple(one for one in others if one.is_signed),
        drafts_change_hands=not issued and has_reached(standing.state, State.PREPARED),
        verified_again=verified_again(standing.state, way),
        statements_stay=issued,
    )


def verified_again(state: State, way: Way) -> bool:
    """After a correction nobody has verified or approved the month in the new name: it is verified again.

    Source: the practice's closing: who approves pays.
    """
    return way is Way.CORRECTION and state in (State.VERIFIED, State.APPROVED)
