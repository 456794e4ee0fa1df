"""Acts that a practice shares at a rate of their own, whatever the rate of the statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cabinet.money import ZERO

from .acts import DEFAULT_TRAVEL_ACTS, is_travel
from .share import share


@dataclass(frozen=True, slots=True)
class OwnRate:
    """What was billed at one rate that is not the statement's, in euros, and the locum's share of it."""

    rate: Decimal
    base: Decimal
    share: Decimal

    def as_data(self) -> dict[str, str]:
        return {"rate": f"{self.rate:.2f}", "base": f"{self.base:.2f}", "share": f"{self.share:.2f}"}


def rates_read(written: Mapping[str, str]) -> dict[str, Decimal]:
    """A list of acts with their rates is kept as text, and read exactly.

    Source: the practice's setting `act_rates`, in per cent: « CRN » → « 100.00 ».
    """
    return {act: Decimal(rate) for act, rate in written.items()}


def own_rate(
    act: str, act_rates: Mapping[str, Decimal], travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS
) -> Decimal | None:
    """An act of the practice's list goes at its own rate, unless it is a travel allowance, which goes whole.

    Source: the acts of the on-call service (PDSA) are often shared at 100 %; a per-practice list.
    """
    return None if is_travel(act, travel_acts) else act_rates.get(act)


def acts_by_rate(
    act_rates: Mapping[str, Decimal], travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS
) -> dict[Decimal, list[str]]:
    """The acts that share a rate are summed before they are rounded, so each rate has one list.

    Source: contract of replacement (CNOM model, art. 7): a base times a rate is rounded once.
    """
    lists: dict[Decimal, list[str]] = {}
    for act in sorted(act_rates):
        rate = own_rate(act, act_rates, travel_acts)
        if rate is not None:
            lists.setdefault(rate, []).append(act)
    return dict(sorted(lists.items(), reverse=True))


def shares_at_own_rates(bases: Mapping[Decimal, Decimal], *, rate: Decimal) -> list[OwnRate]:
    """Each rate has its share, rounded once; a list that says the statement's own rate changes nothing.

    Source: contract of replacement (CNOM model, art. 7). `rate` is the statement's; the highest comes first.
    """
    return [
        OwnRate(rate=own, base=base, share=share(base, own))
        for own, base in sorted(bases.items(), reverse=True)
        if own != rate and base
    ]


def own_totals(parts: Iterable[OwnRate]) -> tuple[Decimal, Decimal]:
    """What went at own rates in all: its base and its share, sums of amounts already rounded.

    Source: each rate is read on its own line of the statement, so each must be exact on its own.
    """
    parts = list(parts)
    return sum((one.base for one in parts), ZERO), sum((one.share for one in parts), ZERO)
