"""Each step of a closing, killed half-way and run again, or run by two at once, ends as run once."""

import hashlib
import json
import multiprocessing
import os
import re
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import pytest
from django.apps import apps
from django.db import connection, connections

from cabinet.actions.refusals import Refused
from cabinet.leases import LEASE
from cabinet.tenancy.scope import scoped
from retrocession import contract_tasks
from retrocession.actions.adjustments_refused import AdjustmentRefused
from retrocession.actions.closing import ClosingRefused
from retrocession.actions.contracts_refused import ContractRefused
from tests import databases
from tests.retrocession.closing import acts
from tests.retrocession.closing.conftest import AT, open_october
from tests.retrocession.contracts import conftest as contracts

REFUSALS = (ClosingRefused, Refused, AdjustmentRefused, ContractRefused)
FORK = multiprocessing.get_context("fork")
DONE, REFUSED, BROKEN = 0, 3, 4


@dataclass(frozen=True)
class Step:
    """What is done, on what: the state that `after` ends in, or that of its `world`."""

    do: Callable[[datetime], object]
    after: str = ""
    #: A killed worker's row is taken again when its lease is over.
    leased: bool = False


#: Each follows one that is above it.
STEPS = {
    "prepare": Step(acts.prepare, "october"),
    "verify": Step(acts.verify, "prepare"),
    "approve": Step(acts.approve, "verify"),
    "issue": Step(acts.issue, "approve"),
    "freeze the statement": Step(acts.freeze_statement, "issue", leased=True),
    "contest": Step(acts.contest, "issue"),
    "agree": Step(acts.agree, "contest"),
    "make the transfer file": Step(acts.make_file, "agree"),
    "hand in": Step(acts.hand_in_file, "make the transfer file"),
    "debit": Step(acts.debit, "hand in"),
    "receive": Step(acts.receive, "debit"),
    "refuse lines": Step(acts.refuse_lines, "receive"),
    "pay lines": Step(acts.pay_lines, "percu"),
    "make the contract": Step(acts.make_contract, "march", leased=True),
    "sign first": Step(acts.sign_first, "make the contract"),
    "sign last": Step(acts.sign_last, "sign first"),
    "prove the signatures": Step(acts.prove, "sign last", leased=True),
}
#: What the first steps start from, and when: the others are at that instant too.
WORLDS = {"october": open_october, "percu": acts.open_percu, "march": acts.open_march}
INSTANTS = {"october": AT, "percu": AT, "march": contracts.AT}
AGAIN_AFTER = LEASE + timedelta(minutes=1)


def world_of(name: str) -> str:
    return name if name in WORLDS else world_of(STEPS[name].after)


def instants_of(name: str) -> list[datetime]:
    """When a step is done, and done again each time it was killed."""
    wait = AGAIN_AFTER if STEPS[name].leased else timedelta(0)
    return [INSTANTS[world_of(name)] + wait * times for times in range(4)]


def work(name: str, at: datetime, counted, *, kill_before: int = 0, gate=None) -> None:
    """In a process of its own: one step, counting its SQL; killed, as SIGKILL does, before that statement."""

    def count(execute, sql, params, many, context):
        counted.value += 1
        if counted.value == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    connection.ensure_connection()
    if gate is not None:
        gate.wait(timeout=30)
    try:
        with connection.execute_wrapper(count):
            STEPS[name].do(at)
    except REFUSALS:
        os._exit(REFUSED)
    except BaseException:
        traceback.print_exc()
        os._exit(BROKEN)
    os._exit(DONE)


def begin(name: str, at: datetime, counted, **given):
    """A process that works; it inherits no connection to PostgreSQL."""
    connections.close_all()
    child = FORK.Process(target=work, args=(name, at, counted), kwargs=given)
    child.start()
    return child


def ended(child) -> int | None:
    child.join(timeout=60)
    return child.exitcode


