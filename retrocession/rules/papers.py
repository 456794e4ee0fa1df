"""The papers of a locum: which are asked for, which are missing on a day, when to remind of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PaperKind(StrEnum):
    LICENCE = "licence"
    TABLEAU = "tableau"
    RCP = "rcp"
    DEROGATION = "derogation"


PAPER_LABELS = {
    PaperKind.LICENCE: "licence de remplacement",
    PaperKind.TABLEAU: "inscription au tableau",
    PaperKind.RCP: "assurance professionnelle (RCP)",
    PaperKind.DEROGATION: "dérogation",
}

#: So many days before it expires, somebody is told.
REMINDERS = (60, 30, 7)


@dataclass(frozen=True, slots=True)
class Held:
    """A paper in force; `expires_on` is its last day, None for one that does not expire."""

    kind: PaperKind
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A paper that is asked for and not there; `expired_on` when there was one."""

    kind: PaperKind
    expired_on: date | None = None


def asked_for(*, thesis: bool | None, licence: bool) -> tuple[PaperKind, ...]:
    """A locum with a thesis is entered on the roll of the Order, another has a licence; all are insured.

    Source: CSP, art. L.4112-1 (tableau), L.4131-2 (licence), L.1142-2 (insurance).

    Of somebody whose thesis we know nothing about, `licence` (whether they have one) decides.
    """
    by_licence = licence if thesis is None else not thesis
    return (PaperKind.LICENCE if by_licence else PaperKind.TABLEAU, PaperKind.RCP)


def gaps(papers: Iterable[Held], on: date, *, thesis: bool | None) -> list[Gap]:
    """The papers that a locum lacks on a day: never shown, or no longer valid.

    Source: the practice's règlement intérieur; a licence ends on 15 November.
    """
    held = list(papers)
    found = []
    for kind in asked_for(thesis=thesis, licence=any(p.kind is PaperKind.LICENCE for p in held)):
        own = [paper for paper in held if paper.kind is kind]
        if any(paper.expires_on is None or paper.expires_on >= on for paper in own):
            continue
        ends = [paper.expires_on for paper in own if paper.expires_on is not None]
        found.append(Gap(kind, max(ends, default=None)))
    return found


def reminder_of(expires_on: date | None, today: date) -> int | None:
    """A paper is recalled 60, 30 and 7 days before it expires; a missed reminder gives way to the next one.

    Source: the practice's règlement intérieur.
    """
    if expires_on is None or expires_on < today:
        return None
    left = (expires_on - today).days
    return min((step for step in REMINDERS if left <= step), default=None)
