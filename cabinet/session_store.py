"""Sessions in the database, as Django keeps them, but for one word: an outage is not a session that is gone.

Django says of any failure to save that the session was deleted meanwhile, and answers 400. PostgreSQL dying
there is what it is everywhere: 503, and the page may be loaded again.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, (OperationalError, InterfaceError)):
                raise error.__context__ from None
            raise
