"""A short September 2026, issued and paid; and a line of it that a caisse has refused since."""

from datetime import date, datetime

from cabinet.clock import PARIS, first_of_month
from cabinet.models import Membership
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.receipts import import_receipts
from retrocession.actions.rejections import import_rejections
from retrocession.actions.statements import issue_month
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import ReceiptLine

SEPTEMBER = date(2026, 9, 1)
RECEIPTS = """Date;N° facture;Médecin;Acte;Montant;Règlement
03/09/2026;20260900001;{gael};G;30,00;CB
03/09/2026;20260900002;{gael};VG;30,00;Tiers payant
03/09/2026;20260900002;{gael};IK;3,05;Tiers payant
03/09/2026;20260900003;{gael};G;30,00;Chèque
17/09/2026;20260900004;{kevin};G;30,00;CB
17/09/2026;20260900005;{kevin};APC;60,00;Tiers payant
17/09/2026;20260900006;{kevin};G;30,00;Espèces
"""
REFUSALS = """N° facture;Acte;Montant rejeté;Motif;Date du rejet
20260900002;VG;30,00;Droits fermés;20/10/2026
20260900005;APC;18,00;Complémentaire inconnue;20/10/2026
"""


def refuse_lines(members: dict[str, Membership], *, today: date, at: datetime) -> bool:
    """Play September once, and have the current month carry what was refused; False when it is there."""
    if ReceiptLine.objects.filter(month=SEPTEMBER).exists():
        return False
    secretary, titulaire = members["baptiste"], members["ulysse"]
    # The kit says nothing before October: these four were there.
    for name in ("baptiste", "ulysse", "gael", "kevin"):
        members[name].starts_on = min(members[name].starts_on, SEPTEMBER)
        members[name].save(update_fields=["starts_on"])
    played_at = datetime(2026, 10, 2, 10, 0, tzinfo=PARIS)
    designate(month=SEPTEMBER, titulaire=titulaire, by=secretary, at=played_at)
    emails = {name: members[name].person.email for name in ("gael", "kevin")}
    import_receipts(
        stream=RECEIPTS.format(**emails).encode(), file_name="recettes-2026-09.csv", month=SEPTEMBER,
        by=secretary, at=played_at,
    )  # fmt: skip
    prepare_month(month=SEPTEMBER, by=secretary, at=played_at)
    verify_month(month=SEPTEMBER, by=secretary, at=played_at)
    approve_month(month=SEPTEMBER, by=titulaire, at=played_at)
    issue_month(month=SEPTEMBER, by=titulaire, at=played_at)
    make_transfer_file(month=SEPTEMBER, by=titulaire, at=played_at)
    import_rejections(
        stream=REFUSALS.encode(), file_name="rejets-2026-09.csv", month=first_of_month(today),
        by=secretary, at=at,
    )  # fmt: skip
    return True
