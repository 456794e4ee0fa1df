"""Recording a doctor's papers, replacing and withdrawing them."""

from datetime import date, datetime

from django.db import transaction

from cabinet import audit
from cabinet.members import Member
from cabinet.models import Membership, PractitionerProfile
from retrocession.actions.contracts_refused import PaperRefused
from retrocession.constraints import in_french
from retrocession.models import Paper
from retrocession.permissions import RoleRefused
from retrocession.rules.papers import PaperKind

REPLACED = "remplacé"


def require_keeper(by: Membership | None, membership: Membership) -> None:
    """The doctor, the secretary and the titulaires; the operator is None."""
    if by is None or by.person_id == membership.person_id or Member(by).may("designate"):
        return
    raise RoleRefused("Seuls ce médecin, la secrétaire et les titulaires tiennent ses papiers.")


@transaction.atomic
def record_paper(
    *,
    membership: Membership,
    kind: PaperKind,
    reference: str,
    expires_on: date | None,
    by: Membership | None,
    at: datetime,
) -> Paper:
    """A paper of that doctor; it replaces the one of its kind, derogations aside. The same twice is once.

    Raises `PaperRefused`, `RoleRefused`.
    """
    require_keeper(by, membership)
    if not membership.is_doctor:
        raise PaperRefused("Seuls les médecins ont des papiers à fournir ici.")
    reference = " ".join(reference.split())[:80]
    if not reference:
        raise PaperRefused("Indiquez le numéro ou la référence du document.", "reference")
    if expires_on is None and kind in (PaperKind.LICENCE, PaperKind.RCP):
        raise PaperRefused("Indiquez jusqu’à quand ce document est valable.", "expires_on")
    before = Paper.objects.select_for_update().filter(membership=membership, kind=kind, ended_at=None)
    for paper in before:
        if (paper.reference, paper.expires_on) == (reference, expires_on):
            return paper
        if kind is not PaperKind.DEROGATION:
            _end(paper, REPLACED, by=by, at=at)
    paper = Paper(
        membership=membership,
        kind=kind,
        reference=reference,
        expires_on=expires_on,
        recorded_at=at,
        recorded_by=by,
    )
    with in_french(PaperRefused):
        paper.save()
    audit.record("record_paper", paper, by=by, at=at, kind=kind.value, expires_on=f"{expires_on or ''}")
    return paper


@transaction.atomic
def withdraw_paper(*, paper: Paper, reason: str, by: Membership | None, at: datetime) -> Paper:
    """Take back a paper recorded wrongly or no longer held; it stays in the history."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("membership").get(pk=paper.pk)
    require_keeper(by, paper.membership)
    if paper.ended_at is not None:
        return paper
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise PaperRefused("Dites pourquoi ce document est retiré.", "reason")
    _end(paper, reason, by=by, at=at)
    audit.record("withdraw_paper", paper, by=by, at=at, kind=paper.kind)
    return paper


def seed_licences(*, at: datetime) -> int:
    """The licences told by the start kit and by profiles become papers, once each; how many were missing."""
    profiles = PractitionerProfile.objects.exclude(licence_number="").exclude(licence_expires_on=None)
    known = set(
        Paper.objects.filter(kind=PaperKind.LICENCE).values_list("membership_id", "reference", "expires_on")
    )
    latest = {
        paper.membership_id: paper.expires_on
        for paper in Paper.objects.filter(kind=PaperKind.LICENCE, ended_at=None)
    }
    seeded = 0
    for profile in profiles.select_related("membership__person").order_by("pk"):
        expires_on, membership = profile.licence_expires_on, profile.membership
        told = (membership.pk, profile.licence_number, expires_on)
        held = latest.get(membership.pk)
        if told in known or not membership.is_doctor or (held and expires_on and held > expires_on):
            continue
        record_paper(
            membership=membership,
            kind=PaperKind.LICENCE,
            reference=profile.licence_number,
            expires_on=expires_on,
            by=None,
            at=at,
        )
        seeded += 1
    return seeded


def _end(paper: Paper, reason: str, *, by: Membership | None, at: datetime) -> None:
    paper.ended_at, paper.ended_by, paper.ended_reason = at, by, reason
    paper.save(update_fields=["ended_at", "ended_by", "ended_reason"])