def run(name: str, at: datetime, *, kill_before: int = 0) -> tuple[int | None, int]:
    """How a process ended, and after how many statements."""
    counted = FORK.Value("i", 0, lock=False)
    return ended(begin(name, at, counted, kill_before=kill_before)), counted.value


UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+]00:00)?|\d{8}T\d{6,12}")


def state() -> Counter[tuple[str, str]]:
    """All that the practice's tables hold: instants without their hour, identities by what they name."""
    rows = []
    with scoped(acts.practice().pk), connection.cursor() as cursor:
        for app in ("cabinet", "planning", "retrocession"):
            for model in apps.get_app_config(app).get_models():
                cursor.execute(f'SELECT to_jsonb(one) FROM "{model._meta.db_table}" one')
                rows += [(model._meta.db_table, json.loads(row)) for (row,) in cursor.fetchall()]
    texts = [
        (table, str(row.pop("id", "")), INSTANT.sub("then", json.dumps(row, sort_keys=True)))
        for table, row in rows
    ]
    names = {identity: digest(UUID.sub("", text)) for _, identity, text in texts}
    return Counter(
        (table, UUID.sub(lambda found: names.get(found[0], "one"), text)) for table, _, text in texts
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def without_printing() -> Iterator[None]:
    """Contracts print elsewhere: here a page of them would be made at each death."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contract_tasks, "render_contract", lambda *_, **__: b"%PDF-1.7 contrat")
        patch.setattr(contract_tasks, "render_evidence", lambda *_: b"%PDF-1.7 preuve")
        yield


@pytest.fixture(scope="module")
def moulds(without_printing, django_db_setup, migrated_template, django_db_blocker) -> Iterator[Callable]:
    """`moulds(step)`: the database before that step, the state after it was run once, its SQL statements."""
    made: list[str] = []

    def mould(source: str) -> str:
        made.append(f"{migrated_template}_fault_{len(made)}")
        databases.clone(source, made[-1])
        return made[-1]

    @cache
    def world(name: str) -> str:
        there = mould(migrated_template)
        with databases.using(there):
            WORLDS[name]()
        return there

    @cache
    def done(name: str) -> tuple[str, Counter, int]:
        there = mould(before(name))
        with databases.using(there):
            how, statements = run(name, instants_of(name)[0])
            assert how == DONE
            return there, state(), statements

    def before(name: str) -> str:
        after = STEPS[name].after
        return world(after) if after in WORLDS else done(after)[0]

    with django_db_blocker.unblock():
        yield lambda name: (before(name), *done(name)[1:])
        for name in made:
            databases.drop(name)


@pytest.fixture
def a_clone(migrated_template, django_db_blocker):
    """`with a_clone(mould):` a database of one's own."""
    with django_db_blocker.unblock():
        yield lambda mould: databases.of_ones_own(mould, f"{migrated_template}_living")


def differing(one: Counter, other: Counter) -> list:
    return sorted((one - other) + (other - one))


@pytest.mark.parametrize("name", STEPS)
def test_step_killed_half_way_and_run_again_ends_as_run_once(name, moulds, a_clone):
    """Killed at a third, at two thirds and before its last statement: each time somebody begins again."""
    mould, expected, statements = moulds(name)
    deaths = [max(1, statements // 3), statements * 2 // 3, statements]
    with a_clone(mould):
        for at, kill_before in zip(instants_of(name), deaths, strict=False):
            assert run(name, at, kill_before=kill_before) == (-signal.SIGKILL, kill_before)
        assert run(name, instants_of(name)[-1])[0] == DONE
        assert differing(state(), expected) == []


@pytest.mark.parametrize("name", STEPS)
def test_step_run_by_two_at_once_ends_as_run_once(name, moulds, a_clone):
    mould, expected, _ = moulds(name)
    gate, counted = FORK.Barrier(2), FORK.Value("i", 0, lock=False)
    with a_clone(mould):
        both = [begin(name, instants_of(name)[0], counted, gate=gate) for _ in range(2)]
        assert {ended(child) for child in both} <= {DONE, REFUSED}
        assert differing(state(), expected) == []
