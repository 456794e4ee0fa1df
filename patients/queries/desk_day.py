"""The day as the desk lives it: read once, asked by each card of the front desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.text import count, long_day
from patients.models import PatientSettings
from patients.permissions import sees_files
from patients.queries.agenda import DayAgenda, day_agenda
from patients.queries.checklists import LOOKED_BACK
from planning.queries.astreintes import Now, on_call_now
from planning.queries.calendar import Calendar, Held, read_calendar
from planning.rules.astreintes import ANSWERING

#: As far as the desk looks by itself for a first consultation.
LOOKED = timedelta(weeks=2)


@dataclass(frozen=True)
class DeskDay:
    """What several cards need is read at the first who asks. `on` is today in Paris, never another day."""

    member: Member
    at: datetime

    @property
    def by(self) -> Membership:
        return self.member.membership

    @cached_property
    def on(self) -> date:
        return self.at.astimezone(PARIS).date()

    @cached_property
    def whole(self) -> bool:
        """Criteria, points and waves are shown; not to the télésecrétariat."""
        return sees_files(self.by)

    @cached_property
    def settings(self) -> PatientSettings:
        return PatientSettings.current()

    @cached_property
    def calendar(self) -> Calendar:
        """Yesterday too: a duty of the night before may still run; back to the last open day, whose lists may
        be unfinished; and as far as a first consultation is looked for."""
        first, last = self.on - timedelta(days=LOOKED_BACK), self.on + LOOKED
        return read_calendar(self.member.cabinet, first, last)

    @cached_property
    def presences(self) -> list[Held]:
        """The sure ones of today, and those to come in which a first consultation may stand."""
        return [held for held in self.calendar.presences if held.is_sure and held.on >= self.on]

    @cached_property
    def people(self) -> list[Held]:
        """Those who are there today for sure."""
        return [held for held in self.calendar.by_day.get(self.on, []) if held.is_sure]

    @cached_property
    def doctors(self) -> list[Held]:
        """Those of them who answer: doctors and interns, once each."""
        there = {held.membership_id: held for held in self.people if held.membership.role in ANSWERING}
        return [held for held in there.values() if not held.to_confirm]

    @property
    def without_doctor(self) -> bool:
        return not self.doctors

    @property
    def sends_elsewhere(self) -> bool:
        """An open day without a doctor: urgent cases go elsewhere, by the protocols."""
        return self.without_doctor and self.calendar.is_open(self.on)

    @cached_property
    def is_closed(self) -> bool:
        """A Sunday, a holiday, a week of closure, on which nobody is there all the same."""
        return not self.calendar.is_open(self.on) and not self.people

    @cached_property
    def shown(self) -> date:
        """The day whose people and appointments are shown: today; on a closed day, the next open one."""
        if not self.is_closed:
            return self.on
        days = (self.on + timedelta(days=ahead) for ahead in range(1, LOOKED.days + 1))
        return next((day for day in days if self.calendar.is_open(day)), self.on)

    @property
    def people_shown(self) -> list[Held]:
        if self.shown == self.on:
            return self.people
        return [held for held in self.calendar.by_day.get(self.shown, []) if held.is_sure]

    @cached_property
    def on_call(self) -> Now:
        return on_call_now(self.member, self.at, calendar=self.calendar)

    @cached_property
    def agenda(self) -> DayAgenda | None:
        """The appointments of the day that is shown; None when another agenda holds them."""
        if not self.settings.appointments_here:
            return None
        there = [presence for presence in self.presences if presence.on == self.shown]
        return day_agenda(
            self.member.cabinet, self.shown, at=self.at, settings=self.settings, presences=there
        )

    @property
    def title(self) -> str:
        """« mardi 9 mars · 2 médecins », « … · aucun médecin », « … · fermé »."""
        off = self.calendar.days_off.get(self.on)
        if off or self.is_closed:
            return f"{long_day(self.on)} · {off or 'fermé'}"
        there = count(len(self.doctors), "médecin", "médecins") if self.doctors else "aucun médecin"
        return f"{long_day(self.on)} · {there}"
