"""How a form of the desk is answered: a sheet that closes and a word, or a page; a refusal by its status."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cabinet.actions.refusals import Refused

#: What an open page of the desk listens to, to read itself again at once.
CHANGED = "desk-changed"


def done(request: HttpRequest, words: str, *, to: str, args: tuple = (), kinds: str = "") -> HttpResponse:
    """With htmx: the sheet closes, the words are a toast and the page behind reads itself again.

    `kinds`: those of the events that were told, « appointment call »; the desk that did it does not wait to
    hear of them.
    """
    if request.htmx:
        said = {"close-dialog": None, CHANGED: {"kinds": kinds}} | (
            {"toast": {"text": words, "kind": "done"}} if words else {}
        )
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(said)})
    if words:
        messages.success(request, words)
    return redirect(to, request.member.cabinet.slug, *args)


def refusal_status(refused: Refused, *, conflicts: tuple[type[Refused], ...]) -> int:
    """Somebody else was there first: 409. What was typed cannot be: 422."""
    return 409 if isinstance(refused, conflicts) else 422
