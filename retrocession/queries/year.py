"""A person's year: what they paid each locum, what they kept, what they received; by the date paid."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from cabinet.models import Cabinet, Membership, Person
from cabinet.money import ZERO
from cabinet.tenancy.scope import scoped
from retrocession.models import AdjustmentOutcome, Statement
from retrocession.queries.answers import paid_on_read, with_aftermath
from retrocession.queries.statements import practices_of_doctor
from retrocession.rules.vat import Franchise, franchise_state, thresholds
from retrocession.rules.year import Rspm, calendar_year, das2_threshold, is_declared, rspm_position


@dataclass(frozen=True)
class PaidStatement:
    statement: Statement
    practice: Cabinet
    paid_on: date


@dataclass
class PairYear:
    """What passed between the person and one other over the year. Amounts in euros.

    `party` is the other one as their latest statement names them: name, address, RPPS, SIRET.
    """

    party: dict[str, str]
    paid: list[PaidStatement] = field(default_factory=list)
    is_declared: bool = False

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(one.statement, name) for one in self.paid), ZERO)

    @property
    def name(self) -> str:
        return f"Dr {self.party['first_name']} {self.party['last_name']}"

    @property
    def how_many(self) -> int:
        return len(self.paid)

    @property
    def share(self) -> Decimal:
        return self._sum("share")

    @property
    def travel(self) -> Decimal:
        return self._sum("travel")

    @property
    def adjustments(self) -> Decimal:
        return self._sum("adjustments")

    @property
    def net(self) -> Decimal:
        return self._sum("net")

    @property
    def missing(self) -> list[str]:
        """What the declaration asks for and is not known."""
        return [word for key, word in (("siret", "SIRET"), ("address", "adresse")) if not self.party[key]]


@dataclass(frozen=True)
class Year:
    """`paid` by titulaire to each locum, `received` by locum from each titulaire; `unpaid` are still due."""

    year: int
    paid: list[PairYear]
    received: list[PairYear]
    unpaid: list[Statement]
    kept: Decimal
    franchise: Decimal
    franchise_state: Franchise
    das2_threshold: Decimal

    @property
    def paid_total(self) -> Decimal:
        return sum((pair.net for pair in self.paid), ZERO)

    @property
    def received_total(self) -> Decimal:
        return sum((pair.net for pair in self.received), ZERO)

    @property
    def declared(self) -> list[PairYear]:
        return [pair for pair in self.paid if pair.is_declared]

    @property
    def rspm(self) -> Rspm:
        return rspm_position(self.received_total)

    @property
    def is_empty(self) -> bool:
        return not (self.paid or self.received or self.unpaid or self.kept)


@dataclass
class _Found:
    paid: list[PaidStatement] = field(default_factory=list)
    received: list[PaidStatement] = field(default_factory=list)
    unpaid: list[Statement] = field(default_factory=list)
    kept: Decimal = ZERO


def own_year(person: Person, year: int, *, practices: Iterable[Cabinet] | None = None) -> Year:
    """The year of a person in these practices (all theirs): three statements of SQL for each practice."""
    found = _Found()
    for practice in practices_of_doctor(person) if practices is None else practices:
        with scoped(practice.pk, person_id=person.pk):
            _read(found, person, year, practice)
    first, last = calendar_year(year)
    paid = _by_party(found.paid, lambda one: (one.remplacant, one.payee))
    for pair in paid:
        pair.is_declared = is_declared(pair.net, year)
    return Year(
        year=year,
        paid=paid,
        received=_by_party(found.received, lambda one: (one.titulaire, one.payer)),
        unpaid=found.unpaid,
        kept=found.kept,
        franchise=thresholds(first)[0],
        franchise_state=franchise_state(found.kept, last),
        das2_threshold=das2_threshold(year),
    )


def _read(found: _Found, person: Person, year: int, practice: Cabinet) -> None:
    """Statements issued up to that year, sorted by what became of them; and what the year's ones leave."""
    issued = Statement.objects.filter(year__lte=year).defer("detail", "signatures").order_by("year", "rank")
    for is_payer in (True, False):
        side = {"titulaire__person" if is_payer else "remplacant__person": person}
        own = with_aftermath(issued.filter(**side).select_related("titulaire__person", "remplacant__person"))
        for statement in own:
            paid_on = paid_on_read(statement)
            if paid_on is not None and paid_on.year == year:
                one = PaidStatement(statement, practice, paid_on)
                (found.paid if is_payer else found.received).append(one)
            elif is_payer and paid_on is None and statement.net > 0:
                found.unpaid.append(statement)
    found.kept += _kept(Statement.objects.filter(titulaire__person=person, year=year))


def _kept(statements: QuerySet[Statement]) -> Decimal:
    """What these statements leave their titulaire, adjustments included."""
    kept = statements.aggregate(kept=Sum("kept", default=ZERO))["kept"]
    adjusted = AdjustmentOutcome.objects.filter(statement__in=statements).aggregate(
        kept=Sum(F("adjustment__amount") - F("adjustment__share"), default=ZERO)
    )
    return kept + adjusted["kept"]


def _by_party(
    paid: list[PaidStatement], other: Callable[[Statement], tuple[Membership, dict[str, str]]]
) -> list[PairYear]:
    """One for each other person, whatever address they had, by name, as the latest statement names them."""
    pairs: dict[int, PairYear] = {}
    for one in sorted(paid, key=lambda one: (one.statement.issued_at, one.statement.rank)):
        member, told = other(one.statement)
        pair = pairs.setdefault(member.person_id, PairYear(told))
        pair.party = told
        pair.paid.append(one)
    return sorted(pairs.values(), key=lambda pair: (pair.party["last_name"], pair.party["first_name"]))


def years_of(person: Person) -> list[int]:
    """The years of which a person has something to read, the latest first."""
    years: set[int] = set()
    for practice in practices_of_doctor(person):
        with scoped(practice.pk, person_id=person.pk):
            own = Statement.objects.filter(titulaire__person=person) | Statement.objects.filter(
                remplacant__person=person
            )
            years |= set(own.order_by().values_list("year", flat=True).distinct())
            years |= set(
                own.filter(payments__kind="debited").order_by().values_list("payments__on__year", flat=True)
            )
    return sorted(years, reverse=True)


def kept_in_year(person: Person, year: int) -> Decimal:
    """What the statements of the year leave a titulaire, all practices together: two statements each."""
    kept = ZERO
    for practice in practices_of_doctor(person):
        with scoped(practice.pk, person_id=person.pk):
            kept += _kept(Statement.objects.filter(titulaire__person=person, year=year))
    return kept
