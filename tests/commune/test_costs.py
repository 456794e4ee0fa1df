"""Costs and budgets: entered by the mairie in its own role, corrected with a history, all or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from commune.actions.costs import CostsChangedMeanwhile, CostsRefused, enter_costs, seen_of, vote_budget
from commune.models import Budget, Cost, CostChange
from commune.queries.money import year_of_costs
from tests.commune.conftest import NOW, TODAY

JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)
CELLS = {(JANUARY, "secretary"): Decimal("2210.00"), (JANUARY, "charges"): Decimal("640.50")}


def enter(cast, cells=CELLS, seen=None):
    return enter_costs(cells=cells, seen=seen, by=cast.guilbaud, at=NOW)


def test_enter_costs_writes_in_the_role_of_the_mairie(nieul, as_mairie):
    with as_mairie():
        enter(nieul)
        assert list(Cost.objects.values_list("month", "kind", "amount")) == [
            (JANUARY, "charges", Decimal("640.50")),
            (JANUARY, "secretary", Decimal("2210.00")),
        ]
    assert AuditEntry.objects.get(verb="enter_costs").details == {"months": ["2027-01"], "cells": 2}


def test_enter_costs_keeps_what_stood_before(nieul):
    enter(nieul)
    enter(nieul, {(JANUARY, "secretary"): Decimal("2300.00"), (JANUARY, "charges"): None})
    changes = CostChange.objects.filter(before__isnull=False).order_by("kind")
    assert [(change.kind, change.before, change.after, change.by) for change in changes] == [
        ("charges", Decimal("640.50"), None, nieul.guilbaud),
        ("secretary", Decimal("2210.00"), Decimal("2300.00"), nieul.guilbaud),
    ]
    assert list(Cost.objects.values_list("kind", "amount")) == [("secretary", Decimal("2300.00"))]


def test_enter_costs_twice_is_once(nieul):
    enter(nieul)
    assert enter(nieul) == []
    assert CostChange.objects.count() == 2


def test_enter_costs_read_before_somebody_else_wrote_is_refused(nieul):
    seen = seen_of([JANUARY])
    enter(nieul)
    with pytest.raises(CostsChangedMeanwhile):
        enter(nieul, {(JANUARY, "charges"): Decimal("1.00")}, seen)
    assert Cost.objects.get(kind="charges").amount == Decimal("640.50")


@pytest.mark.parametrize(
    "cells", [{(JANUARY, "charges"): Decimal("-1")}, {(date(1999, 1, 1), "charges"): Decimal(1)}]
)
def test_enter_costs_refuses_what_no_cost_is(nieul, cells):
    with pytest.raises(CostsRefused):
        enter(nieul, {**CELLS, **cells})
    assert not Cost.objects.exists()


@pytest.mark.parametrize("key", ["texier", "jaulin", "ouvrard", "fradin"])
def test_enter_costs_is_for_the_mairie(nieul, key):
    with pytest.raises(PermissionDenied):
        enter_costs(cells=CELLS, seen=None, by=getattr(nieul, key), at=NOW)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"amount": -1}, "cost_is_not_negative"),
        ({"month": date(2027, 1, 2)}, "cost_month_is_a_month"),
        ({"kind": "beer"}, "cost_kind_is_known"),
    ],
)
def test_database_refuses_what_is_no_cost(nieul, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Cost.objects.create(**{"month": JANUARY, "kind": "charges", "amount": 1} | values)


def test_history_is_final(nieul, as_mairie):
    enter(nieul)
    with pytest.raises(ProgrammingError), transaction.atomic(), as_mairie():
        CostChange.objects.update(after=None)


def test_neighbour_sees_no_cost(nieul):
    enter(nieul)
    with scoped(nieul.next_door.cabinet.pk):
        assert not Cost.objects.exists()


def test_vote_budget_keeps_one_amount_a_kind(nieul, as_mairie):
    with as_mairie():
        vote_budget(
            year=2027, amounts={"secretary": Decimal(26000), "charges": None}, by=nieul.guilbaud, at=NOW
        )
        vote_budget(year=2027, amounts={"secretary": Decimal(27000)}, by=nieul.guilbaud, at=NOW)
        assert list(Budget.objects.values_list("kind", "amount")) == [("secretary", Decimal("27000.00"))]
        vote_budget(year=2027, amounts={"secretary": None}, by=nieul.guilbaud, at=NOW)
        assert not Budget.objects.exists()
    assert AuditEntry.objects.filter(verb="vote_budget").count() == 3


@pytest.mark.parametrize("months", [1, 30])
def test_year_of_costs_is_read_in_three_statements(nieul, django_assert_num_queries, months):
    every = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(months)]
    enter(nieul, {(month, "charges"): Decimal("10.00") for month in every})
    with django_assert_num_queries(3):
        found = year_of_costs(2026, today=TODAY)
    assert len(found.lines) == 6
