"""The cards of the front desk, each in its column for ever: to add one is one line in `CARDS`, or in
`desk_cards` of the `house.py` of an app above.

A card reads what it shows from the `DeskDay` that all share, and says whom it shows, for the trace. A card
with nothing to say keeps its place, empty: nothing moves under the hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cabinet import house
from cabinet.models import Membership
from patients.models import Patient
from patients.permissions import keeps_appointments, sees_files, ticks_lists
from patients.queries.call_backs import calls_to_make
from patients.queries.checklists import today_lists
from patients.queries.desk_day import DeskDay
from patients.queries.desk_hours import desk_columns, next_slots
from patients.queries.first_to_call import first_to_call
from patients.queries.front_desk import came_in, people_here
from patients.queries.without_doctor import without_doctor

#: Calls shown on the desk; the others are one key away.
CALLS_SHOWN = 6
#: Points of a list shown on the desk; the others come as these are ticked.
LINES_SHOWN = 4


class Column(StrEnum):
    """Who and when; whom to call and what to do; what came in."""

    WHO = "who"
    DO = "do"
    CAME = "came"


@dataclass(frozen=True)
class Shown:
    """What a card's template needs, and the patients that it names."""

    context: dict[str, Any] = field(default_factory=dict)
    patients: Sequence[Patient] = ()


@dataclass(frozen=True)
class DeskCard:
    """`read` gives None when there is nothing to say. `hears`: the kinds of events that make it come anew.

    `grows`: it takes the height that is left, and scrolls.
    """

    key: str
    column: Column
    template: str
    read: Callable[[DeskDay], Shown | None]
    hears: str
    sees: Callable[[Membership], bool] = keeps_appointments
    grows: bool = False


def read_people(day: DeskDay) -> Shown:
    columns = day.agenda.columns if day.agenda else []
    waiting = {column.practitioner.pk: column.waiting for column in columns}
    return Shown({"people": people_here(day, waiting), "on": day.shown})


def read_appointments(day: DeskDay) -> Shown:
    """Today's, by practitioner: what is over is folded, what is free for a first one is shown."""
    if day.agenda is None:
        return Shown({"elsewhere": day.settings.agenda_elsewhere or "un autre agenda"})
    agenda = day.agenda
    context = {"columns": desk_columns(agenda), "to_move": agenda.to_move, "on": day.shown}
    return Shown(context, agenda.patients)


def read_first_slots(day: DeskDay) -> Shown | None:
    """The next hours for a first consultation, whoever has room."""
    if not day.settings.appointments_here:
        return None
    return Shown({"slots": next_slots(day.member, at=day.at, settings=day.settings, presences=day.presences)})


def read_laboratory(day: DeskDay) -> Shown:
    return Shown({"now": day.on_call})


def read_on_call(day: DeskDay) -> Shown | None:
    """On a day without a doctor, whom to reach comes first."""
    return Shown({"now": day.on_call}) if day.without_doctor and not day.is_closed else None


def read_calls(day: DeskDay) -> Shown:
    """Those who asked to be called, the urgent first; for who sees files, the first of the open waves."""
    calls = calls_to_make(day.by, day.at)
    due = list(calls.due[:CALLS_SHOWN])
    room, waiting, waves = CALLS_SHOWN - len(due), 0, []
    if day.whole:
        asked = {line.patient.pk for line in (*calls.due, *calls.later) if line.patient}
        waves, waiting = first_to_call(
            day.member.cabinet, day.settings, today=day.on, without=asked, limit=max(room, 1)
        )
    named = [line.patient for line in due if line.patient] + [line.patient for line in waves]
    context = {"due": due, "more": len(calls.due) - len(due), "later": calls.later, "waves": waves}
    return Shown(context | {"waiting": waiting, "whole": day.whole}, named)


def read_news(day: DeskDay) -> Shown | None:
    return Shown({"news": came_in(day)})


def read_lists(day: DeskDay) -> Shown | None:
    """The list to go on with: the first of today's that is not done; nothing without lists."""
    page = today_lists(day.member, day.at, firsts=False, calendar=day.calendar)
    if not page.lists:
        return None
    current = next((one for one in page.lists if not one.progress.complete), None)
    left = current.left[:LINES_SHOWN] if current else []
    return Shown({"page": page, "current": current, "left": left})


def read_without_doctor(day: DeskDay) -> Shown | None:
    """On an open day without a doctor: whom to send urgent cases to, and what to ask."""
    if not day.sends_elsewhere:
        return None
    return Shown({"page": without_doctor(day.member, day.on)})


CARDS: tuple[DeskCard, ...] = (
    DeskCard("on-call", Column.WHO, "patients/desk/on_call.html", read_on_call, "presence astreinte"),
    DeskCard(
        "without-doctor",
        Column.WHO,
        "patients/desk/without_doctor.html",
        read_without_doctor,
        "presence directory",
    ),
    DeskCard("people", Column.WHO, "patients/desk/people.html", read_people, "presence appointment"),
    DeskCard(
        "appointments",
        Column.WHO,
        "patients/desk/appointments.html",
        read_appointments,
        "appointment presence",
        grows=True,
    ),
    DeskCard("slots", Column.WHO, "patients/desk/slots.html", read_first_slots, "appointment presence"),
    DeskCard("calls", Column.DO, "patients/desk/calls.html", read_calls, "call patient", grows=True),
    DeskCard(
        "checklists",
        Column.DO,
        "patients/desk/checklists.html",
        read_lists,
        "checklist presence",
        sees=ticks_lists,
    ),
    DeskCard(
        "laboratory", Column.CAME, "patients/desk/laboratory.html", read_laboratory, "presence astreinte"
    ),
    DeskCard(
        "news", Column.CAME, "patients/desk/news.html", read_news, "presence astreinte", sees=sees_files
    ),
)


def cards_of(by: Membership) -> list[DeskCard]:
    """Those that this member sees, in their order; in a column those of the apps above come first."""
    return [card for card in (*house.desk_cards(), *CARDS) if card.sees(by)]
