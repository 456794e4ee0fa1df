"""From the bytes of a file to plain values that are safe to look at, or the reason why not."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from cabinet.kit.refusal import Fault, KitRefused, joined

MAX_BYTES = 5 * 1024 * 1024
#: Control characters and lone surrogates: PostgreSQL refuses some of them, and none belongs in a name.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class _Object(dict):
    """A JSON object that remembers the keys which it was given twice."""

    doubles: tuple[str, ...] = ()


def read(source: Path | str | dict) -> dict:
    """The kit as a dict of plain values; numbers with a fraction are `Decimal`. Raises `KitRefused`."""
    data = source if isinstance(source, dict) else _parse(_text(Path(source)))
    if not isinstance(data, dict):
        _refuse("Le fichier doit contenir un objet JSON, entre accolades.")
    faults = list(_faults(data, ""))
    if faults:
        raise KitRefused(faults)
    return data


def _refuse(sentence: str) -> NoReturn:
    raise KitRefused([Fault("", sentence)])


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        _refuse(f"Impossible de lire « {path} »\u202f: {_REASONS.get(type(error), 'accès refusé')}.")
    if len(content) > MAX_BYTES:
        _refuse(
            f"Le fichier dépasse {MAX_BYTES // 1024 // 1024}\u202fMo\u202f: ce n’est pas un kit de départ."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"Le fichier n’est pas en UTF-8 (octet {error.start + 1})\u202f: enregistrez-le ainsi.")
    if not text.strip():
        _refuse("Le fichier est vide.")
    return text


_REASONS = {
    FileNotFoundError: "ce fichier n’existe pas",
    IsADirectoryError: "c’est un dossier",
}


def _object(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        found.doubles = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    return found


def _constant(word: str) -> NoReturn:
    _refuse(f"« {word} » n’est pas un nombre.")


def _parse(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _refuse(f"JSON invalide à la ligne {error.lineno}, colonne {error.colno}\u202f: {_said(error.msg)}.")
    except RecursionError:
        _refuse("Le fichier imbrique trop de niveaux les uns dans les autres.")
    except ValueError:
        _refuse("Le fichier contient un nombre démesuré.")


def _said(message: str) -> str:
    for english, french in _JSON_MESSAGES.items():
        if message.startswith(english):
            return french
    return "ce n’est pas du JSON"


_JSON_MESSAGES = {
    "Expecting property name": "il manque un nom de clé entre guillemets",
    "Expecting value": "il manque une valeur",
    "Expecting ',' delimiter": "il manque une virgule",
    "Expecting ':' delimiter": "il manque deux-points",
    "Unterminated string": "un texte n’est pas refermé par un guillemet",
    "Invalid control character": "un texte contient un retour à la ligne ou une tabulation",
    "Invalid \\": "une barre oblique inverse mal suivie",
    "Extra data": "il reste du texte après la fin",
    "Illegal trailing comma": "il y a une virgule de trop",
}


def _faults(value: object, path: str):
    """What no section may have to deal with: nulls, keys given twice, unwritable characters."""
    if isinstance(value, dict):
        for key in getattr(value, "doubles", ()):
            yield Fault(joined(path, key), "cette clé est donnée deux fois.")
        for key, inner in value.items():
            if not isinstance(key, str) or _UNWRITABLE.search(key):
                yield Fault(path, "une clé contient un caractère interdit.")
                continue
            yield from _faults(inner, joined(path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _faults(inner, f"{path}[{index}]")
    elif value is None:
        yield Fault(path, "null n’est pas une valeur\u202f: écrivez-en une, ou retirez la clé.")
    elif isinstance(value, str) and _UNWRITABLE.search(value):
        yield Fault(path, "ce texte contient un caractère de contrôle.")
