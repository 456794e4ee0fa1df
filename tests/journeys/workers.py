"""Celery's workers and beat as they are started in a house, on the day of the journeys."""

from tests.journeys.moment import stay

stay()

from cabinet.celery import app  # noqa: E402

#: A journey does not wait half a minute for the first tick.
app.conf.beat_schedule["tick"]["schedule"] = 2.0

__all__ = ["app"]
