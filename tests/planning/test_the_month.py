"""March 2027 of Nieul, from eight weeks before: who is asked, who answers, who is on call, who is told.

The clock is frozen and moved by hand; people act through their pages, the workers through the queue.
"""

import re
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client

from cabinet import jobs
from cabinet.clock import PARIS, in_paris
from cabinet.models import Person
from cabinet.models.membership import CAREGIVERS
from cabinet.tenancy.scope import scoped
from planning.actions import book_presence
from planning.actions.load_holidays import load_holidays
from planning.actions.series import start_series
from planning.models import Astreinte, CallAsk, CoverCall, Presence, Room, Swap
from planning.queries.series_plan import Terms
from planning.rules.half_days import DAY
from tests.cast import make_practice

PEOPLE = {
    **{f"t{n}": ("Titulaire", f"T{n}", "titulaire", "") for n in (1, 2, 3, 4)},
    **{f"l{n}": ("Remplaçant", f"L{n}", "remplacant", "") for n in (1, 2, 3, 4, 5)},
    "s": ("Sacha", "Interne", "interne", ""),
    "a": ("Alix", "Asalée", "infirmiere_asalee", ""),
    "jaulin": ("Baptiste", "Jaulin", "secretaire", ""),
}
EIGHT_WEEKS_BEFORE = date(2027, 1, 4)
#: The workers look at these hours, as they do all day long.
HOURS = (time(7, 0), time(7, 30), time(8, 0), time(18, 0))
NIEUL = "/c/nieul/planning/"


class Month:
    """The practice, its people's browsers, its letters and its clock."""

    def __init__(self, cast, time_machine) -> None:
        self.cast, self.clock = cast, time_machine
        self.at = in_paris(EIGHT_WEEKS_BEFORE, time(6, 0))
        self.clock.move_to(self.at, tick=False)

    def __getattr__(self, name):
        return getattr(self.cast, name)

    def here(self):
        return scoped(self.cast.cabinet.pk)

    def work(self) -> None:
        """What a tick does: enqueue what should exist, then do all that is due."""
        jobs.expect_jobs(self.at)
        while jobs.run_due(at=self.at, limit=500):
            pass

    def begin(self, day: date, hour: time) -> None:
        """Go there at once, nobody having worked before."""
        self.at = in_paris(day, hour)
        self.clock.move_to(self.at, tick=False)
        self.work()
        mail.outbox.clear()

    def until(self, day: date, hour: time, *, down: tuple[datetime, datetime] | None = None) -> None:
        """Let time pass, the workers working but while they are `down`."""
        end = in_paris(day, hour)
        moments = {
            in_paris(self.at.astimezone(PARIS).date() + timedelta(days=n), each)
            for n in range((end - self.at).days + 2)
            for each in HOURS
        } | {end}
        for moment in sorted(moments):
            if self.at < moment <= end:
                self.at = moment
                self.clock.move_to(moment, tick=False)
                if not down or not down[0] <= moment < down[1]:
                    self.work()

    def browser(self, key: str) -> Client:
        client = Client()
        client.force_login(Person.objects.get(email=f"{key}@nieul.example"))
        return client

    def letters(self, *, to: str = "") -> list:
        """The letters of calls for cover, to somebody or to all."""
        return [
            letter
            for letter in mail.outbox
            if "/je-prends/" in letter.body and (not to or letter.to == [f"{to}@nieul.example"])
        ]

    def doctors(self, on: date) -> set[str]:
        with self.here():
            found = Presence.objects.counting().filter(on=on, membership__role__in=CAREGIVERS)
            found = found.select_related("membership__person")
            return {presence.membership.person.last_name for presence in found}


def link_of(month: Month, letter, key: str, day: str) -> str:
    """The link of that day in somebody's letter."""
    pages = {link: month.browser(key).get(link).content.decode() for link in links(letter, "je-prends")}
    [found] = [link for link, page in pages.items() if f"<h1>{day}</h1>" in page]
    return found


def links(letter, kind: str) -> list[str]:
    return re.findall(rf"https?://[^/]+(/{kind}/\S+/)", letter.body)


@pytest.fixture
def month(db, time_machine):
    time_machine.move_to(in_paris(date(2026, 12, 1), time(9, 0)), tick=False)
    cast = make_practice("nieul", "Cabinet de Nieul", PEOPLE, domain="nieul.example")
    load_holidays(today=date(2026, 12, 1))
    with scoped(cast.cabinet.pk):
        for n, name in enumerate(("Bureau 1", "Bureau 2", "Bureau infirmier"), 1):
            Room.objects.create(name=name, position=n)
    played = Month(cast, time_machine)
    time_machine.move_to(in_paris(date(2026, 12, 1), time(9, 0)), tick=False)
    write_usual_days(played)
    mail.outbox.clear()
    played.clock.move_to(played.at, tick=False)
    return played


