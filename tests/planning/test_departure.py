"""The end of a membership gives back what the person held afterwards, once."""

from datetime import date, timedelta

import pytest

from cabinet.actions.memberships import end_membership
from cabinet.jobs import run_due
from cabinet.models import AuditEntry, Job, OutboxMessage
from planning.actions.departure import release_after_end
from planning.actions.series import start_series
from planning.models import Presence, Series, Shift
from tests.planning.conftest import NOW, THURSDAY, TODAY, TUESDAY
from tests.planning.test_absences import on_call
from tests.planning.test_series import desk, made, started


def left(cast, key: str):
    """Ended now by a titulaire, and the job done."""
    membership = end_membership(membership=getattr(cast, key), by=cast.texier, at=NOW)
    run_due(at=NOW, key_prefix="membership_ended:")
    return membership


def test_coming_days_and_astreintes_are_given_back_and_the_secretary_told(nieul, book):
    book(nieul.fradin, TODAY)
    book(nieul.fradin, TUESDAY)
    call = on_call(nieul, nieul.fradin, THURSDAY)
    left(nieul, "fradin")
    assert list(Presence.objects.standing().values_list("on", flat=True)) == [TODAY]
    call.refresh_from_db()
    assert (call.sequence, call.release_reason) == (1, "n’est plus dans ce cabinet")
    message = OutboxMessage.objects.get(key__startswith="departure:")
    assert message.recipient == nieul.jaulin.person.email
    assert "1 jour libéré\u202f:\n- mardi 9 mars, Bureau 1" in message.body
    assert "1 astreinte à confier à quelqu’un d’autre\u202f:\n- jeudi 11 mars" in message.body


def test_series_stops_on_the_last_day(nieul):
    series = started(nieul)
    nieul.hervouet.ends_on = date(2027, 4, 1)
    nieul.hervouet.save()
    assert release_after_end(membership=nieul.hervouet, at=NOW)
    series.refresh_from_db()
    assert (series.until_on, made(series)[-1]) == (date(2027, 4, 1), date(2027, 4, 1))


def test_series_that_had_not_begun_is_cancelled_and_the_desk_s_too(nieul):
    start_series(terms=desk(nieul), by=nieul.texier, at=NOW)
    left(nieul, "jaulin")
    assert (Series.objects.standing().count(), Shift.objects.standing().count()) == (0, 0)


def test_ending_who_holds_nothing_tells_nobody(nieul):
    left(nieul, "rabiller")
    assert OutboxMessage.objects.count() == 0
    assert AuditEntry.objects.filter(verb="release_after_end").count() == 0


def test_job_twice_gives_back_once(nieul, book):
    book(nieul.fradin, TUESDAY)
    left(nieul, "fradin")
    Job.objects.filter(key__startswith="membership_ended:").update(done_at=None)
    run_due(at=NOW + timedelta(minutes=1), key_prefix="membership_ended:")
    assert Presence.objects.get(on=TUESDAY).sequence == 1
    assert OutboxMessage.objects.filter(key__startswith="departure:").count() == 1


@pytest.mark.parametrize("key", ["guilbaud", "ouvrard"])
def test_mairie_and_cls_leave_without_a_job(nieul, key):
    end_membership(membership=getattr(nieul, key), by=nieul.texier, at=NOW)
    assert Job.objects.filter(kind="membership_ended").count() == 0
