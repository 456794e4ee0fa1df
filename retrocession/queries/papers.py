"""Papers in force, and what each locum lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cabinet import text
from cabinet.members import Member
from cabinet.models import Membership, PractitionerProfile, Role
from cabinet.models.membership import DOCTORS
from retrocession.models import Paper
from retrocession.rules.papers import PAPER_LABELS, Gap, Held, PaperKind, gaps, reminder_of

#: A gap is told of a doctor who is here today or comes back; the first day on which it will be missing.
_NOTHING: list[Paper] = []


@dataclass(frozen=True)
class PaperLine:
    """A paper as listed; `state` is « expiré », « expire bientôt » or nothing."""

    paper: Paper
    today: date

    @property
    def label(self) -> str:
        return text.sentence(PAPER_LABELS[PaperKind(self.paper.kind)])

    @property
    def is_expired(self) -> bool:
        return self.paper.expires_on is not None and self.paper.expires_on < self.today

    @property
    def is_ending(self) -> bool:
        return reminder_of(self.paper.expires_on, self.today) is not None


@dataclass(frozen=True)
class DoctorPapers:
    """A doctor, their papers in force, and the words of what is missing today."""

    membership: Membership
    lines: list[PaperLine] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def in_force() -> QuerySet[Paper]:
    return Paper.objects.filter(ended_at=None)


def held_by(memberships: Iterable[UUID]) -> dict[UUID, list[Held]]:
    found: dict[UUID, list[Held]] = {}
    for paper in in_force().filter(membership__in=list(memberships)):
        found.setdefault(paper.membership_id, []).append(Held(PaperKind(paper.kind), paper.expires_on))
    return found


def gaps_of(membership: Membership, days: Iterable[date]) -> list[Gap]:
    """What this locum lacks on any of these days, each paper once; nothing for another role."""
    if membership.role != Role.REMPLACANT:
        return []
    thesis = PractitionerProfile.objects.filter(membership=membership).values_list("thesis", flat=True)
    held, known = held_by([membership.pk]).get(membership.pk, []), thesis.first()
    found: dict[PaperKind, Gap] = {}
    for on in days:
        for gap in gaps(held, on, thesis=known):
            found.setdefault(gap.kind, gap)
    return list(found.values())


def said(gap: Gap) -> str:
    """« inscription au tableau manquante », « licence de remplacement expirée le 15 novembre 2026 »."""
    label = PAPER_LABELS[gap.kind]
    if gap.expired_on is None:
        return f"{label}\u202f: non fournie"
    return f"{label}\u202f: expire le {text.full_day(gap.expired_on).partition(' ')[2]}"


def papers_page(member: Member, today: date) -> list[DoctorPapers]:
    """For who keeps the practice, all its doctors; for a doctor, their own. By name, oneself first."""
    everybody = member.may("designate")
    members = Membership.objects.on(today).filter(role__in=DOCTORS).with_person()
    if not everybody:
        members = members.filter(pk=member.membership.pk)
    doctors = sorted(members, key=lambda doctor: doctor.pk != member.membership.pk)
    papers: dict[UUID, list[Paper]] = {}
    for paper in in_force().filter(membership__in=doctors).order_by("kind", "recorded_at"):
        papers.setdefault(paper.membership_id, []).append(paper)
    theses = dict(
        PractitionerProfile.objects.filter(membership__in=doctors).values_list("membership_id", "thesis")
    )
    return [
        DoctorPapers(
            doctor,
            [PaperLine(paper, today) for paper in papers.get(doctor.pk, _NOTHING)],
            [said(gap) for gap in _gaps(doctor, papers.get(doctor.pk, _NOTHING), theses, today)],
        )
        for doctor in doctors
    ]


def _gaps(doctor: Membership, papers: list[Paper], theses: dict[UUID, bool | None], today: date) -> list[Gap]:
    if doctor.role != Role.REMPLACANT:
        return []
    held = [Held(PaperKind(paper.kind), paper.expires_on) for paper in papers]
    return gaps(held, today, thesis=theses.get(doctor.pk))
