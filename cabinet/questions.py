"""What somebody looks for, sealed, so that it may stand in an address: no name in the history of a browser
nor in the lines of a proxy, and « back » leads to the same results.

A question is posted; without script the answer is a redirect to the sealed one. It opens for who asked it, in
the practice where they did. Why: `docs/decisions/0022-searches-are-posted.md`.
"""

from collections.abc import Callable

from django.http import HttpResponse

from cabinet.members import Member
from cabinet.sealed_words import seal, unseal
from cabinet.vault.envelope import UnreadableError

#: The sealed question in an address.
PARAMETER = "cherche"


def seal_question(typed: str, *, by: Member) -> str:
    return seal(typed.encode(), bound_to=_asked_by(by))


def open_question(sealed: str, *, by: Member) -> str:
    """What was typed; nothing for what is empty, altered, or another's."""
    try:
        return unseal(sealed, bound_to=_asked_by(by)).decode()
    except UnreadableError:
        return ""


def only_asks(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Its POST is a question and writes nothing: it counts as a page (`cabinet/page_limits.py`)."""
    view.only_asks = True
    return view


def _asked_by(by: Member) -> str:
    return f"question|{by.cabinet.pk}|{by.person.pk}"
