"""Series: days made, days skipped with their reason, changes from a date on, two keepers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cabinet.clock import in_paris
from cabinet.models import AuditEntry, Membership, OutboxMessage
from cabinet.tenancy.scope import scoped
from planning.actions.place import place_presence
from planning.actions.series import (
    SeriesChanged,
    SeriesRefused,
    change_series,
    end_series,
    start_series,
    terms_of,
)
from planning.models import Absence, Presence, Series, SeriesSkip, Shift, SpecialPeriod
from planning.queries.series_plan import Terms, plan_series
from tests.planning.conftest import NOW, THURSDAY, TODAY

LAST = date(2027, 5, 13)
ASCENSION = date(2027, 5, 6)


def terms(cast, **values) -> Terms:
    """The intern's Thursdays from 4 March to 13 May 2027, Ascension being one of them."""
    return Terms(**{
        "membership": cast.hervouet, "weekday": 3, "period": "day", "room": cast.rooms[1],
        "starts_on": date(2027, 3, 4), "until_on": LAST, "supervisor": cast.texier,
    } | values)  # fmt: skip


def started(cast, **values) -> Series:
    return start_series(terms=terms(cast, **values), by=cast.jaulin, at=NOW)


def made(series: Series) -> list[date]:
    return list(Presence.objects.standing().filter(series=series).values_list("on", flat=True))


def skipped(series: Series) -> list[tuple[date, str]]:
    return list(SeriesSkip.objects.filter(series=series).values_list("on", "reason"))


def test_series_makes_its_days_and_skips_the_public_holiday(nieul):
    series = started(nieul)
    thursdays = [date(2027, 3, 4) + timedelta(weeks=n) for n in range(11)]
    assert made(series) == [on for on in thursdays if on != ASCENSION]
    assert skipped(series) == [(ASCENSION, "férié\u202f: Ascension")]
    assert series.supervisor == nieul.texier


def test_series_is_recorded_and_told_to_its_person(nieul):
    series = started(nieul)
    entry = AuditEntry.objects.get(verb="start_series")
    assert (entry.by, entry.details["made"], entry.details["skipped"]) == (nieul.jaulin, 10, ["2027-05-06"])
    message = OutboxMessage.objects.get(key=f"series:{series.pk}")
    assert message.recipient == nieul.hervouet.person.email
    assert message.subject == "Vos jours au planning\u202f: le jeudi, toute la journée, Bureau 2"
    assert "jeudi 6 mai\u202f: férié\u202f: Ascension" in message.body


def test_conflicts_are_skipped_and_told_as_the_preview_said(nieul, book):
    book(nieul.fradin, date(2027, 3, 11), "morning", room=nieul.rooms[1])
    book(nieul.hervouet, date(2027, 3, 18), "afternoon", room=nieul.rooms[0])
    SpecialPeriod.objects.create(
        kind="closure",
        starts_on=date(2027, 3, 24),
        ends_on=date(2027, 3, 26),
        reason="travaux",
        declared_at=NOW,
    )
    Absence.objects.create(
        membership=nieul.hervouet, kind="elsewhere", place="CH de La Roche",
        starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 1), said_at=NOW,
    )  # fmt: skip
    with scoped(nieul.next_door.cabinet.pk):
        there = Membership.objects.create(
            person=nieul.hervouet.person, role="remplacant", starts_on=date(2026, 1, 1)
        )
        place_presence(
            cabinet=nieul.next_door.cabinet, membership=there, on=date(2027, 4, 8), period="morning",
            room=nieul.next_door.room, by=None, at=NOW,
        )  # fmt: skip
    expected = [
        (date(2027, 3, 11), "Bureau 2 pris par Dr Fradin"),
        (date(2027, 3, 18), "déjà là\u202f: après-midi, Bureau 1"),
        (date(2027, 3, 25), "fermeture\u202f: travaux"),
        (date(2027, 4, 1), "en stage ailleurs\u202f: CH de La Roche"),
        (date(2027, 4, 8), "pris ailleurs"),
        (ASCENSION, "férié\u202f: Ascension"),
    ]
    plan = plan_series(nieul.cabinet, terms(nieul))
    assert [(day.on, day.reason) for day in plan.skipped] == expected
    series = started(nieul)
    assert skipped(series) == expected
    assert made(series) == [day.on for day in plan.made]


