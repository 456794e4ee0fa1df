"""A locum's month: from the totals of their lines to the amount to transfer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from cabinet.money import ZERO, euros

from .acts import DEFAULT_TRAVEL_ACTS, counts_as_act, is_travel
from .own_rate import OwnRate, own_rate, own_totals, shares_at_own_rates
from .received import Base
from .share import share as share_of


class BilledLine(Protocol):
    """What a settlement needs of a line: its day, its act and its amount in euros."""

    @property
    def on(self) -> date: ...
    @property
    def act(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of one locum's lines in one month: plain enough to come from SQL aggregates.

    `own`: what was billed of the acts with their own rate, by rate; part of `billed`, never of `travel`.
    """

    days: int = 0
    acts: int = 0
    billed: Decimal = ZERO
    travel: Decimal = ZERO
    own: Mapping[Decimal, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """What came in of one locum's lines in their month: in all, of travel, by own rate, as in `Totals`."""

    total: Decimal = ZERO
    travel: Decimal = ZERO
    own: Mapping[Decimal, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The figures of a statement, in euros; `rate` in per cent.

    With the base « perçu », `awaited` is what was billed and not received, and `travel` what was received.
    `share` holds `own_share`, and `base` holds `own_base`: what went at other rates than `rate`, detailed in
    `own_rates`.
    """

    days: int
    acts: int
    billed: Decimal
    travel: Decimal
    base: Decimal
    rate: Decimal
    share: Decimal
    kept: Decimal
    adjustments: Decimal
    net: Decimal
    own_base: Decimal = ZERO
    own_share: Decimal = ZERO
    own_rates: tuple[OwnRate, ...] = ()
    retrocession_base: str = Base.FACTURE.value
    awaited: Decimal = ZERO


def totals_of(
    lines: Iterable[BilledLine],
    travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS,
    act_rates: Mapping[str, Decimal] | None = None,
) -> Totals:
    """Days are distinct dates with lines, acts the lines that count, travel the lines passed on whole.

    Source: the practice's statement; travel acts are a per-practice list.
    """
    days: set[date] = set()
    acts, billed, travel = 0, ZERO, ZERO
    own: dict[Decimal, Decimal] = {}
    for line in lines:
        days.add(line.on)
        acts += counts_as_act(line.act, line.amount, travel_acts)
        billed += line.amount
        if is_travel(line.act, travel_acts):
            travel += line.amount
        rate = own_rate(line.act, act_rates or {}, travel_acts)
        if rate is not None:
            own[rate] = own.get(rate, ZERO) + line.amount
    return Totals(days=len(days), acts=acts, billed=euros(billed), travel=euros(travel), own=own)


def settle(
    totals: Totals, rate: Decimal, adjustments: Decimal = ZERO, *, received: Received | None = None
) -> Settlement:
    """The locum is due the share of the base, at each of its rates, the travel allowances whole, and the
    adjustments.

    Source: contract of replacement (CNOM model, art. 7): fees billed, less travel, times the rate; the acts
    with their own rate (PDSA) are a per-practice list.

    `adjustments` is a sum of amounts each rounded by itself (`adjustment.total`). The base can be negative
    (cancellations) and so can the net, which is then carried forward. With `received`, the base is that: the
    base « perçu » of the month.
    """
    shared = Received(totals.billed, totals.travel, totals.own) if received is None else received
    billed, travel, adjustments = euros(totals.billed), euros(shared.travel), euros(adjustments)
    awaited = billed - euros(shared.total)
    base = billed - awaited - travel
    own_rates = shares_at_own_rates(shared.own, rate=rate)
    own_base, own_share = own_totals(own_rates)
    share = share_of(base - own_base, rate) + own_share
    return Settlement(
        days=totals.days,
        acts=totals.acts,
        billed=billed,
        travel=travel,
        base=base,
        rate=rate,
        share=share,
        kept=base - share,
        adjustments=adjustments,
        net=share + travel + adjustments,
        own_base=own_base,
        own_share=own_share,
        own_rates=tuple(own_rates),
        retrocession_base=(Base.FACTURE if received is None else Base.PERCU).value,
        awaited=awaited,
    )


def carried_forward(net: Decimal) -> Decimal:
    """A negative net is carried to the next statement, never asked back by transfer.

    Source: the practice's règlement intérieur.
    """
    return min(net, ZERO)


def transferable(net: Decimal) -> Decimal:
    """Only a positive net is transferred.

    Source: the practice's règlement intérieur; a credit transfer cannot be negative (pain.001).
    """
    return max(net, ZERO)
