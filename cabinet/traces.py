"""Who looked at what: one line per page that shows a patient, a conversation, a letter, a statement or a
contract, in the transaction that shows it.

The one thing that a GET writes, because the law asks for it; the test that no GET writes leaves it out.
"""

from collections.abc import Iterable
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from cabinet.models import Access, Membership

READ, LISTED, FOUND, EXPORTED = Access.Verb


def trace(
    verb: Access.Verb, subjects: Iterable[models.Model], *, by: Membership, request: HttpRequest
) -> None:
    """`by` was shown these rows: a line for each kind of thing, nothing for an empty list. One statement."""
    shown: dict[str, list[UUID]] = {}
    for row in subjects:
        shown.setdefault(row._meta.label_lower, []).append(row.pk)
    if not shown:
        return
    known = {
        "at": timezone.now(),
        "by": by,
        "verb": verb,
        "screen": request.resolver_match.view_name,
        "address": get_adapter().get_client_ip(request),
    }
    Access.objects.bulk_create([Access(kind=kind, subjects=pks, **known) for kind, pks in shown.items()])