def test_conflict_found_while_writing_is_skipped_too(nieul, book, monkeypatch):
    """Somebody books between the look and the writing."""
    book(nieul.fradin, THURSDAY, room=nieul.rooms[1])
    monkeypatch.setattr("planning.queries.series_plan.Busy.reason", lambda self, on: "")
    series = started(nieul)
    assert skipped(series) == [
        (THURSDAY, "Bureau 2 pris par Dr Fradin"),
        (ASCENSION, "férié\u202f: Ascension"),
    ]


def test_series_stops_where_the_membership_ends(nieul):
    nieul.hervouet.ends_on = date(2027, 4, 30)
    nieul.hervouet.save()
    series = started(nieul)
    assert made(series)[-1] == date(2027, 4, 29)
    assert skipped(series) == [
        (ASCENSION, "férié\u202f: Ascension"),
        (LAST, "n’est pas dans ce cabinet ce jour-là"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "until_on", "weekday", "days"),
    [
        (date(2028, 2, 22), date(2028, 3, 7), 1, [(2, 22), (2, 29), (3, 7)]),
        (date(2026, 12, 24), date(2027, 1, 7), 3, [(12, 24), (12, 31), (1, 7)]),
    ],
)
def test_series_goes_through_leap_days_and_week_53(nieul, starts_on, until_on, weekday, days):
    series = started(nieul, starts_on=starts_on, until_on=until_on, weekday=weekday)
    assert [(on.month, on.day) for on in made(series)] == days


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize("month", [3, 10])
def test_series_keeps_paris_hours_over_clock_changes(nieul, year, month):
    sundays = [date(year, month, day) for day in range(1, 32) if date(year, month, day).weekday() == 6]
    series = started(nieul, starts_on=sundays[-2], until_on=sundays[-1] + timedelta(days=7), weekday=6)
    hours = [(p.starts_at, p.ends_at) for p in Presence.objects.filter(series=series, on=sundays[-1])]
    assert hours == [(in_paris(sundays[-1], time(8, 30)), in_paris(sundays[-1], time(18, 30)))]


def test_supervisor_is_the_intern_s_by_default(nieul):
    Membership.objects.filter(pk=nieul.hervouet.pk).update(supervisor=nieul.sorin)
    nieul.hervouet.refresh_from_db()
    assert started(nieul, supervisor=None).supervisor == nieul.sorin


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"supervisor": None}, "supervisor"),
        ({"until_on": date(2027, 3, 3)}, "until"),
        ({"until_on": date(2030, 3, 4)}, "until"),
        ({"starts_on": date(2027, 3, 5), "until_on": date(2027, 3, 8)}, "until"),
        ({"starts_on": ASCENSION, "until_on": ASCENSION}, "weekday"),
    ],
)
def test_series_that_makes_no_sense_is_refused(nieul, values, field):
    with pytest.raises(SeriesRefused) as refused:
        started(nieul, **values)
    assert refused.value.field == field
    assert Series.objects.count() == 0


def test_only_interns_are_supervised_and_only_by_titulaires(nieul):
    with pytest.raises(SeriesRefused, match="Seul un interne"):
        started(nieul, membership=nieul.drapeau)
    with pytest.raises(SeriesRefused, match="n’est pas titulaire"):
        started(nieul, supervisor=nieul.fradin)


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_others_do_not_keep_series(nieul, role):
    with pytest.raises(PermissionDenied):
        start_series(terms=terms(nieul), by=getattr(nieul, role), at=NOW)


def test_same_series_twice_is_refused(nieul):
    started(nieul)
    with pytest.raises(SeriesRefused, match="tous seraient sautés"):
        started(nieul)


# --- Changes ---

APRIL = date(2027, 4, 1)


