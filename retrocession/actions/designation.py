"""Naming the médecin remplacé of a month."""

from datetime import date, datetime

from cabinet import audit
from cabinet.clock import first_of_month, next_month
from cabinet.models import Membership, Role
from cabinet.text import month as month_text
from cabinet.text import sentence
from retrocession.actions.closing import lock_month
from retrocession.actions.contracts import has_signed_contract, withdraw_unsigned
from retrocession.models import Designation, MonthClosing
from retrocession.permissions import require_designation
from retrocession.rules.closing import State, has_reached


class DesignationRefused(Exception):
    """`message` says in French why this person cannot be named, or why the month is settled."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def designate(*, month: date, titulaire: Membership, by: Membership | None, at: datetime) -> Designation:
    """Make `titulaire` the médecin remplacé of `month`, in the current practice; the same one twice is once.

    Raises `DesignationRefused`, or `RoleRefused` when `by` may not.
    """
    require_designation(by)
    month = first_of_month(month)
    if titulaire.role != Role.TITULAIRE:
        raise DesignationRefused("Le médecin remplacé est un titulaire du cabinet.")
    if not _is_here_in(titulaire, month):
        raise DesignationRefused(
            f"{titulaire.display_name} n’est pas membre du cabinet en {month_text(month)}."
        )
    closing = lock_month(month)
    designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    if designation is not None and designation.titulaire_id == titulaire.pk:
        return designation
    if has_reached(State(closing.state), State.APPROVED):
        raise DesignationRefused(
            f"{sentence(month_text(month))}\u202f: les relevés sont déjà approuvés,"
            " le médecin remplacé ne change plus."
        )
    if has_signed_contract(month):
        raise DesignationRefused(
            f"{sentence(month_text(month))}\u202f: un contrat est déjà signé,"
            " le médecin remplacé ne change plus."
        )
    withdraw_unsigned(month, but_of=titulaire, by=by, at=at)
    if designation is None:
        designation = Designation(month=month)
    designation.titulaire, designation.designated_at, designation.designated_by = titulaire, at, by
    designation.save()
    if closing.titulaire_id is not None:
        _change_payer(closing, titulaire)
    audit.record("designate", designation, by=by, at=at, month=f"{month:%Y-%m}", titulaire=str(titulaire.pk))
    return designation


def _change_payer(closing: MonthClosing, titulaire: Membership) -> None:
    """The drafts change hands too. One who already pays adjustments there would have two for a locum: those
    stay as they are, and the next step then asks for the month to be prepared again."""
    drafts = closing.drafts.all()
    if not drafts.filter(titulaire=titulaire).exists():
        drafts.filter(titulaire=closing.titulaire_id).update(titulaire=titulaire)
    closing.titulaire = titulaire
    closing.save(update_fields=["titulaire"])


def _is_here_in(titulaire: Membership, month: date) -> bool:
    return titulaire.starts_on < next_month(month) and (
        titulaire.ends_on is None or titulaire.ends_on >= month
    )
