"""A day's totals typed: kept, changed with its history, refused, frozen with the month."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cabinet.constraints_text import constraint_of
from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import send_back
from retrocession.actions.day_sheets import SheetChanged, SheetRefused, SheetSettled
from retrocession.models import DaySheet, DaySheetRevision
from retrocession.permissions import RoleRefused
from tests.retrocession.closing.conftest import AT, OCTOBER, close
from tests.retrocession.closing.sheets.conftest import DAY, type_day

HOUR = timedelta(hours=1)


def test_sheet_is_kept_with_who_typed_it(named):
    sheet = type_day(
        named("kevin.rabiller"), DAY, by=named("baptiste.jaulin"), cb="120.50", cheque="60", cheques=2
    )
    assert (sheet.month, sheet.total, sheet.version, sheet.cheques) == (OCTOBER, Decimal("180.50"), 1, 2)
    assert (sheet.saved_by.person.last_name, sheet.saved_at) == ("Jaulin", AT)
    assert AuditEntry.objects.filter(verb="save_day_sheet").count() == 1


def test_change_is_written_down_and_the_same_again_writes_nothing(named):
    doctor = named("kevin.rabiller")
    type_day(doctor, DAY, cb="120.50", incidents="Terminal en panne")
    for _ in range(2):
        type_day(doctor, DAY, cb="130.50", incidents=" Terminal  en panne ", at=AT + HOUR)
    assert list(DaySheetRevision.objects.values_list("number", "changes")) == [
        (1, {"cb": [None, "120.50"], "incidents": ["", "Terminal en panne"]}),
        (2, {"cb": ["120.50", "130.50"]}),
    ]


def test_sheet_changed_since_it_was_read_is_not_overwritten(named):
    doctor, secretary = named("kevin.rabiller"), named("baptiste.jaulin")
    type_day(doctor, DAY, seen=0, cb="120", by=secretary)
    with pytest.raises(SheetChanged) as refused:
        type_day(doctor, DAY, seen=0, cb="1", by=doctor)
    assert refused.value.sentence.startswith(
        "Baptiste Jaulin a changé cette feuille lun. 2 nov. à 11\u202fh\u202f20."
    )
    type_day(doctor, DAY, seen=1, cb="121", by=doctor)
    assert DaySheet.objects.get().cb == Decimal("121.00")


def test_empty_sheet_is_not_kept_and_zero_is(named):
    with pytest.raises(SheetRefused):
        type_day(named("kevin.rabiller"), DAY, cb=None, incidents="  ")
    assert type_day(named("kevin.rabiller"), DAY, cb="0").total == 0


@pytest.mark.parametrize("name", ["baptiste.jaulin", "ulysse.texier", "kevin.rabiller"])
def test_secretary_medecin_remplace_and_the_doctor_type(named, name):
    assert type_day(named("kevin.rabiller"), DAY, cb="1", by=named(name)).version == 1


@pytest.mark.parametrize("name", ["valentine.fradin", "lucie.sorin", "anais.hervouet", "tiphaine.bossard"])
def test_others_do_not(named, name):
    with pytest.raises(RoleRefused):
        type_day(named("kevin.rabiller"), DAY, cb="1", by=named(name))
    assert not DaySheet.objects.exists()


def test_day_to_come_and_who_takes_no_fee_are_refused(named):
    with pytest.raises(SheetRefused) as refused:
        type_day(named("kevin.rabiller"), date(2026, 11, 3), cb="1")
    assert (refused.value.sentence, refused.value.field) == ("Ce jour n’est pas encore venu.", "on")
    with pytest.raises(SheetRefused):
        type_day(named("helene.drapeau"), DAY, cb="1")


def test_verified_month_changes_no_more_until_sent_back(practice, named):
    doctor = named("kevin.rabiller")
    close(practice, "verified")
    with scoped(practice.pk):
        with pytest.raises(SheetSettled) as refused:
            type_day(doctor, DAY, cb="1")
        assert refused.value.sentence == "Octobre 2026 est vérifié\u202f: ses feuilles ne changent plus."
        send_back(month=OCTOBER, reason="à revoir", by=None, at=AT)
        assert type_day(doctor, DAY, cb="1").version == 1


def test_database_refuses_what_the_action_would(practice, named):
    from retrocession.models import MonthClosing

    doctor = named("kevin.rabiller")
    sheet = type_day(doctor, DAY, cb="1")
    MonthClosing.objects.update(state="verified", titulaire=named("ulysse.texier"))
    others = DaySheet(doctor=doctor, month=OCTOBER, on=date(2026, 10, 2), saved_at=AT)
    for attempt in (
        lambda: others.save(force_insert=True),
        lambda: DaySheet.objects.update(cb=2),
        lambda: DaySheet.objects.filter(pk=sheet.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            attempt()
        assert constraint_of(refused.value) == "day_sheet_frozen_once_verified"


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_history_is_final(named, attempt):
    from django.db import DatabaseError

    type_day(named("kevin.rabiller"), DAY, cb="1")
    revisions = DaySheetRevision.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        revisions.update(changes={}) if attempt == "update" else revisions._raw_delete("default")