def test_change_moves_the_coming_days_and_leaves_the_others(nieul):
    before = started(nieul)
    kept = made(before)[:4]
    after = change_series(
        series=before,
        from_on=APRIL,
        terms=terms(nieul, weekday=1, supervisor=nieul.sorin),
        by=nieul.texier,
        at=NOW,
    )
    before.refresh_from_db()
    assert (before.until_on, before.cancelled_at, after.follows) == (date(2027, 3, 31), None, before)
    assert made(before) == kept == [date(2027, 3, day) for day in (4, 11, 18, 25)]
    assert made(after) == [date(2027, 4, 6) + timedelta(weeks=n) for n in range(6)]
    gone = Presence.objects.filter(series=before).exclude(released_at=None)
    assert {(p.sequence, p.release_reason, p.released_by_id) for p in gone} == {
        (1, "série modifiée", nieul.texier.pk)
    }
    assert AuditEntry.objects.get(verb="change_series").details["released"][0] == "2027-04-01"


def test_change_of_supervisor_moves_nobody(nieul):
    before = started(nieul)
    days = set(Presence.objects.filter(on__gte=APRIL).values_list("pk", "sequence", "released_at"))
    after = change_series(
        series=before, from_on=APRIL, terms=terms(nieul, supervisor=nieul.sorin), by=nieul.jaulin, at=NOW
    )
    assert after.supervisor == nieul.sorin
    assert set(Presence.objects.filter(on__gte=APRIL).values_list("pk", "sequence", "released_at")) == days
    assert made(after) == [APRIL + timedelta(weeks=n) for n in (0, 1, 2, 3, 4, 6)]
    assert skipped(after) == [(ASCENSION, "férié\u202f: Ascension")]


def test_longer_series_keeps_its_days_and_makes_the_others(nieul):
    after = change_series(
        series=started(nieul),
        from_on=APRIL,
        terms=terms(nieul, until_on=date(2027, 6, 3)),
        by=nieul.jaulin,
        at=NOW,
    )
    assert made(after)[-3:] == [date(2027, 5, 20), date(2027, 5, 27), date(2027, 6, 3)]
    assert Presence.objects.exclude(released_at=None).count() == 0


def test_day_that_was_given_back_does_not_return_with_a_change(nieul):
    before = started(nieul)
    Presence.objects.filter(on=date(2027, 4, 8)).update(released_at=NOW, release_reason="malade")
    after = change_series(series=before, from_on=APRIL, terms=terms(nieul), by=nieul.jaulin, at=NOW)
    assert skipped(after)[0] == (date(2027, 4, 8), "déjà libéré")


def test_change_from_before_the_start_cancels_the_earlier_one(nieul):
    before = started(nieul)
    change_series(series=before, from_on=TODAY, terms=terms(nieul, weekday=0), by=nieul.jaulin, at=NOW)
    before.refresh_from_db()
    assert (before.cancelled_at, made(before)) == (NOW, [])


@pytest.mark.parametrize("from_on", [TODAY - timedelta(days=1), LAST + timedelta(days=1)])
def test_change_from_the_past_or_after_the_end_is_refused(nieul, from_on):
    series = started(nieul)
    with pytest.raises(SeriesRefused):
        change_series(
            series=series, from_on=from_on, terms=terms(nieul, until_on=LAST + timedelta(days=90)),
            by=nieul.jaulin, at=NOW,
        )  # fmt: skip


def test_second_keeper_is_told_that_it_changed(nieul):
    series = started(nieul)
    change_series(series=series, from_on=APRIL, terms=terms(nieul, weekday=1), by=nieul.texier, at=NOW)
    with pytest.raises(SeriesChanged):
        change_series(
            series=series, from_on=APRIL - timedelta(days=7), terms=terms(nieul, weekday=2), seen_until=LAST,
            by=nieul.jaulin, at=NOW,
        )  # fmt: skip
    assert Series.objects.count() == 2


