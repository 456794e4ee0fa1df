"""The screens of series, the desk, exceptions, absences, the intern and confirmations."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from planning.actions.absence import say_absence
from planning.actions.desk import add_shift
from planning.models import Absence, Debrief, Presence, Series, Shift, SpecialPeriod
from planning.queries.series import coming_series, days_of_series
from tests.planning.conftest import MONDAY, NOW, THURSDAY, TODAY, TUESDAY, booker
from tests.planning.test_absences import on_call
from tests.planning.test_series import LAST, started

ASCENSION_SAID = "férié\u202f: Ascension"


def address(name: str, *args) -> str:
    return reverse(f"planning:{name}", args=["nieul", *args])


def in_scope(cast, function, *args, **values):
    with scoped(cast.cabinet.pk):
        return function(*args, **values)


def typed(cast, **values) -> dict:
    return {
        "membership": cast.hervouet.pk, "weekday": 3, "period": "day", "room": cast.rooms[1].pk,
        "starts_on": "2027-03-04", "until_on": str(LAST), "supervisor": cast.texier.pk,
    } | values  # fmt: skip


@pytest.fixture
def secretary(signed_in):
    return signed_in.as_member(signed_in.jaulin)


def test_series_is_started_from_its_form(signed_in, secretary):
    response = secretary.post(address("series-new"), typed(signed_in), follow=True)
    page = response.content.decode()
    assert "10 jours au planning, 1 jour sauté." in page
    assert ASCENSION_SAID[1:] in page


def test_refused_series_keeps_what_was_typed(signed_in, secretary):
    response = secretary.post(address("series-new"), typed(signed_in, until_on="2027-03-02"))
    assert response.status_code == 422
    assert "La série finit avant de commencer." in response.content.decode()
    assert response.context["form"]["until_on"].value() == "2027-03-02"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_preview_shows_the_days_and_writes_nothing(signed_in, secretary, headers):
    page = secretary.get(address("series-new"), typed(signed_in), headers=headers).content.decode()
    assert ("<html" in page) == (not headers)
    assert "10 jours au planning" in page
    assert ASCENSION_SAID in page
    assert in_scope(signed_in, Series.objects.count) == 0


def test_preview_of_what_cannot_be_says_why(signed_in, secretary):
    page = secretary.get(address("series-new"), typed(signed_in, until_on="2030-01-01")).content.decode()
    assert "Une série dure deux ans au plus." in page


def test_series_is_changed_from_a_day_on(signed_in, secretary):
    series = in_scope(signed_in, started, signed_in)
    page = secretary.get(address("series-change", series.pk)).content.decode()
    assert "10 jours au planning" in page
    values = typed(signed_in, weekday=1, starts_on="2027-04-01", read=str(LAST))
    assert secretary.post(address("series-change", series.pk), values).status_code == 302
    stale = secretary.post(address("series-change", series.pk), values)
    assert stale.status_code == 409
    assert "vient d’être modifiée par quelqu’un d’autre" in stale.content.decode()


def test_series_is_ended(signed_in, secretary):
    series = in_scope(signed_in, started, signed_in)
    response = secretary.post(
        address("series-end", series.pk), {"starts_on": "2027-04-01", "read": str(LAST)}, follow=True
    )
    assert "La série est arrêtée." in response.content.decode()
    assert secretary.post(address("series-end", series.pk), {"starts_on": "hier"}).status_code == 422
    late = secretary.post(address("series-end", series.pk), {"starts_on": "2027-03-05", "read": str(LAST)})
    assert late.status_code == 409


def test_desk_series_has_hours(signed_in, secretary):
    address_of_desk = f"{address('series-new')}?pour=accueil"
    values = {
        "membership": signed_in.jaulin.pk, "weekday": 0, "opens": "9 h", "closes": "13 h",
        "starts_on": "2027-03-08", "until_on": "2027-04-05",
    }  # fmt: skip
    page = secretary.post(address_of_desk, values, follow=True).content.decode()
    assert "Le lundi de 9\u202fh à 13\u202fh\u202f: 4 jours au planning, 1 jour sauté." in page
    page = secretary.get(address("series")).content.decode()
    assert "Le lundi de 9\u202fh à 13\u202fh" in page


def test_desk_week_says_when_nobody_answers(signed_in, secretary):
    values = {"membership": signed_in.jaulin.pk, "on": str(MONDAY), "opens": "8 h 30", "closes": "13 h"}
    page = secretary.post(address("shift-add"), values, follow=True).content.decode()
    assert page.count("personne ne répond") == 5
    shift = in_scope(signed_in, Shift.objects.get)
    secretary.post(address("shift-cancel", shift.pk))
    assert in_scope(signed_in, Shift.objects.standing().count) == 0
    wrong = secretary.post(address("shift-add"), values | {"closes": "8 h"})
    assert (wrong.status_code, "vient avant celle du début" in wrong.content.decode()) == (422, True)


def test_closure_of_booked_days_is_confirmed_in_a_second_step(signed_in, secretary):
    in_scope(signed_in, booker(signed_in), signed_in.fradin, TUESDAY)
    values = {"starts_on": str(MONDAY), "ends_on": str(THURSDAY), "reason": "travaux"}
    first = secretary.post(address("exception-new"), values)
    assert first.status_code == 409
    assert "mar. 9 mars · Dr Fradin, journée" in first.content.decode()
    assert secretary.post(address("exception-new"), values | {"confirmed": "on"}).status_code == 302
    assert "travaux" in secretary.get(address("exceptions")).content.decode().lower()
    period = in_scope(signed_in, SpecialPeriod.objects.get)
    assert secretary.post(address("exception-withdraw", period.pk)).status_code == 302


def test_other_target_is_noted(signed_in, secretary):
    where = f"{address('exception-new')}?pour=objectif"
    values = {"starts_on": str(MONDAY), "ends_on": str(THURSDAY), "reason": "vacances", "weekly_target": 2}
    assert secretary.post(where, values).status_code == 422
    assert secretary.post(where, values | {"weekly_minimum": 1}).status_code == 302
    assert "2 jours par semaine, plancher 1" in secretary.get(address("exceptions")).content.decode()


def test_absence_lists_what_stands_inside_then_releases_it(signed_in):
    in_scope(signed_in, booker(signed_in), signed_in.fradin, TUESDAY)
    in_scope(signed_in, on_call, signed_in, signed_in.fradin)
    fradin = signed_in.as_member(signed_in.fradin)
    values = {"starts_on": str(MONDAY), "ends_on": str(THURSDAY)}
    first = fradin.post(address("absences"), values)
    assert first.status_code == 409
    page = first.content.decode()
    assert "mar. 9 mars · journée, Bureau 1" in page
    assert "jeu. 11 mars · astreinte" in page
    done = fradin.post(address("absences"), values | {"confirmed": "on"}, follow=True).content.decode()
    assert "D’astreinte le jeudi 11 mars\u202f: à faire reprendre" in done
    absence = in_scope(signed_in, Absence.objects.get)
    assert fradin.post(address("absence-withdraw", absence.pk)).status_code == 302


def test_locum_sees_their_own_absences_only(signed_in):
    with scoped(signed_in.cabinet.pk):
        for who in (signed_in.fradin, signed_in.rabiller):
            say_absence(membership=who, starts_on=MONDAY, ends_on=MONDAY, by=who, at=NOW)
    page = signed_in.as_member(signed_in.fradin).get(address("absences")).content.decode()
    assert ("Vous" in page, "Rabiller" in page) == (True, False)
    page = signed_in.as_member(signed_in.jaulin).get(address("absences")).content.decode()
    assert ("Fradin" in page, "Rabiller" in page) == (True, True)


def test_intern_finds_days_supervisor_and_what_was_skipped(signed_in):
    in_scope(signed_in, started, signed_in)
    intern = signed_in.as_member(signed_in.hervouet)
    page = intern.get(address("internship")).content.decode()
    assert page.count("au planning</span>") == 10
    assert "encadrement\u202f: Dr Texier" in page
    assert "Férié\u202f: Ascension" in page
    assert "Encadrement\u202f: Dr Texier, joignable par téléphone" in intern.get("/c/nieul/").content.decode()
    sheet = intern.get(address("day", date(2027, 3, 4))).content.decode()
    assert "Encadrement\u202f: Dr Texier, joignable par téléphone ce jour-là." in sheet


def test_intern_is_told_that_the_supervisor_is_there_or_away(signed_in):
    first, second = date(2027, 3, 4), THURSDAY
    with scoped(signed_in.cabinet.pk):
        started(signed_in)
        booker(signed_in)(signed_in.texier, first)
        say_absence(
            membership=signed_in.texier, starts_on=second, ends_on=second, by=signed_in.texier, at=NOW
        )
    intern = signed_in.as_member(signed_in.hervouet)
    assert (
        "Dr Texier, au cabinet ce jour-là (Bureau 1)." in intern.get(address("day", first)).content.decode()
    )
    assert "Dr Texier, indisponible ce jour-là" in intern.get(address("day", second)).content.decode()


def test_supervisor_ticks_the_debrief_from_the_home_page(signed_in):
    in_scope(signed_in, started, signed_in, starts_on=TODAY, weekday=0)
    presence = in_scope(signed_in, Presence.objects.get, on=TODAY)
    texier = signed_in.as_member(signed_in.texier)
    assert "Débriefs à faire" in texier.get("/c/nieul/").content.decode()
    where = address("debrief", presence.pk)
    assert texier.post(where, {"fait": "1", "retour": "/c/nieul/"})["Location"] == "/c/nieul/"
    assert "Débriefs à faire" not in texier.get("/c/nieul/").content.decode()
    assert "débrief fait" in texier.get(address("day", TODAY)).content.decode()
    assert texier.post(where, {"fait": "0", "retour": "//ailleurs.example/"})["Location"] == address(
        "day", TODAY
    )
    assert in_scope(signed_in, Debrief.objects.count) == 0


def test_other_titulaire_has_no_debrief(signed_in):
    in_scope(signed_in, started, signed_in, starts_on=TODAY, weekday=0)
    sorin = signed_in.as_member(signed_in.sorin)
    assert "Débriefs à faire" not in sorin.get("/c/nieul/").content.decode()


def test_booking_to_confirm_is_shown_and_answered(signed_in):
    Cabinet.objects.filter(slug="nieul").update(booking_needs_confirmation=True)
    fradin = signed_in.as_member(signed_in.fradin)
    fradin.post(address("book", TUESDAY), {"period": "day"})
    assert "doit encore le confirmer" in fradin.get(address("day", TUESDAY)).content.decode()
    assert "à confirmer" in fradin.get("/c/nieul/").content.decode()
    presence = in_scope(signed_in, Presence.objects.get)
    secretary = signed_in.as_member(signed_in.jaulin)
    assert "Confirmer ou refuser" in secretary.get("/c/nieul/").content.decode()
    assert "Dr Fradin" in secretary.get(address("confirmations")).content.decode()
    assert "à confirmer" in secretary.get(f"{address('month')}?mois=2027-03").content.decode()
    assert secretary.post(address("refuse", presence.pk), {"reason": ""}).status_code == 422
    assert secretary.post(address("confirm", presence.pk)).status_code == 302
    assert secretary.post(address("confirm", presence.pk)).status_code == 409


def test_tabs_are_those_of_the_role(signed_in):
    def tabs(who) -> list[str]:
        page = signed_in.as_member(who).get(address("month")).content.decode()
        return [label for label in ("Mon stage", "Séries", "Exceptions", "Absences", "À confirmer")
                if f">{label}</a>" in page]  # fmt: skip

    assert tabs(signed_in.jaulin) == ["Séries", "Exceptions", "Absences"]
    assert tabs(signed_in.hervouet) == ["Mon stage", "Absences"]
    assert tabs(signed_in.fradin) == ["Absences"]
    assert tabs(signed_in.guilbaud) == []


@pytest.mark.parametrize("weeks", [1, 30])
def test_pages_read_in_a_constant_number_of_statements(signed_in, weeks):
    with scoped(signed_in.cabinet.pk):
        until = date(2027, 3, 4) + timedelta(weeks=weeks)
        series = started(signed_in, until_on=until)
        for n in range(weeks):
            add_shift(
                membership=signed_in.jaulin, on=TODAY + timedelta(days=n), opens=time(9), closes=time(10),
                by=signed_in.texier, at=NOW,
            )  # fmt: skip
        series = Series.objects.select_related("membership__person", "room").get(pk=series.pk)
        for expected, read in [
            (2, lambda: coming_series(TODAY)),
            (6, lambda: days_of_series([series], today=TODAY)),
        ]:
            with CaptureQueriesContext(connection) as queries:
                read()
            assert len(queries) == expected


def test_form_offers_nobody_who_left(signed_in, secretary):
    with scoped(signed_in.cabinet.pk):
        Membership.objects.filter(pk=signed_in.rabiller.pk).update(ends_on=date(2027, 1, 1))
    page = secretary.get(address("series-new")).content.decode()
    assert ("Dr Fradin" in page, "Dr Rabiller" in page) == (True, False)
