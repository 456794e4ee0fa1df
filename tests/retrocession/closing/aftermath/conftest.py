"""October, issued; its people."""

from datetime import timedelta

import pytest

from cabinet.tenancy.scope import scoped
from tests.retrocession.closing.conftest import AT, close, member_named

LATER = AT + timedelta(days=2)


@pytest.fixture
def issued(october):
    """The practice with its scope open, October issued on 2 November."""
    with scoped(october.pk):
        close(october, "issued")
        yield october


@pytest.fixture
def cast_of(issued):
    """`cast_of("kevin.rabiller")`: the membership of somebody, read in the open scope."""
    return lambda name: member_named(issued, name)


@pytest.fixture
def statement(issued):
    from retrocession.models import Statement

    return Statement.objects.select_related("titulaire__person", "remplacant__person").get(
        remplacant__person__last_name="Rabiller"
    )
