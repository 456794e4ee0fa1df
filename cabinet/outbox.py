"""E-mails, written with what they announce, sent by the workers, once per recipient.

The text never holds patient data nor an amount: it says that something is ready and where.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from cabinet.jobs import enqueue, handles
from cabinet.models import Job, OutboxMessage
from cabinet.tenancy.scope import current_cabinet_id, scoped

#: None: there is nothing to say any more, and the message does not leave.
Completion = Callable[[OutboxMessage], str | None]
_completions: dict[str, Completion] = {}


def announce(
    *, key: str, recipient: str, subject: str, body: str, at: datetime, until: datetime | None = None
) -> None:
    """Put an e-mail in the outbox of the current practice; the same `key` twice is one e-mail.

    From `until` on it would be of no use: not sent by then, it is not sent at all.
    """
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(key=key, recipient=recipient, subject=subject, body=body, queued_at=at)],
        ignore_conflicts=True,
    )
    enqueue(
        "send_message",
        key=f"send:{current_cabinet_id()}:{key}",
        due_at=at,
        message_key=key,
        **({"until": until.isoformat()} if until else {}),
    )


def completes(kind: str) -> Callable[[Completion], Completion]:
    """Register what ends the text of messages whose key begins with `kind:`, at the time of sending.

    For what must not lie in the table, as the secret address of an invitation, and for what may be settled
    before it leaves. At that time `message.sending_at` is now.
    """

    def register(function: Completion) -> Completion:
        _completions[kind] = function
        return function

    return register


def body_of(message: OutboxMessage) -> str | None:
    completion = _completions.get(message.key.partition(":")[0])
    return completion(message) if completion else message.body


def address_of(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@handles("send_message", leased=True)
def send_message(*, job: Job, at: datetime, message_key: str, until: str = "") -> None:
    """Mark « sending », send, mark « sent », each committed: a crash in between is seen, and said once.

    A message found « sending » goes out once more under the same Message-ID and is flagged.
    """
    with scoped(job.tenant_id):
        message = OutboxMessage.objects.select_for_update().filter(key=message_key).first()
        if message is None or message.state == OutboxMessage.State.SENT:
            return
        if until and at >= datetime.fromisoformat(until):
            OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxMessage.State.FAILED)
            return
        sent_again = message.state == OutboxMessage.State.SENDING
        message.state, message.sending_at = OutboxMessage.State.SENDING, at
        message.save(update_fields=["state", "sending_at"])
        body = body_of(message)
        if body is None:
            message.delete()
            return
    EmailMessage(
        subject=message.subject,
        body=body,
        to=[message.recipient],
        headers={"Message-ID": make_message_id(message)},
    ).send()
    with scoped(job.tenant_id):
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=OutboxMessage.State.SENT, sent_at=at, sent_again=sent_again
        )


def make_message_id(message: OutboxMessage) -> str:
    """The same for every attempt, so that a mail reader shows one message."""
    return f"<{message.pk}@{urlsplit(settings.SITE_URL).hostname}>"
