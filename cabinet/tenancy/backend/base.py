"""PostgreSQL, with the current scope pushed at the start of every transaction."""

from collections.abc import Callable

from django.db.backends.postgresql import base

from cabinet.tenancy import scope

#: Called with the connection when its transaction is about to commit, inside it: what must come last there.
before_commit: list[Callable[[base.DatabaseWrapper], None]] = []


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

    def _commit(self):
        for work in before_commit:
            work(self)
        return super()._commit()
