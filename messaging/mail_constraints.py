"""The constraints of mail in French (`cabinet.constraints_text`)."""

from cabinet.constraints_text import Explained

MAIL_SENTENCES = {
    "mail_goes_within_the_network": Explained(
        "Ce cabinet n’est pas de votre réseau\u202f: ce courrier ne peut pas y aller.", "to"
    ),
}
