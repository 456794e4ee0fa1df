"""What a person has to do about contracts, for their home page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cabinet.clock import previous_month
from cabinet.members import Member
from cabinet.models import Role
from retrocession.models import Contract
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.contract_days import days_of_month
from retrocession.queries.contracts import ContractLine, lines_of, with_parties
from retrocession.queries.papers import gaps_of, said
from retrocession.rules.contracts import State


@dataclass(frozen=True)
class Awaited:
    """The contracts that wait for this person, and the papers that they lack."""

    lines: list[ContractLine]
    missing: list[str]


def contracts_awaiting(member: Member, today: date) -> Awaited:
    """From last month on. A locum signs; the médecin remplacé and the secretary also send and follow."""
    contracts = (
        with_parties()
        .filter(month__gte=previous_month(today))
        .exclude(state__in=[*WITHOUT_EFFECT, State.CLOSED])
        .order_by("month", "rank")
    )
    person = member.person.pk
    if member.role != Role.SECRETAIRE:
        contracts = contracts.filter(Q(titulaire__person=person) | Q(remplacant__person=person))
    found: dict[date, list[Contract]] = {}
    for contract in contracts:
        found.setdefault(contract.month, []).append(contract)
    lines = [line for month, own in found.items() for line in lines_of(own, days_of_month(month))]
    ahead = [day.on for line in lines for day in line.now if day.on >= today]
    gaps = gaps_of(member.membership, [today, *ahead])
    return Awaited([line for line in lines if _waits_for(line, member)], [said(gap) for gap in gaps])


def _waits_for(line: ContractLine, member: Member) -> bool:
    signs = not line.changes and member.membership.display_name in line.unsigned_by
    if member.role == Role.REMPLACANT:
        return signs
    follows = line.state == State.DRAFT or bool(line.changes) or bool(line.to_file)
    return follows or (signs and member.role == Role.TITULAIRE)
