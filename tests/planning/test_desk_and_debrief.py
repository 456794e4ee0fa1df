"""Single hours at the desk, and the debrief of the intern's day."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.actions.refusals import Refused
from planning.actions.debrief import tick_debrief
from planning.actions.desk import ShiftRefused, add_shift, cancel_shift
from planning.models import Debrief, Presence, Shift
from tests.planning.conftest import NOW, TODAY, TUESDAY
from tests.planning.test_series import started


def added(cast, **values) -> Shift:
    return add_shift(**{
        "membership": cast.jaulin, "on": TUESDAY, "opens": time(9), "closes": time(13), "by": cast.texier,
        "at": NOW,
    } | values)  # fmt: skip


def test_shift_is_added_and_cancelled_once(nieul):
    shift = added(nieul)
    cancel_shift(shift=shift, by=nieul.jaulin, at=NOW)
    again = cancel_shift(shift=shift, by=nieul.jaulin, at=NOW + timedelta(hours=1))
    assert (again.cancelled_at, again.sequence) == (NOW, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"closes": time(9)}, "closes"), ({"opens": time(12), "closes": time(14)}, "opens")],
)
def test_hours_that_cannot_be_are_refused(nieul, values, field):
    added(nieul)
    with pytest.raises(ShiftRefused) as refused:
        added(nieul, **values)
    assert refused.value.field == field


def test_only_the_desk_keeps_the_desk(nieul):
    with pytest.raises(ShiftRefused, match="ne tient pas"):
        added(nieul, membership=nieul.fradin)
    with pytest.raises(PermissionDenied):
        added(nieul, membership=nieul.bossard, by=nieul.bossard)


@pytest.fixture
def debriefed(nieul):
    """The intern's day of today, supervised by Dr Texier."""
    started(nieul, starts_on=TODAY, weekday=TODAY.weekday())
    return Presence.objects.select_related("series", "membership").get(on=TODAY)


def test_supervisor_ticks_and_unticks(nieul, debriefed):
    for _ in range(2):
        assert tick_debrief(presence=debriefed, ticked=True, by=nieul.texier, at=NOW)
    assert Debrief.objects.get().ticked_by == nieul.texier
    assert not tick_debrief(presence=debriefed, ticked=False, by=nieul.texier, at=NOW)
    assert Debrief.objects.count() == 0


@pytest.mark.parametrize("role", ["sorin", "hervouet", "jaulin", "fradin"])
def test_nobody_else_does(nieul, debriefed, role):
    with pytest.raises(PermissionDenied):
        tick_debrief(presence=debriefed, ticked=True, by=getattr(nieul, role), at=NOW)


def test_day_to_come_is_not_debriefed(nieul, debriefed):
    coming = Presence.objects.select_related("series", "membership").filter(on__gt=TODAY).first()
    with pytest.raises(Refused, match="pas encore venu"):
        tick_debrief(presence=coming, ticked=True, by=nieul.texier, at=NOW)
