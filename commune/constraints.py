"""The constraints of costs, grants and registers in French (`cabinet.constraints_text`)."""

from cabinet.constraints_text import Explained

SENTENCES = {
    "cost_is_not_negative": Explained("Un coût ne peut pas être négatif."),
    "budget_is_not_negative": Explained("Un budget ne peut pas être négatif."),
    "grant_is_an_amount": Explained("Le montant doit dépasser zéro.", "amount"),
    "grant_ends_after_it_starts": Explained("La fin vient avant le début.", "ends_on"),
    "grant_for_running_has_an_end": Explained(
        "Une subvention de fonctionnement a une fin\u202f: elle se répartit sur ses mois.", "ends_on"
    ),
    "entry_is_due_after_it_starts": Explained("L’échéance vient avant la date.", "due_on"),
    "entry_refused_says_why": Explained("Dites pourquoi c’est refusé\u202f: le cabinet le lira.", "answer"),
    "settling_step_is_reached_once": Explained("Cette étape est déjà datée.", "step"),
}
