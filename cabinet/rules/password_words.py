"""Which words of the place make a password easy to guess."""

import unicodedata
from collections.abc import Collection

#: What somebody who knows that it opens a practice would try first; letters only, without accents.
WORDS = frozenset(
    {
        *("cabinet", "collaboratif", "medical", "medecin", "docteur", "sante", "patient", "secretaire"),
        *("secretariat", "titulaire", "remplacant", "infirmiere", "mairie", "pharmacie", "planning"),
        *("retrocession", "ordonnance", "carte", "vitale", "bonjour", "azerty", "motdepasse", "soleil"),
    }
)
#: What must be left once they are taken out.
LEFT = 6


def is_made_of_words(password: str, *, words: Collection[str] = WORDS) -> bool:
    """A password keeps at least six signs besides the words of the place.

    Source: ASVS 5.0, 6.1.2 and 6.2.11.
    Letters and digits count, without accents nor case; what separates them does not.
    """
    plain = unicodedata.normalize("NFD", password).casefold()
    left = "".join(sign for sign in plain if sign.isalnum())
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < LEFT
