"""What the operator's commands share: naming a practice, a month and a person, and refusing in French."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand
from django.db import OperationalError

from cabinet.clock import parse_month, today_in_paris
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from retrocession.actions.adjustments_refused import AdjustmentRefused
from retrocession.actions.closing import ClosingRefused
from retrocession.actions.receipts_refused import ReceiptsRefused
from retrocession.sepa import TransferRefused


class OperatorRefused(Exception):
    """What was asked for does not exist; the sentence says so in French."""


def month_argument(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def practice_of(slug: str) -> Cabinet:
    practice = Cabinet.objects.filter(slug=slug).first()
    if practice is None:
        raise OperatorRefused(f"Aucun cabinet ne s’appelle « {slug} ».")
    return practice


def member_of(practice: Cabinet, email: str) -> Membership:
    with scoped(practice.pk):
        members = Membership.objects.on(today_in_paris()).select_related("person")
        member = members.filter(person__email=email.strip().lower()).first()
    if member is None:
        raise OperatorRefused(f"{email} n’est pas membre de ce cabinet aujourd’hui.")
    return member


@contextmanager
def refusing(command: BaseCommand, *, told: Callable[[str], None] | None = None) -> Iterator[None]:
    """A refusal is a French sentence on stderr and exit code 1, never a traceback.

    `told` is called with the sentence, for a command that also answers in JSON.
    """
    try:
        yield
    except (
        AdjustmentRefused,
        ClosingRefused,
        OperatorRefused,
        PermissionDenied,
        ReceiptsRefused,
        TransferRefused,
    ) as refused:
        sentence = str(refused)
    except OSError as error:
        reason = _REASONS.get(type(error), "le système le refuse")
        sentence = f"« {error.filename} » ne peut pas être ouvert\u202f: {reason}."
    except OperationalError:
        sentence = "La base de données ne répond pas. Rien n’a été changé par cette étape."
    else:
        return
    if told is not None:
        told(sentence)
    command.stderr.write(sentence)
    raise SystemExit(1)


_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier ou son dossier n’existe pas",
    IsADirectoryError: "c’est un dossier",
    NotADirectoryError: "son chemin ne mène pas à un dossier",
    PermissionError: "l’accès est refusé",
}
