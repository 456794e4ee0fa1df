"""The contracts of a month, one of them, and one's own in all practices."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cabinet import text
from cabinet.members import Member
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from retrocession.models import Contract, ContractDocument, ContractSignature, Designation
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.contract_days import Days, days_of_month
from retrocession.queries.contract_documents import DocumentState, current, documents_of, last_signed
from retrocession.queries.papers import gaps_of, said
from retrocession.queries.statements import practices_of_doctor
from retrocession.rules.contract_days import Changes, Day, changes, number_of_days
from retrocession.rules.contracts import State, filing_due_on, is_signed

Party = ContractSignature.Party
HALVES = {"day": "", "morning": " matin", "afternoon": " après-midi"}
ACCEPTED = (State.AUTHORISED, State.DEEMED, State.ENDED, State.CLOSED)


@dataclass(frozen=True)
class ContractLine:
    """A contract as listed. `now`: the days of the calendar; `shown`: the document to sign or signed last."""

    contract: Contract
    now: Days = ()
    states: list[DocumentState] = field(default_factory=list)

    @property
    def state(self) -> State:
        return State(self.contract.state)

    @property
    def shown(self) -> DocumentState | None:
        return current(self.contract, self.states)

    @property
    def signed(self) -> DocumentState | None:
        return last_signed(self.states)

    @property
    def is_signed(self) -> bool:
        return is_signed(self.state)

    @property
    def days(self) -> Days:
        """Those that bind, else those of the calendar."""
        return self.signed.days if self.signed else self.now

    @property
    def days_said(self) -> str:
        number = number_of_days(self.days)
        words = text.number(number, 0 if number == int(number) else 1)
        return f"{words} {'jours' if number >= 2 else 'jour'}"

    @property
    def is_superseded(self) -> bool:
        """Signed in the name of one who, by a correction, is no longer the médecin remplacé of the month."""
        remplace = getattr(self.contract, "remplace", None)
        return self.is_signed and remplace not in (None, self.contract.titulaire.person_id)

    @property
    def changes(self) -> Changes:
        """What the calendar says otherwise than the document that is shown."""
        silent = (*WITHOUT_EFFECT, State.DRAFT, State.CLOSED)
        if self.is_superseded or self.shown is None or self.state in silent:
            return Changes()
        return changes(self.shown.days, self.now)

    @property
    def changes_said(self) -> str:
        """« + mer. 17 mars ; − ven. 19 mars matin »."""
        found = self.changes
        return "\u202f; ".join(
            f"{sign} {', '.join(day_said(day) for day in days)}"
            for sign, days in (("+", found.added), ("−", found.dropped))
            if days
        )

    @property
    def unsigned_by(self) -> list[str]:
        """Who has not signed the document that is shown."""
        if self.is_superseded or self.shown is None or self.shown.is_signed:
            return []
        parties = {Party.TITULAIRE: self.contract.titulaire, Party.REMPLACANT: self.contract.remplacant}
        return [
            member.display_name for party, member in parties.items() if party not in self.shown.signatures
        ]

    @property
    def to_file(self) -> list[DocumentState]:
        """Signed documents that the CDOM has not had."""
        if self.state in WITHOUT_EFFECT:
            return []
        return [one for one in self.states if one.is_signed and not one.is_filed]

    @property
    def badge(self) -> tuple[str, str, str]:
        """(label, kind, icon): where it stands, in a word."""
        if self.state == State.DRAFT:
            return "brouillon", "known", ""
        if self.state in WITHOUT_EFFECT:
            return self.contract.get_state_display(), "alert" if self.state == State.REFUSED else "", ""
        if not self.is_signed:
            return "non signé", "gap", "triangle-alert"
        return "signé", "covered", "check"

    @property
    def awaited(self) -> str:
        """What is awaited now; empty when nothing is."""
        if self.state == State.DRAFT:
            return "à relire et à envoyer"
        if self.state in WITHOUT_EFFECT or self.state == State.CLOSED:
            return ""
        if self.state == State.SENT and self.shown is None:
            return "document en préparation"
        if self.changes:
            return f"planning changé\u202f: {self.changes_said}"
        if self.unsigned_by and self.shown:
            what = "signature" if self.state == State.SENT else f"{self.shown.document.label}, signature"
            return f"{what} de {' et '.join(self.unsigned_by)}"
        if self.to_file:
            due = min(filing_due_on(one.signed_on) for one in self.to_file if one.signed_on)
            return f"à transmettre au CDOM avant le {text.day(due)}"
        if self.is_superseded:
            return "rien\u202f: le mois a un autre médecin remplacé"
        if self.state == State.FILED:
            return "réponse du CDOM"
        avenant = next((one.document.label for one in self.states if one.awaits_answer), "")
        return f"réponse du CDOM à l’{avenant}" if avenant else ""

    @property
    def is_accepted(self) -> bool:
        return self.state in ACCEPTED


@dataclass(frozen=True)
class MonthContracts:
    """`without` are the locums with days in the month and no contract yet."""

    month: date
    titulaire: Membership | None
    lines: list[ContractLine]
    without: list[Membership]


@dataclass(frozen=True)
class OwnContract:
    """A contract of one's own, and the practice it comes from; `is_open` when one is still a member there."""

    line: ContractLine
    practice: Cabinet
    is_open: bool

    @property
    def contract(self) -> Contract:
        return self.line.contract


