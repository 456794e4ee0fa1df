"""What the tasks of a closing board are written with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from django.urls import reverse

from cabinet.members import Member
from cabinet.models import Membership, Role
from retrocession.permissions import is_remplace


class Standing(StrEnum):
    NOW = "now"
    OTHERS = "others"
    DONE = "done"


class Rank(IntEnum):
    """The order of what waits now: where somebody waits for money or an answer, first."""

    CONTESTED = 1
    RETURNED = 2
    DESIGNATE = 3
    APPROVE = 4
    TRANSFER = 5
    ACCOUNT = 6
    RECEIPTS = 7
    SHEETS = 8
    GAPS = 9
    VERIFY = 10
    REFUSALS = 11
    CONTRACTS = 12


@dataclass(frozen=True)
class Task:
    """One thing of the closing. `quote` is what somebody said of it; `rank` orders what waits now."""

    standing: Standing
    title: str
    note: str = ""
    quote: str = ""
    action: str = ""
    url: str = ""
    rank: int = 0


@dataclass
class Desk:
    """Whose board it is, the addresses of the practice, and the tasks written so far."""

    member: Member
    today: date
    tasks: list[Task] = field(default_factory=list)

    def to(self, name: str, *args: object) -> str:
        return reverse(f"retrocession:{name}", args=[self.member.cabinet.slug, *args])

    def is_mine(self, titulaire: Membership | None) -> bool:
        return is_remplace(self.member.membership, titulaire)

    @property
    def is_secretary(self) -> bool:
        return self.member.role == Role.SECRETAIRE

    def now(self, rank: Rank, title: str, action: str, url: str, *, note: str = "", quote: str = "") -> None:
        self.tasks.append(Task(Standing.NOW, title, note, quote, action, url, rank))

    def others(self, title: str, *, note: str = "", url: str = "") -> None:
        self.tasks.append(Task(Standing.OTHERS, title, note, url=url))

    def done(self, title: str, *, note: str = "", url: str = "") -> None:
        self.tasks.append(Task(Standing.DONE, title, note, url=url))


def names(found: Iterable[str]) -> str:
    """« Dr Fradin, Dr Rabiller et 2 autres »: three at most are named, once each."""
    each = list(dict.fromkeys(found))
    if len(each) > 3:
        return f"{', '.join(each[:2])} et {len(each) - 2} autres"
    return " et ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else "".join(each)
