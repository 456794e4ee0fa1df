from planning.models.holiday import Holiday
from planning.models.presence import Period, Presence
from planning.models.room import Room
from planning.models.series import Series

__all__ = ["Holiday", "Period", "Presence", "Room", "Series"]
