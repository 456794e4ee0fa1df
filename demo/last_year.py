"""The last weeks of 2025, issued and paid: « Mon année » has a year to declare."""

from datetime import date, datetime, timedelta

from cabinet.clock import PARIS
from cabinet.models import Membership, PractitionerProfile
from demo.past import play
from retrocession.actions.payments import hand_in, mark_debited
from retrocession.models import ReceiptLine, Statement

MONTHS = (date(2025, 10, 1), date(2025, 11, 1))
#: So many consultations a day at 30 €: enough for one payee to pass the threshold of the DAS2, not the other.
DAYS = {"gael": {7: 20, 14: 22, 21: 21}, "kevin": {9: 11}}
HEADING = "Date;N° facture;Médecin;Acte;Montant;Règlement\n"


def remember_last_year(members: dict[str, Membership]) -> bool:
    """Play its months once, each paid on the 6th of the next one; False when they are there."""
    if ReceiptLine.objects.filter(month__in=MONTHS).exists():
        return False
    titulaire = members["ulysse"]
    for month in MONTHS:
        at = datetime(2025, month.month + 1, 3, 10, 0, tzinfo=PARIS)
        file = play(members, month=month, receipts=_receipts(month), titulaire=titulaire, at=at)
        assert file is not None
        hand_in(transfer=file, on=at.date(), by=titulaire, at=at)
        paid_at = at + timedelta(days=3)
        own = Statement.objects.filter(month=month).select_related("titulaire__person", "remplacant__person")
        mark_debited(
            statements=list(own), on=paid_at.date(), reference=f"VIR SEPA {month:%Y-%m}",
            by=titulaire, at=paid_at,
        )  # fmt: skip
    return True


def forget_an_account(members: dict[str, Membership]) -> None:
    """One locum has not given their IBAN yet: as the kit is loaded, before anything is played."""
    if not ReceiptLine.objects.exists():
        PractitionerProfile.objects.filter(membership=members["fanny"]).update(iban="", bic="")


def _receipts(month: date) -> str:
    lines = [
        f"{day:02d}/{month:%m/%Y};{month:%Y%m}{name[0].upper()}{day:02d}{number:03d};{{{name}}};G;30,00;CB\n"
        for name, days in DAYS.items()
        for day, consultations in days.items()
        for number in range(consultations)
    ]
    return HEADING + "".join(lines)
