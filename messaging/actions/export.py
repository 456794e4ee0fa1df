"""The copy of what was said about a patient, for their record: who took it is written."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.members import Member
from cabinet.models import Membership
from messaging.models import Conversation, Message
from messaging.permissions import readable
from messaging.queries.thread import ThreadPage, thread_page

#: What fits on paper; beyond, the latest ones, and the document says so.
LONGEST = 500


def export_thread(*, conversation: Conversation, by: Membership, at: datetime) -> ThreadPage:
    """Its messages as they stand, with their corrections said. Raises PermissionDenied."""
    if not readable(conversation, by):
        raise PermissionDenied("Vous n’êtes plus dans cette conversation.")
    told = Message.objects.filter(conversation=conversation).count()
    audit.record("export_thread", conversation, by=by, at=at, messages=min(told, LONGEST))
    return thread_page(conversation, Member(by), at=at, most=LONGEST)
