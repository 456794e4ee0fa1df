"""The constraints of contracts and accounts in French (`cabinet.constraints_text`).

Those that nobody can meet, because an action gives the value or takes a lock first, are listed with the
reason in `tests/retrocession/test_constraints.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import IntegrityError, transaction

from cabinet.constraints_text import Explained, explain

SENTENCES = {
    "adjustment_changes_something": Explained("Une régularisation ne peut pas être de zéro euro.", "amount"),
    "adjustment_comes_after_its_month": Explained(
        "Une régularisation se porte sur un mois qui suit celui qu’elle corrige.", "on"
    ),
    "adjustment_late_line_is_an_act": Explained("Indiquez la facture, l’acte et le jour.", "invoice"),
    "adjustment_needs_a_reason": Explained("Dites pourquoi le relevé change.", "reason"),
    "adjustment_rejection_takes_a_line_back": Explained("Un rejet reprend une ligne.", "amount"),
    "adjustment_written_once": Explained("Cette régularisation est déjà écrite.", "invoice"),
    "cancellation_needs_a_reason": Explained("Dites pourquoi ce retour est annulé.", "reason"),
    "contract_answer_needs_a_reference": Explained(
        "Indiquez la référence de la lettre du CDOM.", "reference"
    ),
    "contract_answer_once": Explained(
        "La réponse du CDOM est déjà inscrite\u202f: relisez la page.", "outcome"
    ),
    "contract_is_between_two_doctors": Explained("Un contrat lie deux médecins différents."),
    "contract_is_final_once_signed": Explained("Ce contrat est signé\u202f: il ne change plus."),
    "contract_one_per_pair_and_month": Explained("Ces deux médecins ont déjà un contrat ce mois-ci."),
    "contract_other_kind_needs_the_letter": Explained(
        "Ce n’est pas la nature qui suit de son statut\u202f: indiquez la référence de l’accord du CDOM.",
        "letter",
    ),
    "contract_payment_day_is_in_every_month": Explained("Un jour du 1er au 28.", "payment_day"),
    "contract_rate_is_a_percentage": Explained("Un taux va de 0 à 100 %.", "rate"),
    "contract_scan_one_per_document": Explained("Ce document a déjà son exemplaire signé.", "file"),
    "contract_sending_needs_a_proof": Explained("Indiquez la preuve de l’envoi.", "reference"),
    "contract_sending_once_per_recipient": Explained("Cet envoi est déjà inscrit au registre.", "recipient"),
    "contract_signature_is_of_that_very_file": Explained(
        "Ce n’est plus le document que vous lisiez. Relisez-le avant de signer."
    ),
    "contract_signature_once_per_party": Explained("Vous avez déjà signé ce document."),
    "day_sheet_frozen_once_verified": Explained(
        "Les comptes de ce mois sont vérifiés\u202f: ses feuilles ne changent plus."
    ),
    "day_sheet_one_per_doctor_and_day": Explained("Ce médecin a déjà sa feuille ce jour-là."),
    "designation_correction_has_a_reason": Explained(
        "Dites pourquoi le médecin remplacé est corrigé.", "reason"
    ),
    "designation_correction_names_another": Explained("Ce titulaire a déjà ce mois.", "titulaire"),
    "designation_one_per_month": Explained("Ce mois a déjà un médecin remplacé.", "titulaire"),
    "outcome_one_per_adjustment": Explained("Cette régularisation est déjà sur un relevé, ou retirée."),
    "paper_end_has_a_reason": Explained("Dites pourquoi ce document est retiré.", "reason"),
    "paper_licence_and_insurance_expire": Explained("Indiquez jusqu’à quand il est valable.", "expires_on"),
    "paper_needs_a_reference": Explained("Indiquez sa référence.", "reference"),
    "paper_one_of_a_kind_in_force": Explained(
        "Ce document vient d’être enregistré par quelqu’un d’autre.", "kind"
    ),
    "payer_return_cancelled_once": Explained("Ce retour de paiement est déjà annulé."),
    "payer_return_written_once": Explained("Ce retour de paiement est déjà inscrit."),
    "payment_has_a_reference": Explained("Indiquez la référence du débit.", "reference"),
    "receipt_change_needs_a_reason": Explained("Dites pourquoi cette recette change.", "reason"),
    "receipt_line_frozen_once_issued": Explained(
        "Les relevés de ce mois sont émis\u202f: ses recettes ne changent plus."
    ),
    "receipt_line_written_once": Explained("Cette recette est déjà là.", "invoice"),
    "remark_says_something": Explained("Dites ce qui explique l’écart.", "text"),
    "set_aside_line_once": Explained("Cette ligne est déjà écartée.", "reason"),
    "set_aside_needs_a_reason": Explained("Dites pourquoi cette ligne est écartée.", "reason"),
    "statement_word_says_something": Explained("Écrivez votre message.", "text"),
    "transfer_is_handed_in_once": Explained("La remise de ce fichier est déjà notée."),
}


class Refusal(Protocol):
    def __call__(self, message: str, field: str | None = None) -> Exception: ...


@contextmanager
def in_french(refused: Refusal) -> Iterator[None]:
    """What the database refuses in this block is refused in French, and nothing of it stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise refused(explained.sentence, explained.field) from error
