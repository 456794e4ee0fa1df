"""Naming the médecin remplacé of a month."""

from datetime import date, datetime

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.models import Membership, Role
from cabinet.text import month as month_text
from cabinet.text import sentence
from retrocession.actions.closing import lock_month
from retrocession.actions.contracts import has_signed_contract, withdraw_unsigned
from retrocession.models import Designation, MonthClosing
from retrocession.permissions import require_designation
from retrocession.queries.months import is_here_in
from retrocession.rules.closing import State, has_reached
from retrocession.rules.handover import Way, way_to_change


class DesignationRefused(Exception):
    """`message` says in French why this person cannot be named, or why the month is settled."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DesignationSettled(DesignationRefused):
    """A contract is signed or the statements are approved: only a recorded correction changes the month."""


class DesignatedMeanwhile(DesignationRefused):
    """Somebody named another titulaire since the page was read; nothing is written."""


def designate(*, month: date, titulaire: Membership, by: Membership | None, at: datetime) -> Designation:
    """Make `titulaire` the médecin remplacé of `month`, in the current practice; the same one twice is once.

    Raises `DesignationRefused` (`DesignationSettled`), or `RoleRefused` when `by` may not.
    """
    require_designation(by)
    month = first_of_month(month)
    refuse_unless_titulaire(titulaire, month)
    closing = lock_month(month)
    designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    if designation is not None and designation.titulaire_id == titulaire.pk:
        return designation
    state, has_signed = State(closing.state), has_signed_contract(month)
    if way_to_change(state, has_signed=has_signed) is Way.CORRECTION:
        settled = has_reached(state, State.APPROVED)
        why = "les relevés sont déjà approuvés" if settled else "un contrat est déjà signé"
        raise DesignationSettled(
            f"{sentence(month_text(month))}\u202f: {why}, le médecin remplacé ne change plus que par une"
            " correction, avec son motif."
        )
    withdraw_unsigned(month, but_of=titulaire, by=by, at=at)
    if designation is None:
        designation = Designation(month=month)
    give_month(designation, titulaire, by=by, at=at)
    if closing.titulaire_id is not None:
        change_payer(closing, titulaire)
    audit.record("designate", designation, by=by, at=at, month=f"{month:%Y-%m}", titulaire=str(titulaire.pk))
    return designation


def refuse_unless_titulaire(titulaire: Membership, month: date) -> None:
    """Whoever is named is a titulaire of the practice in that month."""
    if titulaire.role != Role.TITULAIRE:
        raise DesignationRefused("Le médecin remplacé est un titulaire du cabinet.")
    if not is_here_in(titulaire, month):
        raise DesignationRefused(
            f"{titulaire.display_name} n’est pas membre du cabinet en {month_text(month)}."
        )


def give_month(
    designation: Designation, titulaire: Membership, *, by: Membership | None, at: datetime
) -> None:
    designation.titulaire, designation.designated_at, designation.designated_by = titulaire, at, by
    designation.save()


def change_payer(closing: MonthClosing, titulaire: Membership) -> None:
    """The drafts change hands too. One who already pays adjustments there would have two for a locum: those
    stay as they are, and the next step then asks for the month to be prepared again."""
    drafts = closing.drafts.all()
    if not drafts.filter(titulaire=titulaire).exists():
        drafts.filter(titulaire=closing.titulaire_id).update(titulaire=titulaire)
    closing.titulaire = titulaire
    closing.save(update_fields=["titulaire"])
