"""The identifiers people copy from a card or a bank slip: checked, and put in their compact form.

Each function takes what was typed and returns what is stored, or raises `ValueError` with the French
sentence to show beside the field.
"""

import re

import phonenumbers
import schwifty
from schwifty.exceptions import InvalidLength, SchwiftyException
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as _siret

_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")
_RPPS = re.compile(r"[0-9]{11}")
_INSEE = re.compile(r"(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{3}")
_POSTCODE = re.compile(r"(?:0[1-9]|[1-9][0-9])[0-9]{3}")


def rpps(value: str) -> str:
    """A French health professional's number: 11 digits, the last one a Luhn key.

    Source: Répertoire partagé des professionnels de santé (ANS).
    """
    compact = _compact(value)
    if not _RPPS.fullmatch(compact):
        raise ValueError("Le numéro RPPS doit compter 11 chiffres.")
    if not luhn.is_valid(compact):
        raise ValueError("Ce numéro RPPS comporte une erreur\u202f: sa clé de contrôle ne correspond pas.")
    return compact


def siret(value: str) -> str:
    """An establishment's number: 14 digits with their Luhn key (La Poste's own rule included).

    Source: répertoire Sirene (INSEE), through python-stdnum.
    """
    try:
        return _siret.validate(_compact(value))
    except ValidationError as error:
        raise ValueError(
            "Ce numéro SIRET n’est pas valable\u202f: il compte 14 chiffres, dont une clé de contrôle."
        ) from error


def phone(value: str) -> str:
    """A telephone number in any French writing, or an international one: « +33612345678 ».

    Its length is checked, not that a line answers: numbers given out last month are not in any list.
    Source: E.164 and the numbering plans, through phonenumberslite.
    """
    try:
        found = phonenumbers.parse(" ".join(value.split()), "FR")
    except phonenumbers.NumberParseException:
        found = None
    if found is None or not phonenumbers.is_possible_number(found):
        raise ValueError(
            "Ce numéro de téléphone ne se lit pas\u202f: écrivez ses dix chiffres, par exemple "
            "06\u202f12\u202f34\u202f56\u202f78."
        )
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def iban(value: str) -> str:
    """An account number whose international key and, for France, RIB key are both right.

    Source: ISO 13616 and the French RIB key, through schwifty.
    """
    return str(_checked_iban(value))


def masked_iban(account: str) -> str:
    """Enough to recognise an account, not to use it: « FR76 •••• 5916 »."""
    return f"{account[:4]} •••• {account[-4:]}" if account else ""


def derived_bic(account: str) -> str | None:
    """The BIC of the bank that holds the account, or None when the bank's code names none."""
    found = _checked_iban(account).bic
    return str(found) if found else None


def bic(value: str, *, account: str | None = None) -> str:
    """A bank's code of 8 or 11 characters, which must be that of the account's bank when we know it.

    The branch (last three characters) is not compared: « CEPAFRPPXXX » and « CEPAFRPP444 » are one bank.
    Source: ISO 9362, with the bank directory of schwifty.
    """
    compact = _compact(value).upper()
    try:
        given = schwifty.BIC(compact)
    except (SchwiftyException, ValueError) as error:
        raise ValueError("Ce BIC n’est pas valable\u202f: il compte 8 ou 11 caractères.") from error
    if account is not None:
        expected = _institutions_of(_checked_iban(account))
        if expected and str(given)[:8] not in expected:
            raise ValueError(
                f"Le BIC {given} n’est pas celui de la banque de cet IBAN ({' ou '.join(sorted(expected))})."
            )
    return str(given)


def insee(value: str) -> str:
    """A commune's INSEE code: 5 characters, Corsican ones being 2A… and 2B….

    Source: code officiel géographique (INSEE).
    """
    compact = _compact(value).upper()
    if not _INSEE.fullmatch(compact):
        raise ValueError("Le code INSEE de la commune doit compter 5 caractères, par exemple 85161.")
    return compact


def postcode(value: str) -> str:
    """A French postcode: 5 digits, the first two being those of an area.

    Source: La Poste, base officielle des codes postaux.
    """
    compact = _compact(value)
    if not _POSTCODE.fullmatch(compact):
        raise ValueError("Le code postal doit compter 5 chiffres, par exemple 85430.")
    return compact


def _compact(value: str) -> str:
    return _SEPARATORS.sub("", value)


def _checked_iban(value: str) -> schwifty.IBAN:
    try:
        return schwifty.IBAN(_compact(value), validate_bban=True)
    except InvalidLength as error:
        raise ValueError(_wrong_length(_compact(value).upper())) from error
    except (SchwiftyException, ValueError) as error:
        raise ValueError(
            "Cet IBAN comporte une erreur\u202f: ses clés de contrôle ne correspondent pas. "
            "Recopiez-le depuis un relevé d’identité bancaire."
        ) from error


def _wrong_length(typed: str) -> str:
    expected = schwifty.IBAN(typed, allow_invalid=True).spec.iban_length
    of_country = "Un IBAN français" if typed.startswith("FR") else f"Un IBAN qui commence par {typed[:2]}"
    return (
        f"{of_country} compte {expected} caractères, celui-ci en compte {len(typed)}. "
        "Recopiez-le depuis un relevé d’identité bancaire."
    )


def _institutions_of(account: schwifty.IBAN) -> frozenset[str]:
    try:
        candidates = schwifty.BIC.candidates_from_bank_code(account.country_code, account.bank_code)
    except (SchwiftyException, ValueError):
        return frozenset()
    return frozenset(str(candidate)[:8] for candidate in candidates)
