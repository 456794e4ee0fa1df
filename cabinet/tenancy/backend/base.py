"""PostgreSQL, with the current scope pushed at the start of every transaction."""

from django.db.backends.postgresql import base

from cabinet.tenancy import scope


class DatabaseWrapper(base.DatabaseWrapper):
    def set_autocommit(self, autocommit, *args, **kwargs):
        super().set_autocommit(autocommit, *args, **kwargs)
        if autocommit:
            return
        try:
            scope.push(self)
        except BaseException:
            self.close()
            raise
