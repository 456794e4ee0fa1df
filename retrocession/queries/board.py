"""The closing board of a person: what waits for them now, what others are at, what is done."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cabinet.members import Member
from cabinet.models import Membership, Role
from retrocession.permissions import is_remplace
from retrocession.queries.board_desk import Desk, Standing, Task
from retrocession.queries.board_facts import MonthFacts, facts_of
from retrocession.queries.board_secretary import tasks_of_secretary
from retrocession.queries.board_titulaire import tasks_of_titulaire
from retrocession.queries.board_words import tasks_of_contested
from retrocession.queries.year import kept_in_year
from retrocession.rules.closing import STATE_LABELS, State
from retrocession.rules.vat import Franchise, franchise_state, thresholds


@dataclass(frozen=True)
class MonthBoard:
    """A month, with all that is to be done for it."""

    month: date
    titulaire: Membership | None
    state: State
    url: str
    tasks: list[Task]

    @property
    def label(self) -> str:
        return STATE_LABELS[self.state]

    def of(self, standing: Standing) -> list[Task]:
        return [task for task in self.tasks if task.standing is standing]

    @property
    def now(self) -> list[Task]:
        return self.of(Standing.NOW)

    @property
    def others(self) -> list[Task]:
        return self.of(Standing.OTHERS)

    @property
    def done(self) -> list[Task]:
        return self.of(Standing.DONE)


@dataclass(frozen=True)
class NamedTask:
    """What waits now, with the month that it belongs to."""

    month: date
    task: Task


@dataclass(frozen=True)
class KeptThisYear:
    """What a titulaire keeps this year, all practices together, against the VAT franchise; euros."""

    year: int
    kept: Decimal
    franchise: Decimal
    state: Franchise

    @property
    def is_warned(self) -> bool:
        return self.state is not Franchise.WITHIN


@dataclass(frozen=True)
class Board:
    """`kept` for a titulaire alone."""

    now: list[NamedTask]
    months: list[MonthBoard]
    kept: KeptThisYear | None


def closing_board(member: Member, *, today: date) -> Board:
    """The board of the secretary, or of a titulaire for the months in which they pay somebody."""
    facts = facts_of(today)
    of_role = tasks_of_secretary if member.role == Role.SECRETAIRE else tasks_of_titulaire
    months = []
    for month in facts.months:
        if not _concerns(member, month):
            continue
        desk = Desk(member, today)
        of_role(desk, month, facts)
        url = desk.to("month-closing", month.month)
        months.append(MonthBoard(month.month, month.titulaire, month.state, url, desk.tasks))
    now = [NamedTask(*one) for one in tasks_of_contested(Desk(member, today), facts)]
    now += [NamedTask(one.month, task) for one in months for task in one.now]
    return Board(
        sorted(now, key=lambda one: (one.task.rank, one.month)),
        [one for one in months if one.tasks],
        kept_this_year(member, today) if member.role == Role.TITULAIRE else None,
    )


def kept_this_year(member: Member, today: date) -> KeptThisYear:
    kept = kept_in_year(member.person, today.year)
    return KeptThisYear(today.year, kept, thresholds(today)[0], franchise_state(kept, today))


def _concerns(member: Member, month: MonthFacts) -> bool:
    """The secretary is concerned by all; a titulaire by the months in which they pay somebody."""
    if member.role == Role.SECRETAIRE or is_remplace(member.membership, month.titulaire):
        return True
    return any(row.titulaire.person_id == member.person.pk for row in month.rows)
