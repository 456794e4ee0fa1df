"""Several designations at once: adopting the proposed rotation, and exchanging two months.

Months are locked from the earliest to the latest, so that two people at once wait for each other.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.models import Membership
from cabinet.text import month as month_text
from cabinet.text import sentence
from retrocession.actions.closing import lock_month
from retrocession.actions.designation import DesignatedMeanwhile, DesignationRefused, designate
from retrocession.models import Designation
from retrocession.permissions import require_designation


@transaction.atomic
def adopt_rotation(
    *, proposal: Mapping[date, Membership], by: Membership | None, at: datetime
) -> list[Designation]:
    """Name the médecin remplacé of each month of `proposal`, as it was read; adopted again, nothing changes.

    Raises `DesignatedMeanwhile` when a month went to another since, `DesignationRefused`, `RoleRefused`.
    """
    require_designation(by)
    made = []
    for month, titulaire in sorted(proposal.items()):
        lock_month(month)
        there = Designation.objects.select_related("titulaire__person").filter(month=month).first()
        if there is None:
            made.append(designate(month=month, titulaire=titulaire, by=by, at=at))
        elif there.titulaire.person_id != titulaire.person_id:
            raise DesignatedMeanwhile(
                f"{sentence(month_text(month))} a été donné à {there.titulaire.display_name} entre-temps."
                " Rien n’est adopté\u202f: relisez la proposition."
            )
    if made:
        months = [f"{one.month:%Y-%m}" for one in made]
        audit.record("adopt_rotation", "retrocession.designation", by=by, at=at, months=months)
    return made


@transaction.atomic
def exchange_months(
    *,
    first: date,
    second: date,
    seen: tuple[Membership, Membership],
    by: Membership | None,
    at: datetime,
) -> tuple[Designation, Designation]:
    """The médecins remplacés of two months take each other's place; the audit names both.

    `seen` are those of `first` and `second` as they were read, so that a second click does not undo the
    first. Raises `DesignatedMeanwhile`, `DesignationRefused`, `RoleRefused`.
    """
    require_designation(by)
    first, second = first_of_month(first), first_of_month(second)
    for month in sorted({first, second}):
        lock_month(month)
    now = {one.month: one for one in Designation.objects.filter(month__in=(first, second))}
    if {first: seen[0].pk, second: seen[1].pk} != {month: one.titulaire_id for month, one in now.items()}:
        raise DesignatedMeanwhile(
            "L’un de ces deux mois a changé de médecin remplacé entre-temps. Rien n’est échangé\u202f:"
            " relisez-les."
        )
    if seen[0].person_id == seen[1].person_id:
        raise DesignationRefused(f"{seen[0].display_name} a déjà ces deux mois.")
    given = (
        designate(month=first, titulaire=seen[1], by=by, at=at),
        designate(month=second, titulaire=seen[0], by=by, at=at),
    )
    audit.record(
        "exchange_months", given[0], by=by, at=at,
        months=[f"{first:%Y-%m}", f"{second:%Y-%m}"],
        titulaires=[str(one.pk) for one in seen],
    )  # fmt: skip
    return given
