"""Naming another médecin remplacé once the month is settled: with a reason, kept for good.

What is signed stays signed and what is issued stays issued, with its payments and its adjustments: no euro
moves (`docs/decisions/0012-correction-moves-no-money.md`).
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.models import Cabinet, Membership
from cabinet.outbox import address_of, announce
from cabinet.text import month as month_text
from cabinet.text import of_month, sentence
from retrocession.actions.closing import advance, lock_month
from retrocession.actions.contracts import withdraw_unsigned
from retrocession.actions.designation import (
    DesignatedMeanwhile,
    DesignationRefused,
    change_payer,
    give_month,
    refuse_unless_titulaire,
)
from retrocession.models import Designation, DesignationCorrection, MonthClosing
from retrocession.permissions import require_designation
from retrocession.queries.handover import MonthStanding, standings
from retrocession.rules.closing import Step
from retrocession.rules.handover import Handover, Way, handover

MAX_REASON = 300


@transaction.atomic
def correct_designation(
    *,
    month: date,
    titulaire: Membership,
    seen: Membership,
    reason: str,
    by: Membership | None,
    at: datetime,
) -> DesignationCorrection:
    """Give a settled month to `titulaire`, with the reason; `seen` had it when the page was read.

    The same correction twice is one. Raises `DesignationRefused` (`DesignatedMeanwhile`), `RoleRefused`.
    """
    require_designation(by)
    month, reason = first_of_month(month), " ".join(reason.split())[:MAX_REASON]
    refuse_unless_titulaire(titulaire, month)
    if not reason:
        raise DesignationRefused("Dites pourquoi le médecin remplacé est corrigé.")
    closing = lock_month(month)
    designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    if designation is None:
        raise DesignationRefused(f"{sentence(month_text(month))} n’a pas encore de médecin remplacé.")
    last = DesignationCorrection.objects.filter(month=month).order_by("-corrected_at").first()
    if (
        designation.titulaire_id == titulaire.pk
        and last
        and (last.before_id, last.reason) == (seen.pk, reason)
    ):
        return last
    if designation.titulaire_id != seen.pk:
        raise DesignatedMeanwhile(
            f"{sentence(month_text(month))} a changé de médecin remplacé entre-temps\u202f:"
            f" {designation.titulaire.display_name}. Rien n’est corrigé\u202f: relisez la page."
        )
    if seen.pk == titulaire.pk:
        raise DesignationRefused(f"{titulaire.display_name} a déjà ce mois.")
    standing = standings([month])[month]
    what = handover(standing.facts, successor=titulaire)
    if what.way is Way.FREE:
        raise DesignationRefused(
            f"{sentence(month_text(month))}\u202f: rien n’est signé ni approuvé. Désignez"
            f" {titulaire.display_name} pour ce mois, sans correction."
        )
    withdraw_unsigned(month, but_of=titulaire, by=by, at=at)
    give_month(designation, titulaire, by=by, at=at)
    _pass_drafts(closing, what, titulaire, reason=reason, by=by, at=at)
    correction = DesignationCorrection.objects.create(
        month=month,
        before=seen,
        after=titulaire,
        reason=reason,
        contracts=[one.reference for one in what.kept],
        statements=standing.statements,
        corrected_at=at,
        corrected_by=by,
    )
    audit.record(
        "correct_designation", correction, by=by, at=at,
        month=f"{month:%Y-%m}", before=str(seen.pk), after=str(titulaire.pk),
    )  # fmt: skip
    _tell(correction, standing, what, at=at)
    return correction


def _pass_drafts(
    closing: MonthClosing,
    what: Handover[Membership],
    titulaire: Membership,
    *,
    reason: str,
    by: Membership | None,
    at: datetime,
) -> None:
    """Issued statements stay with who issued them; drafts change hands, and are verified in the new name."""
    if what.statements_stay:
        return
    if what.verified_again:
        closing.sent_back_at, closing.sent_back_by = at, by
        closing.sent_back_reason = f"Médecin remplacé corrigé\u202f: {reason}"[:MAX_REASON]
        closing.verified_at = closing.verified_by = closing.approved_at = closing.approved_by = None
        advance(closing, Step.SEND_BACK, by=by, at=at)
    if closing.titulaire_id is not None:
        change_payer(closing, titulaire)


def _tell(
    correction: DesignationCorrection,
    standing: MonthStanding,
    what: Handover[Membership],
    *,
    at: datetime,
) -> None:
    """Those whose contract or accounts it is about; neither the reason nor an amount leaves."""
    practice, month = Cabinet.current(), correction.month
    locums = {*what.to_draft, *(one.remplacant for one in (*what.kept, *what.given_up))}
    said = (
        f"Le médecin remplacé {of_month(month)} est corrigé\u202f: {correction.after.display_name}, à la"
        f" place de {correction.before.display_name}. Ce qui est signé et ce qui est émis reste comme il est."
    )
    own, list_of_months = (
        reverse("retrocession:my-contracts"),
        reverse("retrocession:months", args=[practice.slug]),
    )
    for member in (correction.before, correction.after, *sorted(locums, key=lambda one: one.person_id)):
        more = " Un contrat à son nom vous sera proposé." if member in what.to_draft else ""
        path = own if member in locums else list_of_months
        announce(
            key=f"designation-correction:{correction.pk}:{member.person_id}",
            recipient=member.person.email,
            subject=f"{practice.name}\u202f: médecin remplacé {of_month(month)}",
            body=f"Bonjour,\n\n{said}{more}\n\n{address_of(path)}\n\n{practice.name}\n",
            at=at,
        )
