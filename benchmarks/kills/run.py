"""The run itself: people work, somebody dies, what must hold is asked; again, until so many have died."""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

import psycopg

from benchmarks.kills.house import WEIGHTS, House
from benchmarks.kills.invariants import Letters, faults, unfinished
from benchmarks.kills.month import Answered, live_through
from benchmarks.kills.people import Stuck
from benchmarks.kills.world import Practice, write_practice
from cabinet.clock import previous_month, today_in_paris

PEOPLE = 3
#: Seconds between two deaths: enough for something to have begun again, not always for all.
PAUSES = (0.2, 1.2)
#: At the end, and whenever PostgreSQL begins again.
PATIENCE = 120.0


@dataclass
class Run:
    house: House
    chance: random.Random
    answered: Answered = field(default_factory=Answered)
    deaths: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    checks: int = 0

    def play(self, deaths: int, *, people: int = PEOPLE, pauses: tuple[float, float] = PAUSES) -> None:
        """People work until so many have died; then everything is given the time to come to its end."""
        letters = Letters(self.house.mail)
        working = [Thread(target=self._work, args=(rank,)) for rank in range(people)]
        for one in working:
            one.start()
        try:
            while sum(self.deaths.values()) < deaths:
                self._pause(self.chance.uniform(*pauses))
                kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
                if self.house.kill(kind, self.chance):
                    self.deaths[kind] += 1
                    self.house.start_dead()
                    self._check(lambda there: faults(there, letters, self.answered.copy()))
        finally:
            self.over.set()
            while any(one.is_alive() for one in working):
                self._pause(0.2)
        self._wait_for_work()
        self._check(lambda there: [*faults(there, letters, self.answered.copy()), *unfinished(there)])

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds)
        self.house.start_dead()

    def _work(self, rank: int) -> None:
        """One practice after the other; the numbers of two people's practices differ."""
        month = previous_month(today_in_paris())
        number = rank + 1
        while not self.over.is_set():
            try:
                practice = self._open(number, month)
                self.practices.append(practice)
                live_through(practice, look=self.house.superuser, answered=self.answered)
            except Exception as stuck:
                self.found.append(f"practice {number}: {stuck.__class__.__name__}: {stuck}")
            number += 100

    def _open(self, number: int, month) -> Practice:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.house.superuser() as there:
                    return write_practice(there, number, month=month, port=self.house.port)
            except psycopg.errors.UniqueViolation as error:
                raise Stuck("that practice is there already") from error
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _check(self, ask: Callable[[psycopg.Connection], list[str]]) -> None:
        """Each fault is told once, however often it is seen."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.house.superuser() as there:
                    seen = ask(there)
                break
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                self._pause(0.2)
        self.checks += 1
        for one in seen:
            if one not in self.found:
                self.found.append(one)
                print(f"after {sum(self.deaths.values())} deaths: {one}", file=sys.stderr, flush=True)

    def _wait_for_work(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self.house.superuser() as there:
                if not unfinished(there):
                    return
            self._pause(0.5)

    @property
    def asked_again(self) -> int:
        """Requests that had to be made again."""
        return sum(who.again for practice in self.practices for who in practice.people)