def write_usual_days(month: Month) -> None:
    """The intern's Tuesdays and the nurse's Thursdays as series; locums until the end of February; then as
    March is written, but for its first week, which has the intern alone."""
    at = in_paris(date(2026, 12, 1), time(9, 0))
    with month.here():
        rooms = list(Room.objects.all())
        for who, weekday, room, supervisor in (("s", 1, rooms[1], month.t1), ("a", 3, rooms[2], None)):
            terms = Terms(
                membership=getattr(month, who), weekday=weekday, period=DAY, room=room, supervisor=supervisor,
                starts_on=date(2027, 1, 1), until_on=date(2027, 4, 30),
            )  # fmt: skip
            start_series(terms=terms, by=month.jaulin, at=at)
        days = [
            (date(2027, 1, 4) + timedelta(weeks=week, days=day), who)
            for week in range(8)
            for day, who in ((0, "l1"), (2, "l2"), (3, "l3"), (4, "l4"))
        ] + [
            *[(date(2027, 3, day), "l2") for day in (8, 15, 25)],
            *[(date(2027, 3, day), "l1") for day in (9, 16, 23)],
            (date(2027, 3, 11), "l3"), (date(2027, 3, 17), "l4"), (date(2027, 3, 22), "l3"),
            (date(2027, 3, 26), "l5"), (date(2027, 3, 31), "l4"),
        ]  # fmt: skip
        for on, who in days:
            book_presence(membership=getattr(month, who), on=on, period=DAY, by=month.jaulin, at=at)


def test_holiday_week_is_called_for_and_filled_from_the_letters(month):
    month.until(EIGHT_WEEKS_BEFORE, time(8, 0))
    with month.here():
        call = CoverCall.objects.get()
    assert (call.monday, call.stage) == (date(2027, 3, 1), "pool")
    assert Counter(letter.to[0] for letter in month.letters()) == {
        f"l{n}@nieul.example": 1 for n in range(1, 6)
    }
    [letter] = month.letters(to="l2")
    assert len(links(letter, "je-prends")) >= 4

    # A scanner opens every link; a locum says no.
    for link in links(letter, "je-prends") + links(letter, "pas-cette-fois"):
        for client in (Client(), month.browser("l2")):
            client.get(link)
            client.head(link)
    assert month.doctors(date(2027, 3, 1)) == set()
    [no] = links(month.letters(to="l5")[0], "pas-cette-fois")
    assert month.browser("l5").post(no, follow=True).status_code == 200

    # Below the floor after five days: the titulaires, one more a day.
    month.until(date(2027, 1, 8), time(18, 0))
    assert not [letter for letter in month.letters() if letter.to[0].startswith("t")]
    month.until(date(2027, 1, 12), time(18, 0))
    asked = [letter.to[0] for letter in month.letters() if letter.to[0].startswith("t")]
    assert len(asked) == len(set(asked)) == 4
    assert len(month.letters(to="l5")) == 1

    # T4 takes Thursday from the e-mail: the floor is met, and the target not yet.
    [letter] = month.letters(to="t4")
    thursday = link_of(month, letter, "t4", "Jeudi 4 mars")
    month.browser("t4").post(thursday, follow=True)
    assert month.doctors(date(2027, 3, 4)) == {"T4"}
    month.browser("t4").post(thursday, follow=True)
    month.browser("t3").post(thursday, follow=True)
    assert month.doctors(date(2027, 3, 4)) == {"T4"}
    with month.here():
        assert CallAsk.objects.get(membership=month.t4).answer == "taken"

    # Two locums take the rest; the call closes by itself, and nobody is asked again.
    for who, day in (("l1", "Lundi 1er mars"), ("l3", "Mercredi 3 mars")):
        month.browser(who).post(link_of(month, month.letters(to=who)[-1], who, day), follow=True)
    month.until(date(2027, 1, 12), time(18, 2))
    with month.here():
        call.refresh_from_db()
    assert (call.outcome, bool(call.closed_at)) == ("met", True)
    before = len(month.letters())
    month.until(date(2027, 1, 20), time(18, 0))
    assert len(month.letters()) == before


def confide(month: Month, secretary: Client, months: tuple[str, ...]) -> None:
    """The secretary entrusts each day that has nobody to whom the page proposes."""
    for name in months:
        page = secretary.get(f"{NIEUL}astreintes/?mois={name}").content.decode()
        days = re.findall(r'name="day" value="([^"]+)"', page)
        secretary.post(f"{NIEUL}astreintes/proposition/", {"day": days, "mois": name})


def duty(month: Month, on: date) -> Astreinte:
    with month.here():
        return Astreinte.objects.standing().select_related("membership__person").get(on=on)


