"""One at a time about one letter, in whichever practices it lies: all take the lock of its trace first."""

from uuid import UUID

from django.db import connection

from messaging.models import Mail

NAMES = ("sender", "patient", "routed_to", "came_from", "read_by__person", "filed_by__person", "cabinet")


def lock_trace(trace: UUID) -> None:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail:{trace}"])


def locked(mail: Mail) -> Mail:
    """The letter as it is now, that nobody else changes. Raises DoesNotExist when it has gone."""
    lock_trace(mail.trace)
    return Mail.objects.select_for_update(of=("self",)).select_related(*NAMES).get(pk=mail.pk)
