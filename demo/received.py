"""Aubigny shares what is received: October 2026 typed by hand and issued, some tiers payant paid since."""

from datetime import date, datetime

from cabinet.actions.bank import type_account
from cabinet.clock import PARIS, first_of_month
from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.name_checks import BankAnswer, record_name_check
from retrocession.actions.payments_received import import_payments
from retrocession.actions.receipt_changes import correct_receipt
from retrocession.actions.receipts_typed import type_receipts
from retrocession.actions.statements import issue_month
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import Designation, ReceiptLine
from retrocession.rules.name_check import NameAnswer

OCTOBER = date(2026, 10, 1)
NIEUL = "nieul-le-dolent"
#: Whose, which day, then: act, amount, mode, AMO, AMC, patient, invoice.
TYPED = [
    ("kevin", 13, [
        ("G", "30,00", "CB", "", "", "", "A1013-1"),
        ("G", "30,00", "Tiers payant", "21,00", "4,50", "4,50", "A1013-2"),
        ("APC", "60,00", "Tiers payant", "42,00", "18,00", "0,00", "A1013-3"),
        ("VG", "30,00", "Tiers payant", "30,00", "0,00", "0,00", "A1013-4"),
        ("IK", "3,05", "Tiers payant", "3,05", "0,00", "0,00", "A1013-4"),
        ("G", "30,00", "Espèces", "", "", "", ""),
    ]),
    ("jeanne", 15, [
        ("G", "30,00", "Chèque", "", "", "", "A1015-1"),
        ("G", "30,00", "Tiers payant", "21,00", "9,00", "0,00", "A1015-2"),
        ("MEG", "5,00", "Tiers payant", "5,00", "0,00", "0,00", "A1015-2"),
        ("COE", "60,00", "CB", "", "", "", "A1015-3"),
    ]),
]  # fmt: skip
PAID_IN_OCTOBER = """N° facture;Acte;Montant payé;Date du paiement
A1013-2;G;21,00;22/10/2026
A1015-2;MEG;5,00;26/10/2026
"""
PAID_SINCE = """N° facture;Acte;Montant payé;Date du paiement
A1013-3;APC;42,00;05/11/2026
A1013-4;VG;30,00;05/11/2026
A1015-2;G;21,00;09/11/2026
"""


def share_what_is_received(members: dict[str, Membership], *, today: date, at: datetime) -> bool:
    """Play October once; False when it is there already."""
    if ReceiptLine.objects.filter(month=OCTOBER).exists():
        return False
    Cabinet.objects.filter(slug="aubigny").update(retrocession_base="percu")
    secretary = members["maelle"]
    titulaire = Designation.objects.select_related("titulaire__person").get(month=OCTOBER).titulaire
    typed_at = datetime(2026, 11, 3, 9, 40, tzinfo=PARIS)
    for name, day, rows in TYPED:
        type_receipts(
            doctor=members[name], on=OCTOBER.replace(day=day), by=secretary, at=typed_at,
            rows=[_row(f"{name}{rank}", *cells) for rank, cells in enumerate(rows)],
        )  # fmt: skip
    line = ReceiptLine.objects.select_related("doctor").get(invoice="A1015-3")
    correct_receipt(
        line=line.pk, doctor=line.doctor, on=line.on, reason="payée par chèque, vu à la remise en banque",
        values=_row("", "COE", "60,00", "Chèque", "", "", "", ""),
        by=secretary, at=typed_at,
    )  # fmt: skip
    import_payments(
        stream=PAID_IN_OCTOBER.encode(), file_name="paiements-2026-10.csv", month=OCTOBER,
        by=secretary, at=typed_at,
    )  # fmt: skip
    prepare_month(month=OCTOBER, by=secretary, at=typed_at)
    verify_month(month=OCTOBER, by=secretary, at=typed_at)
    issued_at = datetime(2026, 11, 4, 18, 5, tzinfo=PARIS)
    approve_month(month=OCTOBER, by=titulaire, at=issued_at)
    issue_month(month=OCTOBER, by=titulaire, at=issued_at)
    _ask_the_bank(members, titulaire=titulaire, at=issued_at)
    import_payments(
        stream=PAID_SINCE.encode(), file_name="paiements-2026-11.csv", month=first_of_month(today),
        by=secretary, at=at,
    )  # fmt: skip
    return True


def _ask_the_bank(members: dict[str, Membership], *, titulaire: Membership, at: datetime) -> None:
    """One account was typed for its locum, who has still to confirm it; of the other, the bank knows a close
    name. All three have the account that they have at Nieul."""
    changed, paid = members["jeanne"], members["kevin"]
    accounts = _accounts_at_nieul()
    for member in (titulaire, paid):
        PractitionerProfile.objects.filter(membership=member).update(**accounts[member.person_id])
    known = accounts[changed.person_id]
    type_account(
        payee=changed, iban=known["iban"], account_holder=known["account_holder"], by=members["maelle"], at=at
    )
    file = make_transfer_file(month=OCTOBER, by=titulaire, at=at)
    line = file.lines.select_related(
        "transfer__titulaire__person", "statement__remplacant__person", "statement__titulaire__person"
    ).get(statement__remplacant=paid)
    said = BankAnswer(NameAnswer.CLOSE, suggestion="RABILLER KEVIN MARIE")
    record_name_check(line=line, said=said, by=titulaire, at=at)


def _accounts_at_nieul() -> dict[int, dict[str, str]]:
    with scoped(Cabinet.objects.get(slug=NIEUL).pk):
        profiles = PractitionerProfile.objects.values("membership__person", "iban", "bic", "account_holder")
        return {profile.pop("membership__person"): profile for profile in profiles}


def _row(token: str, *cells: str) -> dict[str, str]:
    names = ("acte", "montant", "mode", "amo", "amc", "patient_part", "facture")
    return dict(zip(names, cells, strict=True)) | {"token": token.encode().hex().ljust(32, "0")}
