"""The practice of Nieul on a Monday of November, and how a test enters somebody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from cabinet.actions.refusals import Refused
from cabinet.tenancy.scope import scoped
from patients.rules.entry import Entry

#: Monday 23 November 2026, 10:00 in Paris.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def an_entry(last_name="GRELIER", first_name="Thérèse", birth_on=date(1948, 3, 12), **said) -> Entry:
    return Entry(last_name=last_name, first_name=first_name, birth_on=birth_on, **said)


def at_once(cast, *actions) -> list:
    """Each in a thread and a transaction of its own: its answer, or its refusal."""
    gate = Barrier(len(actions))

    def run(action):
        try:
            gate.wait(30)
            with scoped(cast.cabinet.pk):
                return action()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.fixture
def nieul(cast):
    """The cast; its scope is open."""
    with scoped(cast.cabinet.pk):
        yield cast


@pytest.fixture
def signed_in(cast, as_member, time_machine):
    """The cast, on NOW; nobody's scope is open: the requests open their own."""
    time_machine.move_to(NOW, tick=False)
    return cast


@pytest.fixture
def enter():
    """`enter("NEAU", "Abel", criteria=("ald",))`: somebody on the list of the open practice."""
    from patients.actions.enter import enter_patient

    def on_the_list(*args, at=NOW, by=None, **said):
        return enter_patient(entry=an_entry(*args, **said), by=by, at=at, kept_apart=True)

    return on_the_list
