"""Absences: said, withdrawn; what stands inside is told first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.clock import in_paris
from cabinet.models import OutboxMessage
from planning.actions.absence import AbsenceRefused, DaysInside, say_absence, withdraw_absence
from planning.models import Absence, Astreinte, Engagement, Presence
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TODAY, TUESDAY


def said(membership, **values) -> Absence:
    return say_absence(**{
        "membership": membership, "starts_on": MONDAY, "ends_on": FRIDAY, "by": membership, "at": NOW
    } | values)  # fmt: skip


def on_call(cast, membership, on=THURSDAY) -> Astreinte:
    return Astreinte.objects.create(
        membership=membership, on=on, starts_at=in_paris(on, cast.cabinet.astreinte_starts),
        ends_at=in_paris(on, cast.cabinet.astreinte_ends), assigned_by=cast.jaulin, assigned_at=NOW,
    )  # fmt: skip


def test_absence_engages_its_person_until_withdrawn(nieul):
    absence = said(nieul.fradin)
    assert Engagement.objects.of([nieul.fradin.person_id]).count() == 1
    withdraw_absence(absence=absence, by=nieul.fradin, at=NOW)
    assert Engagement.objects.of([nieul.fradin.person_id]).count() == 0


def test_absence_lists_the_days_taken_first(nieul, book):
    presence, call = book(nieul.fradin, TUESDAY), on_call(nieul, nieul.fradin)
    with pytest.raises(DaysInside) as refused:
        said(nieul.fradin)
    assert (refused.value.presences, refused.value.astreintes) == ([presence], [call])
    assert refused.value.sentence == (
        "Il y a 1 jour pris au planning et 1 astreinte pendant cette absence. "
        "Confirmez pour libérer ces jours (une astreinte reste à faire reprendre)."
    )
    assert Absence.objects.count() == 0


def test_confirmed_absence_gives_the_days_back_and_tells_the_secretary_of_the_astreinte(nieul, book):
    book(nieul.fradin, TUESDAY)
    call = on_call(nieul, nieul.fradin)
    absence = said(nieul.fradin, confirmed=True)
    assert Presence.objects.standing().count() == 0
    assert Astreinte.objects.standing().get() == call
    message = OutboxMessage.objects.get(key=f"absent_on_call:{absence.pk}:{nieul.jaulin.pk}")
    assert message.subject == "Astreinte à faire reprendre\u202f: Dr Fradin"
    assert "- jeudi 11 mars\n" in message.body


def test_days_behind_stay_as_they_were(nieul, book):
    book(nieul.fradin, TODAY - timedelta(days=3))
    said(nieul.fradin, starts_on=TODAY - timedelta(days=7), ends_on=TODAY)
    assert Presence.objects.standing().count() == 1


def test_intern_says_where_they_are(nieul):
    absence = said(nieul.hervouet, kind="elsewhere", place=" CH de La Roche ")
    assert (absence.kind, absence.place) == ("elsewhere", "CH de La Roche")


@pytest.mark.parametrize(
    ("who", "values", "field"),
    [
        ("fradin", {"ends_on": TODAY}, "ends_on"),
        ("fradin", {"ends_on": MONDAY + timedelta(days=800)}, "ends_on"),
        ("fradin", {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 2)}, "ends_on"),
        ("fradin", {"kind": "elsewhere", "place": "CH"}, "kind"),
        ("hervouet", {"kind": "elsewhere"}, "place"),
    ],
)
def test_absence_that_makes_no_sense_is_refused(nieul, who, values, field):
    with pytest.raises(AbsenceRefused) as refused:
        said(getattr(nieul, who), **values)
    assert refused.value.field == field


def test_two_absences_do_not_overlap(nieul):
    said(nieul.fradin)
    with pytest.raises(AbsenceRefused, match="déjà notée") as refused:
        said(nieul.fradin, starts_on=FRIDAY, ends_on=FRIDAY)
    assert refused.value.field == "starts_on"


def test_who_keeps_the_calendar_enters_for_others(nieul):
    absence = said(nieul.fradin, by=nieul.jaulin, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 2))
    assert absence.said_by == nieul.jaulin
    with pytest.raises(AbsenceRefused, match="ne tient pas"):
        said(nieul.bossard, by=nieul.jaulin)


@pytest.mark.parametrize("role", ["rabiller", "hervouet", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_others_do_not(nieul, role):
    absence = said(nieul.fradin)
    with pytest.raises(PermissionDenied):
        said(nieul.fradin, by=getattr(nieul, role), starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 1))
    with pytest.raises(PermissionDenied):
        withdraw_absence(absence=absence, by=getattr(nieul, role), at=NOW)


def test_withdrawing_twice_is_withdrawing_once(nieul):
    absence = said(nieul.fradin)
    withdraw_absence(absence=absence, by=nieul.fradin, at=NOW)
    again = withdraw_absence(absence=absence, by=nieul.fradin, at=NOW + timedelta(hours=1))
    assert again.withdrawn_at == NOW
