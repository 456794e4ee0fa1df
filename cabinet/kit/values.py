"""Readers of single values: each takes what the file holds and its path, and returns what is stored."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cabinet.kit.refusal import Fault, KitRefused, joined

Reader = Callable[[object, str], object]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
#: No practice of this kind existed before, and nobody plans after.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Values:
    """What every section may ask of a value. A refusal raises `KitRefused` with its path."""

    def fail(self, path: str, sentence: str) -> NoReturn:
        raise KitRefused([Fault(path, sentence)])

    def mapping(self, value: object, path: str) -> dict:
        if not isinstance(value, dict):
            self.fail(path, "un objet entre accolades est attendu.")
        return value

    def listing(self, value: object, path: str) -> list:
        if not isinstance(value, list):
            self.fail(path, "une liste entre crochets est attendue.")
        return value

    def check_keys(
        self, item: object, path: str, *, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> dict:
        """Refuse what is not an object, every key that is missing and every key that nobody knows."""
        mapping = self.mapping(item, path)
        required = list(required)
        known = {*required, *optional}
        faults = [
            Fault(joined(path, key), "cette clé est obligatoire.") for key in required if key not in mapping
        ]
        faults += [Fault(joined(path, key), "clé inconnue.") for key in mapping if key not in known]
        if faults:
            raise KitRefused(faults)
        return mapping

    def read(
        self,
        item: object,
        path: str,
        *,
        required: dict[str, Reader],
        optional: dict[str, Reader] | None = None,
    ) -> dict:
        """The values of an object, each through its reader; all its faults are told at once."""
        optional = optional or {}
        faults: list[Fault] = []
        try:
            self.check_keys(item, path, required=required, optional=optional)
        except KitRefused as refused:
            faults += refused.faults
        values = {}
        mapping = self.mapping(item, path)
        for key, reader in (required | optional).items():
            if key not in mapping:
                continue
            try:
                values[key] = reader(mapping[key], joined(path, key))
            except KitRefused as refused:
                faults += refused.faults
        if faults:
            raise KitRefused(faults)
        return values

    def text(self, value: object, path: str, *, limit: int = 200) -> str:
        if not isinstance(value, str):
            self.fail(path, "un texte entre guillemets est attendu.")
        text = value.strip()
        if not text:
            self.fail(path, "ce texte est vide.")
        if len(text) > limit:
            self.fail(path, f"ce texte dépasse {limit} caractères.")
        return text

    def text_up_to(self, limit: int) -> Reader:
        return lambda value, path: self.text(value, path, limit=limit)

    def slug(self, value: object, path: str) -> str:
        text = self.text(value, path, limit=50)
        if not _SLUG.fullmatch(text):
            self.fail(
                path, "en minuscules sans accent, chiffres et tirets seulement, par exemple nieul-le-dolent."
            )
        return text

    def email(self, value: object, path: str) -> str:
        text = self.text(value, path, limit=254).lower()
        try:
            validate_email(text)
        except ValidationError:
            self.fail(path, f"« {text} » n’est pas une adresse e-mail.")
        return text

    def truth(self, value: object, path: str) -> bool:
        if not isinstance(value, bool):
            self.fail(path, "true ou false est attendu.")
        return value

    def whole(self, value: object, path: str, *, low: int = 0, high: int = 32_767) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(path, "un nombre entier est attendu.")
        if not low <= value <= high:
            self.fail(path, f"un nombre entre {low} et {high} est attendu.")
        return value

    def whole_between(self, low: int, high: int) -> Reader:
        return lambda value, path: self.whole(value, path, low=low, high=high)

    def percent(self, value: object, path: str) -> Decimal:
        """« 85.00 », "85" or 85: a rate from 0 to 100 with two decimals at most."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal | float):
            self.fail(path, 'un taux est attendu, par exemple "85.00".')
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if (isinstance(value, str) and not _PERCENT.fullmatch(value)) or not number.is_finite():
            self.fail(path, 'un taux est attendu, par exemple "85.00".')
        if not 0 <= number <= 100:
            self.fail(path, "un taux entre 0 et 100 est attendu.")
        if number != round(number, 2):
            self.fail(path, "un taux a deux décimales au plus.")
        return number.quantize(Decimal("0.01"))

    def date(self, value: object, path: str) -> datetime.date:
        """`AAAA-MM-JJ`."""
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            self.fail(path, 'une date AAAA-MM-JJ est attendue, par exemple "2026-10-22".')
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(path, f"« {value} » n’existe pas au calendrier.")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail(path, f"« {value} » est trop loin d’aujourd’hui.")
        return day

    def month(self, value: object, path: str) -> datetime.date:
        """`AAAA-MM`, as the first day of that month."""
        if not isinstance(value, str) or not _MONTH.fullmatch(value):
            self.fail(path, 'un mois AAAA-MM est attendu, par exemple "2026-10".')
        return self.date(f"{value}-01", path)

    def time(self, value: object, path: str) -> datetime.time:
        """`HH:MM`."""
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            self.fail(path, 'une heure HH:MM est attendue, par exemple "08:30".')
        return datetime.time.fromisoformat(value)

    def choice(self, value: object, path: str, choices: Collection[str]) -> str:
        if not isinstance(value, str) or value not in choices:
            self.fail(path, f"valeur inconnue. Possibles\u202f: {', '.join(choices)}.")
        return value

    def choice_among(self, choices: Iterable[str]) -> Reader:
        choices = list(choices)
        return lambda value, path: self.choice(value, path, choices)

    def identifier(self, check: Callable[[str], str]) -> Reader:
        """A reader from a function of `cabinet.identifiers`."""

        def reader(value: object, path: str) -> str:
            text = self.text(value, path)
            try:
                return check(text)
            except ValueError as error:
                self.fail(path, str(error))

        return reader
