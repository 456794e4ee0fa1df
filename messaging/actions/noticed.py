"""Who is told, away from their screen, that a message waits: never by whom nor what."""

from datetime import datetime

from django.urls import reverse

from cabinet.models import Cabinet, Membership
from messaging.actions.notices import notice
from messaging.models import ConversationKind, Message, NoticeKind, ReadMark


def message_noticed(message: Message, *, people: set[int], named: set[int], by: Membership | None) -> None:
    """Those of the conversation but who wrote and who keeps it silent; whoever is named, in any case.

    What is asked and answered in a tele-expertise is said to be that.
    """
    muted = ReadMark.objects.filter(conversation=message.conversation, muted=True)
    others = people - {by.person_id if by else 0}
    named = named & others
    quiet = set(muted.values_list("person_id", flat=True))
    url, at = page_of(message), message.sent_at
    notice(people=named, kind=NoticeKind.MENTION, url=url, at=at, of=message)
    asked = message.conversation.kind == ConversationKind.EXPERTISE
    kind = NoticeKind.EXPERTISE if asked else NoticeKind.MESSAGE
    notice(people=others - named - quiet, kind=kind, url=url, at=at, of=message)


def urgent_noticed(message: Message, *, people: set[int], at: datetime) -> None:
    """At any hour, silent or not."""
    kind = NoticeKind.URGENT_MESSAGE
    notice(people=people, kind=kind, url=page_of(message), at=at, urgent=True, of=message)


def page_of(message: Message) -> str:
    here = message.author.cabinet if message.author else Cabinet.current()
    return f"{reverse('messaging:thread', args=[here.slug, message.conversation_id])}#m{message.number}"
