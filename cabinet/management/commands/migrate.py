"""`migrate` runs as the owner of the tables, then gives the other roles what they need.

Begun again when a page in use was in its way: a migration is whole, or not there.
"""

import time

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

from cabinet.tenancy.migration_state import constraints_in_place
from cabinet.tenancy.sql import bind_owner, has_key_table, install_grants, install_key

#: Seconds before each new attempt.
WAITS = (1, 2, 4, 8, 15)


class Command(migrate.Command):
    help = __doc__

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        if options["database"] == "owner" and "owner" not in connections.databases:
            raise CommandError("DATABASE_OWNER_URL is not set: migrations run as the owner of the tables.")
        connection = connections[options["database"]]
        if options["plan"] or options["check_unapplied"]:
            return super().handle(*args, **options)
        with connection.cursor() as cursor:
            bind_owner(cursor, forced=False)
        try:
            with constraints_in_place():
                return self._through_traffic(*args, **options)
        finally:
            with connection.cursor() as cursor:
                bind_owner(cursor, forced=True)
                if has_key_table(cursor):
                    install_key(cursor)
                    install_grants(cursor)

    def _through_traffic(self, *args, **options) -> None:
        for wait in WAITS:
            try:
                return super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
                    raise
                self.stderr.write("Une page ouverte tenait une table\u202f: on reprend là où l’on en est.")
                time.sleep(wait)
        return super().handle(*args, **options)