def test_end_releases_the_coming_days(nieul):
    series = end_series(series=started(nieul), from_on=APRIL, by=nieul.jaulin, at=NOW)
    assert (series.until_on, made(series)[-1]) == (date(2027, 3, 31), date(2027, 3, 25))
    message = OutboxMessage.objects.get(key=f"series_end:{series.pk}:{APRIL}")
    assert "à partir du jeudi 1er avril 2027" in message.body


def test_series_ended_before_it_began_is_cancelled(nieul):
    series = end_series(series=started(nieul), from_on=TODAY, by=nieul.jaulin, at=NOW)
    assert (series.cancelled_at, made(series)) == (NOW, [])


# --- The desk ---


def desk(cast, **values) -> Terms:
    return Terms(**{
        "membership": cast.jaulin, "weekday": 3, "opens": time(9), "closes": time(13),
        "starts_on": date(2027, 4, 29), "until_on": LAST,
    } | values)  # fmt: skip


def test_desk_series_makes_shifts_but_on_holidays(nieul):
    series = start_series(terms=desk(nieul), by=nieul.texier, at=NOW)
    shifts = Shift.objects.filter(series=series)
    assert [(s.on, s.starts_at, s.ends_at) for s in shifts] == [
        (on, in_paris(on, time(9)), in_paris(on, time(13))) for on in (date(2027, 4, 29), LAST)
    ]
    assert skipped(series) == [(ASCENSION, "férié\u202f: Ascension")]


def test_desk_series_twice_at_the_same_time_is_skipped(nieul):
    start_series(terms=desk(nieul), by=nieul.texier, at=NOW)
    later = desk(nieul, opens=time(12), closes=time(14), until_on=date(2027, 5, 20))
    series = start_series(terms=later, by=nieul.texier, at=NOW)
    assert [on for on, reason in skipped(series) if reason == "déjà à l’accueil"] == [date(2027, 4, 29), LAST]


def test_desk_series_changes_its_hours_from_a_date_on(nieul):
    series = start_series(terms=desk(nieul), by=nieul.texier, at=NOW)
    after = change_series(
        series=series, from_on=ASCENSION, terms=desk(nieul, closes=time(17)), by=nieul.texier, at=NOW
    )
    standing = Shift.objects.standing().values_list("on", "series", "ends_at")
    assert list(standing) == [
        (date(2027, 4, 29), series.pk, in_paris(date(2027, 4, 29), time(13))),
        (LAST, after.pk, in_paris(LAST, time(17))),
    ]
    assert Shift.objects.get(series=series, on=LAST).sequence == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"closes": time(9)}, "heure de fin"), ({"closes": time(8)}, "heure de fin")],
)
def test_desk_hours_go_forward(nieul, values, sentence):
    with pytest.raises(SeriesRefused, match=sentence):
        start_series(terms=desk(nieul, **values), by=nieul.texier, at=NOW)


def test_doctor_does_not_keep_the_desk(nieul):
    with pytest.raises(SeriesRefused, match="ne tient pas l’accueil"):
        start_series(terms=desk(nieul, membership=nieul.fradin), by=nieul.texier, at=NOW)


# --- Two at once ---


def test_two_keepers_at_once_change_it_once(living_nieul):
    cast = living_nieul
    with scoped(cast.cabinet.pk):
        series = started(cast)
    barrier = Barrier(2)

    def change(keeper, weekday):
        try:
            with scoped(cast.cabinet.pk):
                barrier.wait(30)
                change_series(
                    series=series, from_on=APRIL, terms=terms(cast, weekday=weekday), seen_until=LAST,
                    by=keeper, at=NOW,
                )  # fmt: skip
            return "changed"
        except SeriesChanged:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(change, [cast.texier, cast.jaulin], [1, 2]))
    assert sorted(outcomes) == ["changed", "told"]
    with scoped(cast.cabinet.pk):
        assert Series.objects.count() == 2
        assert {p.on.weekday() for p in Presence.objects.standing().filter(on__gte=APRIL)} in ({1}, {2})


def test_terms_of_a_series_are_what_it_was_started_with(nieul):
    given = terms(nieul)
    assert terms_of(start_series(terms=given, by=nieul.jaulin, at=NOW)) == given
