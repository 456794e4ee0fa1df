"""The bank's file of credit transfers, `pain.001.001.09`, the same to the byte for the same payments.

`sepaxml` writes and validates the document; what it would invent (message and payment ids, the time of
creation) is given to it instead. No creditor address is sent: since 15 November 2026 unstructured ones are
refused, and none is asked for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

from sepaxml import SepaTransfer
from sepaxml.validation import ValidationError
from text_unidecode import unidecode

from cabinet import identifiers
from cabinet.money import ZERO, euros

from .rules.target_calendar import is_banking_day

SCHEMA = "pain.001.001.09"
CURRENCY = "EUR"
MAX_NAME = 70
MAX_REMITTANCE = 140
MAX_ID = 35
# The rank of each payment is added to the id of the message.
MAX_MESSAGE_ID = 30

# The characters that every bank of the euro area must take (EPC217-08).
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
_ID = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9/\-?:().,'+ ]+(?<!/)")


class TransferRefused(Exception):
    """The file cannot be made; `message` says in French for whom and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Party:
    """The holder of an account, named exactly as at the bank; a missing BIC is that of the IBAN's bank."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer, in euros: `reference` is the statement's number, `remittance` what the payee reads."""

    payee: Party
    amount: Decimal
    reference: str
    remittance: str


def credit_transfers(
    payer: Party,
    payments: Iterable[Payment],
    *,
    message_id: str,
    created_at: datetime,
    execution_on: date,
) -> bytes:
    """The file of one titulaire's transfers, each booked apart, validated against the ISO schema.

    `message_id` has at most 30 characters and identifies the file to the bank: the same must be given until
    something changes. `created_at` is written as it is, to the second. Raises `TransferRefused`.
    """
    payments = list(payments)
    _refuse_what_a_bank_refuses(payments, message_id, execution_on)
    document = _Document(_account(payer), message_id=message_id, created_at=created_at)
    for payment in payments:
        document.add(payment, execution_on=execution_on)
    try:
        return document.export(validate=True)
    except ValidationError as error:
        raise TransferRefused(
            "La banque refuserait ce fichier de virement\u202f: il ne suit pas la norme."
        ) from error


def control_sum(payments: Iterable[Payment]) -> Decimal:
    """The total of the file, in euros, as the bank will check it."""
    return sum((euros(payment.amount) for payment in payments), ZERO)


def remittance(month: date, practice: str, number: str) -> str:
    """« RETROCESSION 2026-10 <practice> <number> »: a long practice's name is cut, never the number."""
    before, after = f"RETROCESSION {month:%Y-%m} ", f" {number}"
    room = MAX_REMITTANCE - len(before) - len(after)
    return f"{before}{sepa_text(practice)[:room].strip()}{after}"


def sepa_text(text: str) -> str:
    """The text in the letters that every bank takes: « Épaud & Fils » gives « Epaud + Fils »."""
    latin = _NOT_SEPA.sub(" ", unidecode(text.replace("&", "+")))
    return " ".join(latin.split())


class _Document(SepaTransfer):
    """sepaxml's document, with our ids and our time of creation in place of random ones and of the clock."""

    def __init__(self, payer: dict[str, str], *, message_id: str, created_at: datetime) -> None:
        self._message_id, self._created_at = message_id, created_at
        # `clean` would transliterate and cut by itself: both are done here, where they can be refused.
        super().__init__({**payer, "currency": CURRENCY, "batch": False}, schema=SCHEMA, clean=False)

    def _create_header(self) -> None:
        self.msg_id = self._message_id
        super()._create_header()
        self._xml.find(".//GrpHdr/CreDtTm").text = self._created_at.strftime("%Y-%m-%dT%H:%M:%S")

    def add(self, payment: Payment, *, execution_on: date) -> None:
        account = _account(payment.payee)
        text = sepa_text(payment.remittance)
        if not text or len(text) > MAX_REMITTANCE:
            raise TransferRefused(
                f"Le motif du virement {payment.reference} doit compter de 1 à {MAX_REMITTANCE} caractères."
            )
        self.add_payment(
            account
            | {
                "amount": int(euros(payment.amount) * 100),
                "description": text,
                "endtoend_id": payment.reference,
                "execution_date": execution_on,
            }
        )
        ids: list[ElementTree.Element] = self._xml.findall(".//PmtInf/PmtInfId")
        ids[-1].text = f"{self._message_id}-{len(ids)}"


def _account(party: Party) -> dict[str, str]:
    name = sepa_text(party.name)[:MAX_NAME].strip()
    if not any(map(str.isalnum, name)):
        raise TransferRefused(
            "Le nom du titulaire d’un compte manque. Complétez-le tel que la banque le connaît."
        )
    try:
        iban = identifiers.iban(party.iban)
        bic = identifiers.bic(party.bic, account=iban) if party.bic else identifiers.derived_bic(iban)
    except ValueError as error:
        raise TransferRefused(f"Compte de {party.name}\u202f: {error}") from error
    if not bic:
        raise TransferRefused(
            f"Compte de {party.name}\u202f: le BIC manque. Il est sur le relevé d’identité bancaire."
        )
    return {"name": name, "IBAN": iban, "BIC": bic}


def _refuse_what_a_bank_refuses(payments: list[Payment], message_id: str, execution_on: date) -> None:
    if not payments:
        raise TransferRefused("Il n’y a aucun virement à faire ce mois-ci.")
    if len(message_id) > MAX_MESSAGE_ID or not _ID.fullmatch(message_id):
        raise TransferRefused(
            f"La référence du fichier de virement n’est pas valable\u202f: «\u00a0{message_id}\u00a0»."
        )
    if not is_banking_day(execution_on):
        raise TransferRefused(f"Le {execution_on:%d/%m/%Y} n’est pas un jour ouvré pour les banques.")
    references = [payment.reference for payment in payments]
    for payment in payments:
        if payment.amount != euros(payment.amount) or payment.amount <= 0:
            raise TransferRefused(
                f"Le virement {payment.reference} doit avoir un montant positif, au centime près."
            )
        if len(payment.reference) > MAX_ID or not _ID.fullmatch(payment.reference):
            raise TransferRefused(
                f"La référence de virement n’est pas valable\u202f: «\u00a0{payment.reference}\u00a0»."
            )
        if references.count(payment.reference) > 1:
            raise TransferRefused(f"Le relevé {payment.reference} serait payé deux fois.")
