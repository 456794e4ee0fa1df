"""The CLS's view: the counts of the practices that agreed, each opened in turn in the role without grants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import AGGREGATES_ROLE, current, scoped
from cabinet.text import number
from commune.models import ConsultationCount
from commune.permissions import sees_territory
from commune.queries.settling import settling_counts
from commune.rules.consultation_counts import told_sum
from commune.rules.settling import INSTALLED
from commune.rules.territory import ToldSum, sum_of_told
from patients.models import IntakeCount
from planning.queries.occupancy import Occupancy, occupancy_of
from planning.queries.occupancy_everywhere import NOTHING, Line, line_of
from planning.rules.spans import Span, whole_months


@dataclass(frozen=True)
class Told:
    """Counts of patients and of consultations, None where a practice may not tell; doctors."""

    taken_in: int | None
    waiting: int | None
    consultations: int | None
    came: int
    installed: int


@dataclass(frozen=True)
class PracticeLine:
    cabinet: Cabinet
    use: Line
    told: Told

    @property
    def small(self) -> str:
        return f"< {self.cabinet.small_count_floor}"

    @property
    def taken_in(self) -> str:
        return self.small if self.told.taken_in is None else number(self.told.taken_in)

    @property
    def waiting(self) -> str:
        return self.small if self.told.waiting is None else number(self.told.waiting)

    @property
    def consultations(self) -> str:
        return "–" if self.told.consultations is None else number(self.told.consultations)


@dataclass(frozen=True)
class Territory:
    """`network`: the name of the network of the practice, empty without one."""

    network: str
    lines: Sequence[PracticeLine]

    @property
    def use(self) -> Line:
        return sum((line.use for line in self.lines), NOTHING)

    @property
    def taken_in(self) -> ToldSum:
        return sum_of_told(line.told.taken_in for line in self.lines)

    @property
    def waiting(self) -> ToldSum:
        return sum_of_told(line.told.waiting for line in self.lines)

    @property
    def consultations(self) -> ToldSum:
        return sum_of_told(line.told.consultations for line in self.lines)

    @property
    def came(self) -> int:
        return sum(line.told.came for line in self.lines)

    @property
    def installed(self) -> int:
        return sum(line.told.installed for line in self.lines)


def territory_of(cabinet: Cabinet, memberships: Iterable[Membership], span: Span, today: date) -> Territory:
    """The practices that invited this person as CLS, and those of the network of `cabinet` that agreed.

    As many statements for each practice, whatever it holds.
    """
    person, lines = current().person_id, []
    here = Cabinet.objects.select_related("network").get(pk=cabinet.pk)
    for one in _agreed(here, memberships):
        with scoped(one.pk, person_id=person, database_role=AGGREGATES_ROLE):
            lines.append(_line(one, span, today))
    return Territory(here.network.name if here.network else "", lines)


def _agreed(here: Cabinet, memberships: Iterable[Membership]) -> list[Cabinet]:
    invited = {m.cabinet_id for m in memberships if sees_territory(m)}
    found = Cabinet.objects.filter(pk__in=invited)
    if here.network_id:
        found |= Cabinet.objects.filter(network=here.network_id, tells_territory=True)
    return list(found.order_by("name", "pk"))


def _line(cabinet: Cabinet, span: Span, today: date) -> PracticeLine:
    found = occupancy_of(cabinet, span, today)
    return PracticeLine(cabinet, line_of(found), _told(found))


def _told(found: Occupancy) -> Told:
    """At the end of the span what is told of patients; consultations of its whole months."""
    latest: dict[int, tuple[int | None, int | None]] = {}
    rows = IntakeCount.objects.filter(on__lte=found.until).order_by("on")
    for wave, waiting, taken_in in rows.values_list("wave", "waiting", "taken_in"):
        latest[wave] = (waiting, taken_in)
    months = whole_months(found.span.first, found.until)
    counts = ConsultationCount.objects.filter(month__in=months).values_list("month", "count")
    settled = settling_counts()
    return Told(
        waiting=sum_of_told(waiting for waiting, _ in latest.values()).value,
        taken_in=sum_of_told(taken_in for _, taken_in in latest.values()).value,
        consultations=told_sum(dict(counts)),
        came=settled["locum"],
        installed=settled[INSTALLED],
    )
