"""Why something asked of a letter is refused, in the words shown to the person who asked."""

from collections.abc import Sequence
from datetime import datetime

from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.text import NARROW, instant
from messaging.models import Mail, MailState


class MailRefused(Refused):
    """422: what is asked cannot be."""


class MailMoved(Refused):
    """409: somebody has read, filed or routed it meanwhile; `now` is what it has become."""

    def __init__(self, now: Mail) -> None:
        super().__init__(moved_said(now))
        self.now = now


class MailChanged(Refused):
    """409: somebody has changed it since it was read; `theirs`: (field, what is written now)."""

    def __init__(self, now: Mail, theirs: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            "Quelqu’un a modifié ce courrier pendant que vous l’écriviez. Rien n’est perdu\u202f: comparez, "
            "puis enregistrez de nouveau."
        )
        self.now = now
        self.theirs = theirs


def moved_said(now: Mail) -> str:
    """« Déjà lu par Dr Sorin, lun. 23 nov., 10 h 12. »"""
    if now.state == MailState.RECEIVED:
        return "Ce courrier reste à lire\u202f: il se lit d’abord, puis se classe."
    if now.state == MailState.ROUTED:
        assert now.routed_at is not None
        assert now.routed_to is not None
        where = f"Déjà réadressé à {now.routed_to.name}"
        return f"{where}, {instant(now.routed_at)}."
    filed = now.state == MailState.FILED
    who, when = (now.filed_by, now.filed_at) if filed else (now.read_by, now.read_at)
    assert when is not None
    by = f" par {who.display_name}" if who else ""
    return f"Déjà {now.get_state_display()}{by}, {instant(when)}."


def ahead_said() -> str:
    return f"Cette heure n’est pas encore venue{NARROW}: corrigez la date ou l’heure."


def long_ago_said(received_at: datetime) -> str:
    return f"{received_at.astimezone(PARIS).year}, c’est il y a plus d’un an{NARROW}: corrigez l’année."
