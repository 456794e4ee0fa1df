"""One line per change of state, in the transaction that makes it."""

from datetime import datetime

from django.db import models

from cabinet.models import AuditEntry, Membership


def record(
    verb: str,
    subject: models.Model | str,
    *,
    by: Membership | None,
    at: datetime,
    **details,
) -> AuditEntry:
    """Trace `verb` on `subject`; `details`: ids, dates and states, never content. `by` None: the operator."""
    name = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"
    return AuditEntry.objects.create(at=at, by=by, verb=verb, subject=name, details=details)
