"""Who looked at whose file: one line per page that shows somebody, in the transaction that shows it.

The one thing that a GET writes, because the law asks for it; the test that no GET writes leaves it out.
"""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from cabinet.models import Access, Membership

READ, LISTED, FOUND, EXPORTED = Access.Verb


def trace(
    verb: Access.Verb, subjects: Iterable[models.Model], *, by: Membership, request: HttpRequest
) -> None:
    """`by` was shown these rows of one table; nothing is written for an empty list. One statement."""
    shown = list(subjects)
    if not shown:
        return
    Access.objects.create(
        at=timezone.now(),
        by=by,
        verb=verb,
        kind=shown[0]._meta.label_lower,
        subjects=[row.pk for row in shown],
        screen=request.resolver_match.view_name,
        address=get_adapter().get_client_ip(request),
    )
