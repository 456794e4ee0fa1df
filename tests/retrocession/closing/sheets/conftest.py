"""October of the sample practice, its receipts written, nothing prepared; its people."""

from datetime import date
from decimal import Decimal

import pytest

from cabinet.tenancy.scope import scoped
from tests.retrocession.closing.conftest import AT, member_named

DAY = date(2026, 10, 1)


@pytest.fixture
def practice(october):
    with scoped(october.pk):
        yield october


@pytest.fixture
def named(practice):
    """`named("kevin.rabiller")`: the membership of somebody, read in the open scope."""
    return lambda name: member_named(practice, name)


def billed_on(doctor, on) -> dict[str, Decimal]:
    """What the receipts say of that day, by mode."""
    from django.db.models import Sum

    from retrocession.models import ReceiptLine

    rows = ReceiptLine.objects.filter(doctor=doctor, on=on).order_by().values_list("mode")
    return dict(rows.annotate(amount=Sum("amount")))


def first_day_of(doctor) -> date:
    """The first day of October that was billed under that name."""
    from retrocession.models import ReceiptLine

    return ReceiptLine.objects.filter(doctor=doctor).order_by("on").values_list("on", flat=True)[0]


def type_day(doctor, on, *, by=None, at=AT, seen=None, **values):
    from retrocession.actions.day_sheets import save_day_sheet

    given = {
        name: Decimal(value) if isinstance(value, str) and name != "incidents" else value
        for name, value in values.items()
    }
    return save_day_sheet(doctor=doctor, on=on, values=given, by=by, at=at, seen=seen)
