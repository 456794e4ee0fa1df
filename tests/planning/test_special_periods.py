"""Closures give days back, each person told once; withdrawn, the days of series return if they are free."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry, OutboxMessage
from planning.actions.desk import add_shift
from planning.actions.special_periods import DaysBooked, PeriodRefused, declare_period, withdraw_period
from planning.models import Presence, SeriesSkip, Shift, SpecialPeriod
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TODAY, TUESDAY
from tests.planning.test_series import desk, made, skipped, started


def declared(cast, **values) -> SpecialPeriod:
    return declare_period(**{
        "kind": "closure", "starts_on": MONDAY, "ends_on": FRIDAY, "reason": "travaux", "by": cast.jaulin,
        "at": NOW,
    } | values)  # fmt: skip


def test_closure_of_empty_days_is_declared_at_once(nieul):
    period = declared(nieul)
    assert (period.kind, period.reason, period.declared_by) == ("closure", "travaux", nieul.jaulin)
    assert AuditEntry.objects.get(verb="declare_period").details["released"] == []


def test_closure_of_booked_days_lists_them_first(nieul, book):
    first, second = book(nieul.fradin, TUESDAY), book(nieul.fradin, FRIDAY)
    with pytest.raises(DaysBooked) as refused:
        declared(nieul)
    assert refused.value.presences == [first, second]
    assert refused.value.sentence.startswith("1 personne est inscrite pendant cette fermeture.")
    assert SpecialPeriod.objects.count() == 0


def test_confirmed_closure_gives_the_days_back_and_tells_each_person_once(nieul, book):
    for on in (TUESDAY, FRIDAY):
        book(nieul.fradin, on)
    book(nieul.rabiller, TUESDAY)
    period = declared(nieul, confirmed=True)
    assert Presence.objects.standing().count() == 0
    assert {(p.sequence, p.release_reason) for p in Presence.objects.all()} == {
        (1, "fermeture\u202f: travaux")
    }
    messages = {m.recipient: m for m in OutboxMessage.objects.filter(key__startswith=f"closure:{period.pk}")}
    assert sorted(messages) == ["fradin@nieul.example", "rabiller@nieul.example"]
    fradin = messages["fradin@nieul.example"]
    assert fradin.subject == "Le cabinet sera fermé du lundi 8 au vendredi 12 mars 2027"
    assert "- mardi 9 mars\n- vendredi 12 mars\n" in fradin.body


def test_closure_leaves_the_days_behind_as_they_were(nieul, book):
    book(nieul.fradin, TODAY - timedelta(days=3))
    declared(nieul, starts_on=TODAY - timedelta(days=7), ends_on=TODAY)
    assert Presence.objects.standing().count() == 1


def test_series_then_closure_then_withdrawal(nieul):
    series = started(nieul)
    before = made(series)
    period = declared(nieul, confirmed=True)
    assert THURSDAY not in made(series)
    assert skipped(series)[0] == (THURSDAY, "fermeture\u202f: travaux")
    withdraw_period(period=period, by=nieul.texier, at=NOW + timedelta(hours=1))
    assert made(series) == before
    assert AuditEntry.objects.get(verb="withdraw_period").details["made"] == ["2027-03-11"]


def test_closed_twice_and_withdrawn_twice_the_day_returns_each_time(nieul):
    series = started(nieul)
    before = made(series)
    for hours in (1, 3):
        period = declared(nieul, confirmed=True, at=NOW + timedelta(hours=hours))
        assert THURSDAY not in made(series)
        withdraw_period(period=period, by=nieul.texier, at=NOW + timedelta(hours=hours + 1))
        assert made(series) == before


def test_withdrawal_does_not_bring_people_back(nieul, book):
    book(nieul.fradin, TUESDAY)
    withdraw_period(period=declared(nieul, confirmed=True), by=nieul.jaulin, at=NOW)
    assert Presence.objects.standing().count() == 0


def test_withdrawal_leaves_the_day_that_the_intern_had_given_back(nieul):
    series = started(nieul)
    Presence.objects.filter(on=THURSDAY).update(released_at=NOW - timedelta(days=1), release_reason="malade")
    withdraw_period(period=declared(nieul), by=nieul.jaulin, at=NOW + timedelta(hours=1))
    assert THURSDAY not in made(series)


def test_withdrawal_leaves_a_day_taken_meanwhile(nieul, book):
    series = started(nieul)
    period = declared(nieul, confirmed=True)
    book(nieul.fradin, THURSDAY, room=nieul.rooms[1])
    withdraw_period(period=period, by=nieul.jaulin, at=NOW + timedelta(hours=1))
    assert THURSDAY not in made(series)
    assert SeriesSkip.objects.filter(series=series, on=THURSDAY).count() == 1


def test_series_started_during_a_closure_is_completed_by_its_withdrawal(nieul):
    period = declared(nieul)
    series = started(nieul)
    assert THURSDAY not in made(series)
    withdraw_period(period=period, by=nieul.jaulin, at=NOW)
    assert THURSDAY in made(series)


def test_closure_closes_the_desk_and_its_withdrawal_opens_it(nieul):
    from planning.actions.series import start_series

    series = start_series(terms=desk(nieul), by=nieul.texier, at=NOW)
    on = date(2027, 4, 29)
    add_shift(
        membership=nieul.bossard,
        on=on,
        opens=desk(nieul).opens,
        closes=desk(nieul).closes,
        by=nieul.jaulin,
        at=NOW,
    )
    period = declared(nieul, starts_on=on, ends_on=on, confirmed=True)
    assert list(Shift.objects.standing().filter(on=on)) == []
    withdraw_period(period=period, by=nieul.jaulin, at=NOW + timedelta(hours=1))
    assert [shift.series for shift in Shift.objects.standing().filter(on=on)] == [series]


def test_withdrawing_twice_is_withdrawing_once(nieul):
    period = declared(nieul)
    withdraw_period(period=period, by=nieul.jaulin, at=NOW)
    assert withdraw_period(period=period, by=nieul.jaulin, at=NOW + timedelta(hours=1)).withdrawn_at == NOW


def test_other_target_releases_nobody(nieul, book):
    book(nieul.fradin, TUESDAY)
    period = declared(nieul, kind="target", weekly_target=2, weekly_minimum=1, reason="vacances")
    assert (period.weekly_target, period.weekly_minimum) == (2, 1)
    assert Presence.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"ends_on": TODAY}, "ends_on", "La période finit avant de commencer."),
        ({"ends_on": MONDAY + timedelta(days=400)}, "ends_on", "Une période dure un an au plus."),
        ({"reason": "  "}, "reason", "Dites pourquoi en quelques mots."),
        (
            {"kind": "target"}, "weekly_target", "Dites combien de jours par semaine sont visés.",
        ),
        (
            {"kind": "target", "weekly_target": 2, "weekly_minimum": 3}, "weekly_minimum",
            "Le plancher ne peut pas dépasser l’objectif.",
        ),
    ],
)  # fmt: skip
def test_period_that_makes_no_sense_is_refused(nieul, values, field, sentence):
    with pytest.raises(PeriodRefused) as refused:
        declared(nieul, **values)
    assert (refused.value.field, refused.value.sentence) == (field, sentence)


def test_two_closures_do_not_overlap(nieul):
    declared(nieul)
    with pytest.raises(PeriodRefused, match="Une autre période touche déjà ces jours"):
        declared(nieul, starts_on=FRIDAY, ends_on=FRIDAY)
    declared(nieul, kind="target", weekly_target=1, weekly_minimum=0)


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_others_declare_nothing(nieul, role):
    with pytest.raises(PermissionDenied):
        declared(nieul, by=getattr(nieul, role))
