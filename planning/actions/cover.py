"""What each change of the calendar owes to the calls for cover: the answer it makes, and another look."""

from datetime import date, datetime, timedelta

from cabinet.jobs import enqueue
from cabinet.models import Membership
from cabinet.tenancy.scope import current_cabinet_id
from planning.models import CallAsk, CoverCall, Presence
from planning.rules.calendar_weeks import monday_of
from planning.rules.coverage import counting_roles

#: Many changes in that time make one look, a little after it: the slowest of them is committed by then.
TOGETHER, GRACE = 20, timedelta(seconds=10)


def call_answered_by(membership: Membership, on: date) -> CoverCall | None:
    """The open call of that week, which whoever makes cover answers by booking."""
    if membership.role not in counting_roles(membership.cabinet.intern_counts):
        return None
    return CoverCall.objects.open().filter(monday=monday_of(on)).first()


def note_answer(presence: Presence, *, at: datetime) -> None:
    """Who was asked and books has answered: they are not told again."""
    if presence.call_id:
        CallAsk.objects.filter(call=presence.call_id, membership=presence.membership_id).exclude(
            answer=CallAsk.Answer.TAKEN
        ).update(answer=CallAsk.Answer.TAKEN, answered_at=at)


def look_again(*, at: datetime) -> None:
    """The calls of the open practice are looked at again within the minute, in their own transaction."""
    slot = int(at.timestamp()) // TOGETHER
    due_at = datetime.fromtimestamp((slot + 1) * TOGETHER, tz=at.tzinfo) + GRACE
    enqueue("watch_calls", key=f"watch_calls:{current_cabinet_id()}:soon:{slot}", due_at=due_at)
