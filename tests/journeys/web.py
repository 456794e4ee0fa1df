"""The pages as gunicorn serves them, on the day of the journeys."""

from tests.journeys.moment import stay

stay()

from cabinet.wsgi import application  # noqa: E402

__all__ = ["application"]
