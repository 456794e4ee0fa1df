"""Celery's workers and beat as in a house, in a hurry: what waits minutes elsewhere waits seconds here.

Only durations change: a tick a second for one in thirty, a lease of four seconds for one of sixty.
"""

from datetime import timedelta

import django

from cabinet.celery import app

django.setup()  # what follows reads models

from cabinet import jobs, leases  # noqa: E402

app.conf.beat_schedule["tick"]["schedule"] = 1.0
leases.LEASE, leases.RENEWED_EVERY = timedelta(seconds=4), timedelta(seconds=1)
jobs.FIRST_RETRY = jobs.AWAY_RETRY = timedelta(seconds=1)

__all__ = ["app"]
