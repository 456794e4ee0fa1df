"""Who is around a conversation, and how far each has read: asked of the database once, by what says it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from messaging.models import Conversation, Message, ReadMark
from messaging.queries.people import names_of, people_in


class Around:
    """In the scope of the practice that keeps the conversation. `since`: the first message asked about."""

    def __init__(self, conversation: Conversation, member: Member, *, at: datetime, since: int = 0) -> None:
        self.conversation, self.member, self.at, self.since = conversation, member, at, since

    @cached_property
    def people(self) -> list[Membership]:
        return list(people_in(self.conversation, self.at.astimezone(PARIS).date()))

    @cached_property
    def marks(self) -> list[ReadMark]:
        """Of those who have read that far."""
        rows = ReadMark.objects.filter(conversation=self.conversation, number__gte=self.since)
        return list(rows.select_related("person"))

    @cached_property
    def names(self) -> dict[int, Sequence[str]]:
        """By which those who are there may be mentioned."""
        return names_of(self.people)

    @cached_property
    def shown(self) -> dict[int, str]:
        return {one.person_id: one.display_name for one in self.people}

    def seen_by(self, message: Message) -> list[str]:
        """Those who have read it, but who wrote it and who asks."""
        but = {message.author.person_id if message.author else message.guest_id, self.member.person.pk}
        read = [one for one in self.marks if one.number >= message.number and one.person_id not in but]
        return [self.shown.get(one.person_id) or one.person.get_full_name() for one in read]
