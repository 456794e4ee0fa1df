"""`migrate` runs as the owner of the tables, then gives the other roles what they need."""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from cabinet.tenancy.migration_state import constraints_in_place
from cabinet.tenancy.sql import bind_owner, has_key_table, install_grants, install_key


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
                return super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                bind_owner(cursor, forced=True)
                if has_key_table(cursor):
                    install_key(cursor)
                    install_grants(cursor)
