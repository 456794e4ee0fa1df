"""Django asks each of `AUTH_PASSWORD_VALIDATORS`: ours refuses what anybody in the house would try."""

from django.core.exceptions import ValidationError

from cabinet.models import Person
from cabinet.rules.password_words import is_made_of_words

TOO_KNOWN = (
    "Ce mot de passe n’est fait que de mots du métier, qu’on essaierait les premiers. "
    "Ajoutez-en qui ne sont qu’à vous."
)


class WordsOfThePlaceValidator:
    def validate(self, password: str, user: Person | None = None) -> None:
        if is_made_of_words(password):
            raise ValidationError(TOO_KNOWN, code="password_of_the_place")

    def get_help_text(self) -> str:
        return "Pas seulement des mots du métier, comme «\u202fmédecin\u202f» ou «\u202fcabinet\u202f»."
