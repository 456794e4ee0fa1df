"""What whole months of a report cost, for each open day and each consultation: as tables and as figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cabinet.money import ZERO
from cabinet.text import amount, count, month
from commune.models import ConsultationCount, Cost
from commune.queries.money import granted
from commune.rules.cost_kinds import KINDS
from commune.rules.grants import granted_in
from commune.rules.unit_costs import Month, UnitCosts, unit_costs
from planning.queries.occupancy_tables import Cell, Column, Kind, Table, Value


@dataclass(frozen=True)
class ReportCosts:
    """`costs` bears on `months`; `small` is the floor under which no month's consultations are told."""

    months: Sequence[Month]
    costs: UnitCosts
    floor: int

    @property
    def by_kind(self) -> list[dict[str, object]]:
        return [
            {"kind": kind, "amount": self.costs.by_kind[kind]} for kind in KINDS if kind in self.costs.by_kind
        ]

    @property
    def tables(self) -> list[Table]:
        """Nothing where nothing was entered nor counted."""
        if not self.costs.by_kind and self.costs.consultations is None:
            return []
        return [_table(self)]

    @property
    def note(self) -> str:
        return note_of(self)

    @property
    def told(self) -> list[str]:
        """What an elected person retains."""
        return [sentence for sentence in (days_said(self.costs), consultations_said(self.costs)) if sentence]


def report_costs(open_days: Mapping[date, int], *, floor: int) -> ReportCosts:
    """The costs of these whole months, each with its open days. Three statements."""
    months = sorted(open_days)
    by_month: dict[date, dict[str, Decimal]] = {}
    rows = Cost.objects.filter(month__in=months).values_list("month", "kind", "amount")
    for on, kind, euros in rows:
        by_month.setdefault(on, {})[kind] = euros
    counts = dict(ConsultationCount.objects.filter(month__in=months).values_list("month", "count"))
    grants = granted()
    found = [
        Month(
            month=on,
            costs=by_month.get(on, {}),
            granted=granted_in(on, grants),
            open_days=open_days[on],
            consultations=counts.get(on),
        )
        for on in months
    ]
    return ReportCosts(months=found, costs=unit_costs(found), floor=floor)


def days_said(costs: UnitCosts) -> str:
    """« Le cabinet a coûté 12 345,00 € à la commune, soit 150,00 € par jour ouvert. »"""
    if costs.per_open_day is None:
        return ""
    each = amount(costs.per_open_day)
    said = f"Le cabinet a coûté {amount(costs.total)} à la commune, soit {each} par jour ouvert"
    if costs.granted:
        said += f"\u202f; {amount(costs.net_per_open_day or ZERO)} une fois les aides déduites"
    return f"{said}."


def consultations_said(costs: UnitCosts) -> str:
    if costs.consultations is None:
        return ""
    said = count(costs.consultations, "consultation a été donnée", "consultations ont été données")
    if costs.per_consultation is not None:
        said += f"\u202f; chacune a coûté {amount(costs.per_consultation)} à la commune"
    return f"{said}."


def _table(found: ReportCosts) -> Table:
    costs, euros = found.costs, Kind.EUROS
    lines: list[tuple[str, Kind, Value]] = [
        (KINDS[kind], euros, costs.by_kind[kind]) for kind in KINDS if kind in costs.by_kind
    ]
    lines.append(("Coût en tout", euros, costs.total))
    if costs.granted:
        lines.append(("Aides au fonctionnement", euros, -costs.granted))
        lines.append(("Reste à la commune", euros, costs.net))
    lines += [
        ("Jours ouverts de ces mois", Kind.COUNT, costs.open_days),
        ("Coût par jour ouvert", euros, costs.per_open_day),
    ]
    if costs.granted:
        lines.append(("Coût par jour ouvert, aides déduites", euros, costs.net_per_open_day))
    lines += [
        ("Consultations", Kind.COUNT, costs.consultations),
        ("Coût par consultation", euros, costs.per_consultation),
    ]
    rows = [[Cell(Kind.TEXT, label), Cell(kind, value)] for label, kind, value in lines]
    return Table(
        "couts", "Coûts", [Column("Mesure"), Column("Valeur", Kind.COUNT)], rows, note=note_of(found)
    )


def note_of(found: ReportCosts) -> str:
    """What these figures bear on, and what is left out of them."""
    said = ["Seuls les mois entiers et écoulés comptent."]
    if found.costs.without_costs:
        said.append(f"Sans coût saisi\u202f: {months_said(found.costs.without_costs)}.")
    if found.costs.without_count:
        said.append(
            f"Consultations non dites (moins de {found.floor}, ou recettes pas encore là)\u202f: "
            f"{months_said(found.costs.without_count)}\u202f; ces mois n’entrent dans aucune somme."
        )
    return " ".join(said)


def months_said(months: Sequence[date]) -> str:
    """« mars 2026, avril 2026 », or « 14 mois » when there are many."""
    return ", ".join(month(on) for on in months) if len(months) <= 6 else f"{len(months)} mois"
