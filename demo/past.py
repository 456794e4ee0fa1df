"""A short month of the past, played from its receipts to its bank file."""

from datetime import date, datetime

from cabinet.models import Membership
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.receipts import import_receipts
from retrocession.actions.statements import issue_month
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import ReceiptLine, TransferFile

#: Who billed in the months of the past.
LOCUMS = ("gael", "kevin")


def play(
    members: dict[str, Membership], *, month: date, receipts: str, titulaire: Membership, at: datetime
) -> TransferFile | None:
    """The month with these receipts (`{gael}` is an address), its file ready for the bank; None when it is
    there already."""
    if ReceiptLine.objects.filter(month=month).exists():
        return None
    secretary = members["baptiste"]
    # The kit says nothing before October 2026: these were there.
    for member in (secretary, titulaire, *(members[name] for name in LOCUMS)):
        member.starts_on = min(member.starts_on, month)
        member.save(update_fields=["starts_on"])
    designate(month=month, titulaire=titulaire, by=secretary, at=at)
    emails = {name: members[name].person.email for name in LOCUMS}
    import_receipts(
        stream=receipts.format(**emails).encode(), file_name=f"recettes-{month:%Y-%m}.csv", month=month,
        by=secretary, at=at,
    )  # fmt: skip
    prepare_month(month=month, by=secretary, at=at)
    verify_month(month=month, by=secretary, at=at)
    approve_month(month=month, by=titulaire, at=at)
    issue_month(month=month, by=titulaire, at=at)
    return make_transfer_file(month=month, by=titulaire, at=at)