def day_said(day: Day) -> str:
    return f"{text.day(day.on)}{HALVES[day.period]}"


def month_contracts(month: date) -> MonthContracts:
    """Nine statements, whatever the number of contracts."""
    designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    contracts = list(with_parties().filter(month=month).order_by("remplacant__person__sort_key", "rank"))
    days, lines = days_of_month(month), lines_of(contracts, days_of_month(month))
    titulaire = designation.titulaire if designation else None
    have = {
        contract.remplacant_id
        for contract in contracts
        if contract.state not in WITHOUT_EFFECT and titulaire and contract.titulaire_id == titulaire.pk
    }
    without = Membership.objects.filter(pk__in=[pk for pk in days if pk not in have]).with_person()
    return MonthContracts(month, titulaire, lines, list(without))


def lines_of(contracts: Iterable[Contract], days: dict[UUID, Days]) -> list[ContractLine]:
    contracts = list(contracts)
    states = documents_of(contracts)
    return [
        ContractLine(contract, days.get(contract.remplacant_id, ()), states.get(contract.pk, []))
        for contract in contracts
    ]


def contract_line(contract: Contract) -> ContractLine:
    return lines_of([contract], days_of_month(contract.month))[0]


def contract_of(pk: UUID) -> Contract | None:
    return with_parties().filter(pk=pk).first()


def missing_papers(line: ContractLine) -> list[str]:
    """What keeps this contract from being signed."""
    days = line.shown.days if line.shown else line.now
    return [said(gap) for gap in gaps_of(line.contract.remplacant, [day.on for day in days])]


def readable_contracts(member: Membership) -> QuerySet[Contract]:
    """The contracts of the current practice that `member` may read, the latest first."""
    contracts = with_parties().order_by("-month", "rank")
    if Member(member).may("read_statement", owner=False):
        return contracts
    if Member(member).may("read_statement", owner=True):
        return contracts.filter(_own(member.person_id))
    return contracts.none()


def own_contracts(person: Person, open_in: Iterable[int]) -> list[OwnContract]:
    """All that this person signed or is to sign, the latest first, also where they are no longer a member."""
    found, still = [], set(open_in)
    for practice in practices_of_doctor(person):
        with scoped(practice.pk, person_id=person.pk):
            contracts = list(
                with_parties()
                .filter(_own(person.pk))
                .exclude(state=State.WITHDRAWN)
                .exclude(state=State.DRAFT)
            )
            days = {month: days_of_month(month) for month in {contract.month for contract in contracts}}
            states = documents_of(contracts)
            for contract in contracts:
                now = days[contract.month].get(contract.remplacant_id, ())
                line = ContractLine(contract, now, states.get(contract.pk, []))
                found.append(OwnContract(line, practice, practice.pk in still))
    return sorted(found, key=lambda own: (own.contract.month, own.practice.name), reverse=True)


def own_document(person: Person, document_id: UUID) -> tuple[Cabinet, ContractDocument, Membership] | None:
    """A document of a contract of this person's, in whichever practice, and their side of it."""
    for practice in practices_of_doctor(person):
        with scoped(practice.pk, person_id=person.pk):
            document = (
                ContractDocument.objects.filter(pk=document_id)
                .filter(_own(person.pk, "contract__"))
                .select_related("contract__titulaire", "contract__remplacant")
                .first()
            )
        if document is not None:
            payer, payee = document.contract.titulaire, document.contract.remplacant
            return practice, document, payee if payee.person_id == person.pk else payer
    return None


def with_parties() -> QuerySet[Contract]:
    """With `remplace`, the person who is médecin remplacé of its month now."""
    remplace = Designation.objects.filter(month=OuterRef("month")).values("titulaire__person")
    return Contract.objects.select_related("titulaire__person", "remplacant__person").annotate(
        remplace=Subquery(remplace)
    )


def _own(person_id: int, prefix: str = "") -> Q:
    return Q(**{f"{prefix}titulaire__person": person_id}) | Q(**{f"{prefix}remplacant__person": person_id})
