"""« Mes relevés »: what a person received and issued, in all their practices, ended ones too."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cabinet import text
from cabinet.members import Member
from cabinet.models import Cabinet, Membership, Person
from cabinet.models.membership import DOCTORS
from cabinet.tenancy.scope import scoped
from retrocession.models import Statement, StatementDocument, TransferFile
from retrocession.rules.settlement import transferable

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class OwnStatement:
    """A statement and the practice it comes from; `is_issued` when the person pays it.

    `is_apart` when they pay it for an earlier month, somebody else being remplacé of this one; `file` is then
    the message id of their own transfer file.
    """

    statement: Statement
    practice: Cabinet
    is_issued: bool
    has_document: bool
    is_apart: bool = False
    file: str = ""


@dataclass
class IssuedMonth:
    """What a titulaire issued for a month in a practice. Amounts in euros."""

    month: date
    practice: Cabinet
    statements: list[OwnStatement] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        return sum((own.statement.net for own in self.statements), ZERO)

    @property
    def kept(self) -> Decimal:
        return sum((own.statement.kept for own in self.statements), ZERO)

    @property
    def to_transfer(self) -> Decimal:
        """What is paid apart, by a file of one's own."""
        return sum((transferable(own.statement.net) for own in self.statements if own.is_apart), ZERO)

    @property
    def file(self) -> str:
        return next((own.file for own in self.statements if own.is_apart), "")

    @property
    def title(self) -> str:
        return f"Émis pour {text.month(self.month)}"


@dataclass
class OwnYear:
    """A calendar year of issue."""

    year: int
    received: list[OwnStatement] = field(default_factory=list)
    months: list[IssuedMonth] = field(default_factory=list)

    @property
    def received_note(self) -> str:
        total = _transferred(self.received)
        return f"total de l’année\u202f: {text.amount(total)}"

    @property
    def issued_note(self) -> str:
        given = sum((_transferred(month.statements) for month in self.months), ZERO)
        kept = sum((month.kept for month in self.months), ZERO)
        return f"Vous avez à reverser {text.amount(given)} et conservez {text.amount(kept)}."


def _transferred(statements: Iterable[OwnStatement]) -> Decimal:
    """What these statements transfer in all: the next one takes a negative net over, and it counts there."""
    return sum((transferable(own.statement.net) for own in statements), ZERO)


def readable_by(member: Membership) -> QuerySet[Statement]:
    """The statements of the current practice that `member` may read, the latest first."""
    if Member(member).may("read_statement", owner=False):
        statements = Statement.objects.all()
    elif Member(member).may("read_statement", owner=True):
        statements = Statement.objects.filter(_own(member.person))
    else:
        statements = Statement.objects.none()
    return statements.select_related("titulaire__person", "remplacant__person").order_by("-year", "-rank")


def own_years(person: Person) -> list[OwnYear]:
    """All the statements of a person, the latest year first: one statement of SQL for each practice."""
    years: dict[int, OwnYear] = {}
    for practice in practices_of_doctor(person):
        with scoped(practice.pk, person_id=person.pk):
            for own in _own_statements(person, practice):
                year = years.setdefault(own.statement.year, OwnYear(own.statement.year))
                if own.is_issued:
                    _month_of(year, own).statements.append(own)
                else:
                    year.received.append(own)
    for year in years.values():
        year.received.sort(key=lambda own: own.statement.issued_at, reverse=True)
        year.months.sort(key=lambda month: (month.month, month.practice.name), reverse=True)
    return [years[year] for year in sorted(years, reverse=True)]


def own_document(
    person: Person, statement_id: UUID
) -> tuple[Statement, StatementDocument, Membership] | None:
    """The PDF of a statement that this person pays or is paid, in whichever practice; and their side."""
    for practice in practices_of_doctor(person):
        with scoped(practice.pk, person_id=person.pk):
            document = (
                StatementDocument.objects.select_related("statement__titulaire", "statement__remplacant")
                .filter(statement=statement_id)
                .filter(_own(person, "statement__"))
                .first()
            )
        if document is not None:
            return document.statement, document, _side(person, document.statement)
    return None


def party_to(person: Person, statement_id: UUID) -> tuple[Statement, Membership] | None:
    """A statement of the open practice that this person pays or is paid, and the membership they do it by."""
    statement = (
        Statement.objects.select_related("titulaire__person", "remplacant__person")
        .filter(_own(person), pk=statement_id)
        .first()
    )
    if statement is None:
        return None
    return statement, _side(person, statement)


def _side(person: Person, statement: Statement) -> Membership:
    is_payee = statement.remplacant.person_id == person.pk
    return statement.remplacant if is_payee else statement.titulaire


def practices_of_doctor(person: Person) -> list[Cabinet]:
    """Where a person is or was a doctor. A personal page is already opened in that person's scope."""
    memberships = (
        Membership.everywhere.filter(person=person, role__in=DOCTORS)
        .select_related("cabinet")
        .order_by("cabinet__name", "cabinet_id")
    )
    return list({membership.cabinet_id: membership.cabinet for membership in memberships}.values())


def _own(person: Person, prefix: str = "") -> Q:
    return Q(**{f"{prefix}titulaire__person": person}) | Q(**{f"{prefix}remplacant__person": person})


def _own_statements(person: Person, practice: Cabinet) -> list[OwnStatement]:
    written = StatementDocument.objects.filter(statement=OuterRef("pk"))
    files = TransferFile.objects.filter(closing=OuterRef("closing"), titulaire__person=person)
    statements = (
        Statement.objects.filter(_own(person))
        .select_related("titulaire__person", "remplacant__person")
        .annotate(
            has_document=Exists(written),
            remplace=F("closing__titulaire__person"),
            own_file=Coalesce(Subquery(files.values("message_id")[:1]), Value("")),
        )
        .defer("detail", "signatures", "payer", "payee")
        .order_by("month", "rank")
    )
    return [
        OwnStatement(
            statement=statement,
            practice=practice,
            is_issued=statement.titulaire.person_id == person.pk,
            has_document=statement.has_document,
            is_apart=statement.remplace != statement.titulaire.person_id,
            file=statement.own_file,
        )
        for statement in statements
    ]


def _month_of(year: OwnYear, own: OwnStatement) -> IssuedMonth:
    for month in year.months:
        if (month.month, month.practice.pk) == (own.statement.month, own.practice.pk):
            return month
    month = IssuedMonth(own.statement.month, own.practice)
    year.months.append(month)
    return month


def last_received(member: Membership) -> Statement | None:
    """The last statement that this locum received in the current practice."""
    received = Statement.objects.filter(remplacant__person=member.person_id)
    return received.select_related("titulaire__person").order_by("year", "rank").last()
