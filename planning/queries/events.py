"""The events of the open practice: between two days, and as its pages show them."""

from datetime import date, time, timedelta

from cabinet.clock import in_paris
from planning.models import Event


def events_between(first: date, last: date) -> list[Event]:
    """Those that stand and touch a day from `first` to `last`, both included; by their start. One statement."""
    since, until = in_paris(first, time()), in_paris(last + timedelta(days=1), time())
    return list(Event.objects.standing().between(since, until))
