from planning.models.absence import Absence
from planning.models.astreinte import Astreinte, HandOver
from planning.models.cover_call import CallAsk, CallClaim, CoverCall
from planning.models.debrief import Debrief
from planning.models.engagement import Engagement
from planning.models.event import Event, EventAnswer
from planning.models.feed import Feed
from planning.models.holiday import Holiday
from planning.models.presence import Period, Presence, Strength
from planning.models.room import Room
from planning.models.series import Series, SeriesSkip
from planning.models.shift import Shift
from planning.models.special_period import SpecialPeriod
from planning.models.swap import Swap

__all__ = [
    "Absence",
    "Astreinte",
    "CallAsk",
    "CallClaim",
    "CoverCall",
    "Debrief",
    "Engagement",
    "Event",
    "EventAnswer",
    "Feed",
    "HandOver",
    "Holiday",
    "Period",
    "Presence",
    "Room",
    "Series",
    "SeriesSkip",
    "Shift",
    "SpecialPeriod",
    "Strength",
    "Swap",
]