def reminders(month: Month, astreinte: Astreinte) -> list[str]:
    """What its doctor was told about that day by the clock, in order."""
    email = astreinte.membership.person.email
    words = {"demain": "eve", "aujourd’hui": "day"}
    day = astreinte.on.day
    return [
        words[found[1]]
        for letter in mail.outbox
        if letter.to == [email]
        and (found := re.search(r"astreinte (demain|aujourd’hui), \w+ (\d+)", letter.subject))
        and int(found[2]) == day
    ]


def test_each_day_without_a_doctor_has_one_on_call_and_each_reminder_goes_once(month):
    month.begin(date(2027, 2, 26), time(12, 0))
    secretary = month.browser("jaulin")
    confide(month, secretary, ("2027-02", "2027-03"))
    with month.here():
        held = {duty.on for duty in Astreinte.objects.standing().between(date(2027, 3, 1), date(2027, 3, 31))}
    days = [date(2027, 3, day) for day in range(1, 32)]
    lab = [on for on in days if on.weekday() < 6 and on != date(2027, 3, 29)]
    assert held == {on for on in lab if not month.doctors(on)}

    # The beat is down over a reminder's hour: late once while it is of use, not at all afterwards.
    wednesday, friday = duty(month, date(2027, 3, 10)), duty(month, date(2027, 3, 12))
    eve = date(2027, 3, 9)
    month.until(eve, time(21, 0), down=(in_paris(eve, time(17, 0)), in_paris(eve, time(21, 0))))
    assert reminders(month, wednesday) == ["eve"]
    thursday = date(2027, 3, 11)
    down = (in_paris(thursday, time(17, 0)), in_paris(friday.on, time(9, 0)))
    month.until(friday.on, time(9, 0), down=down)
    assert reminders(month, wednesday) == ["eve", "day"]
    assert reminders(month, friday) == ["day"]

    month.until(date(2027, 3, 14), time(8, 0))
    for _ in range(3):
        month.work()
    saturday = duty(month, date(2027, 3, 13))
    assert reminders(month, saturday) == ["eve", "day"]


def test_day_given_on_the_eve_leaves_no_trace_of_its_first_holder(month):
    month.begin(date(2027, 3, 15), time(9, 0))
    with month.here():
        given = Presence.objects.standing().get(membership=month.l4, on=date(2027, 3, 17))
    client = month.browser("l4")
    form = client.get(f"{NIEUL}presences/{given.pk}/echange/").content.decode()
    assert "L5" in form
    option = re.search(rf'value="([^"]*{month.l5.pk}[^"]*)"', form)[1]
    asked = client.post(
        f"{NIEUL}presences/{given.pk}/echange/", {"option": option, "reason": "empêchement"}, follow=True
    )
    assert asked.status_code == 200
    month.work()
    assert [letter.to for letter in mail.outbox] == [["l5@nieul.example"]]
    assert month.doctors(date(2027, 3, 17)) == {"L4"}
    other = month.browser("l5")
    with month.here():
        swap = Swap.objects.get()
    other.post(f"{NIEUL}echanges/{swap.pk}/reponse/", {"answer": "accept"}, follow=True)
    assert month.doctors(date(2027, 3, 17)) == {"L5"}
    with month.here():
        given.refresh_from_db()
    assert (given.released_at is not None, given.sequence) == (True, 1)
    page = month.browser("jaulin").get(f"{NIEUL}2027-03-17/").content.decode()
    assert "L5" in page
    assert "Dr L4" not in re.sub(r"(?s)<select.*?</select>", "", page)


def test_intern_falls_ill_and_the_hole_is_told_now(month):
    """Tuesday 30 March: the intern alone; said on the Friday before, inside the seven days."""
    month.begin(date(2027, 3, 26), time(12, 0))
    secretary = month.browser("jaulin")
    confide(month, secretary, ("2027-03",))
    mail.outbox.clear()
    with month.here():
        presence = Presence.objects.standing().get(membership=month.s, on=date(2027, 3, 30))
    secretary.post(f"{NIEUL}presences/{presence.pk}/liberation/", {"reason": "malade"}, follow=True)
    month.work()
    told = Counter(letter.to[0] for letter in mail.outbox if "30 mars" in letter.subject + letter.body)
    assert {f"t{n}@nieul.example" for n in (1, 2, 3, 4)} <= set(told)
    assert all("malade" not in letter.body for letter in mail.outbox)
    page = month.browser("t2").get(f"{NIEUL}astreintes/?mois=2027-03").content.decode()
    assert "personne" in page
    taken = month.browser("t2").post(f"{NIEUL}astreintes/2027-03-30/", follow=True)
    assert taken.status_code == 200
    assert duty(month, date(2027, 3, 30)).membership == month.t2
    month.until(date(2027, 3, 30), time(18, 0))
    assert reminders(month, duty(month, date(2027, 3, 30))) == ["eve", "day"]
