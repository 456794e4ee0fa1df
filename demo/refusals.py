"""September 2026, issued: one statement paid, the other contested; and what a caisse refused since."""

from datetime import date, datetime, timedelta

from cabinet.clock import PARIS, first_of_month
from cabinet.models import Membership
from demo.past import play
from retrocession.actions.answers import say
from retrocession.actions.payments import hand_in, mark_debited, mark_received
from retrocession.actions.rejections import import_rejections
from retrocession.models import Statement
from retrocession.rules.answer import Word

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
CONTEST = "Il manque la visite de 18 h du 3, notée sur ma feuille de journée."


def refuse_lines(members: dict[str, Membership], *, today: date, at: datetime) -> bool:
    """Play September once, and have the current month carry what was refused; False when it is there."""
    titulaire, played_at = members["ulysse"], datetime(2026, 10, 2, 10, 0, tzinfo=PARIS)
    file = play(members, month=SEPTEMBER, receipts=RECEIPTS, titulaire=titulaire, at=played_at)
    if file is None:
        return False
    import_rejections(
        stream=REFUSALS.encode(), file_name="rejets-2026-09.csv", month=first_of_month(today),
        by=members["baptiste"], at=at,
    )  # fmt: skip
    hand_in(transfer=file, on=played_at.date(), by=titulaire, at=played_at)
    for statement in Statement.objects.filter(month=SEPTEMBER).select_related(
        "titulaire__person", "remplacant__person"
    ):
        payee, later = statement.remplacant, played_at + timedelta(days=4)
        if payee.pk == members["kevin"].pk:
            say(statement=statement, word=Word.AGREE, by=payee, at=later)
            mark_debited(
                statements=[statement], on=later.date(), reference="VIR SEPA 2026-10-06",
                by=titulaire, at=later,
            )  # fmt: skip
            mark_received(statement=statement, by=payee, at=later + timedelta(days=1))
        else:
            say(
                statement=statement, word=Word.CONTEST, about="jeu. 3 sept.", text=CONTEST, by=payee,
                at=at - timedelta(hours=20),
            )  # fmt: skip
    return True
