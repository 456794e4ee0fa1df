"""From the text of a cell to a date, a yes or a no, or criteria: as people write them in lists.

Each function raises `ValueError` with the French sentence that says what is wrong and what is expected.
"""

import re
from datetime import date

from cabinet.reading.columns import normalise, titles_of, without_dots
from cabinet.reading.values import shown

_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T]\d{1,2}[:h]\d{2}.*)?")
_ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T].*)?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")
_SAID = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil"),
            *("aout", "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_YES = frozenset(["oui", "o", "x", "xx", "1", "vrai", "true", "yes", "y", "ok", "v"])
_NO = frozenset(["non", "n", "0", "faux", "false", "no", "aucun", "aucune", "neant", "sans", "ras"])
_TICKS = frozenset("✓✔☑☒✗×✕")
_ALD = re.compile(r"ald (?:\d{1,2}|exonerante|non exonerante|hors liste|liste)")
_LISTED = re.compile(r"\s*(?:[,;/+&|\n]|\bet\b)\s*")
_WORDS = {
    "ald": "ald | affection de longue duree | 100",
    "polypathologie": "polypathologie | polypathologies | polypathologique | poly pathologie | poly",
    "domicile": """domicile | a domicile | visite a domicile | visites a domicile | vad | ne se deplace pas
        | ne se deplace plus | visite | alite | alitee | grabataire | au domicile""",
    "mobilite_reduite": """mobilite reduite | reduite | reduit | pmr | fauteuil | fauteuil roulant | difficile
        | se deplace difficilement | deplacements difficiles | limitee""",
    "ehpad": "ehpad | en ehpad | maison de retraite | usld | institution",
    "grossesse": "grossesse | enceinte | femme enceinte",
    "precarite": "precarite | precaire | css | c2s | cmu",
    "": """normale | normal | autonome | valide | se deplace | bonne | mobile | sans difficulte | rien
        | nourrisson""",
}
_CRITERIA = {word: code for code, words in _WORDS.items() for word in titles_of(words)}
_NOTHING = frozenset({"", "-", "–", "—", "/"})


def parse_birth(text: str, *, today: date) -> date:
    """« 26/10/1939 », « 1939-10-26 », « 26 octobre 1939 », « 26-10-39 »: the latest past year."""
    return _day(text, today=today, future=False)


def parse_until(text: str, *, today: date) -> date:
    """The same for a day to come: two digits are of this century."""
    return _day(text, today=today, future=True)


def parse_yes(text: str, *, name: str = "") -> bool:
    """« oui », « x », « 1 », the title itself: yes; « non », « 0 », nothing: no.

    What stands behind is left: « oui (depuis 2019) », « ALD 30 », « non renseigné ».
    """
    said = text.strip()
    if said in _NOTHING:
        return False
    if said in _TICKS:
        return True
    word, title = without_dots(said), without_dots(name)
    if word in _YES:
        return True
    if word in _NO:
        return False
    # « oui ou non ? » answers nothing.
    words = {*word.split()}
    if "non" not in words and (word.startswith("oui ") or (title and f"{word} ".startswith(f"{title} "))):
        return True
    if word.startswith("non ") and not words & {"oui", title}:
        return False
    raise ValueError(f"Réponse non comprise\u202f: {shown(text)}. Écrivez oui, ou laissez vide.")


def parse_criteria(text: str) -> set[str]:
    """« domicile », « mobilité réduite, EHPAD »: their codes; what says nothing special gives none."""
    found = set()
    for said in _LISTED.split(text.strip()):
        word = _ALD.sub("ald", without_dots(said))
        if said in _NOTHING or not word or word in _NO:
            continue
        if word.startswith("ehpad "):  # and its name
            word = "ehpad"
        if word not in _CRITERIA:
            raise ValueError(
                f"Critère non compris\u202f: {shown(said)}. Attendu\u202f: domicile, mobilité réduite, "
                "EHPAD, ALD, polypathologie, grossesse, précarité, ou rien."
            )
        found.add(_CRITERIA[word])
    return found - {""}


def _day(text: str, *, today: date, future: bool) -> date:
    said = text.strip()
    if match := _DAY.fullmatch(said) or _RUN.fullmatch(said):
        day, month, year = match.groups()
    elif match := _ISO_DAY.fullmatch(said):
        year, month, day = match.groups()
    elif (match := _SAID.fullmatch(normalise(said))) and match[2] in _MONTHS:
        day, month, year = match[1], str(_MONTHS[match[2]]), match[3]
    else:
        raise ValueError(f"Date illisible\u202f: {shown(text)}. Écrivez JJ/MM/AAAA, par exemple 26/10/1939.")
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        on = date(full, int(month), int(day))
        return on.replace(year=full - 100) if len(year) == 2 and not future and on > today else on
    except ValueError:
        raise ValueError(
            f"Cette date n’existe pas\u202f: {shown(text)}. Vérifiez-la, puis écrivez JJ/MM/AAAA."
        ) from None
