"""The lists of acts as they stood when a statement was issued: what adjusts it goes by them."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import F, QuerySet

from retrocession.rules.own_rate import rates_read


class Lists(TypedDict):
    """The acts passed on whole, and those with their own rate, in per cent."""

    travel_acts: Collection[str]
    act_rates: Mapping[str, Decimal]


def with_lists(statements: QuerySet[Any]) -> QuerySet[Any]:
    """Statements with what `lists_of` reads, when their `detail` is deferred."""
    return statements.annotate(travel_frozen=F("detail__travel_acts"), rates_frozen=F("detail__act_rates"))


def lists_of(statement: Any) -> Lists:
    """Those of a statement read `with_lists`, whatever the practice's became since."""
    return {"travel_acts": statement.travel_frozen, "act_rates": rates_read(statement.rates_frozen or {})}
