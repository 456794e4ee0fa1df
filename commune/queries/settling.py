"""The path to settling: each doctor for the titulaires, counts for everybody else who may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cabinet.models import Membership, Role
from commune.models import SettlingStep
from commune.rules.settling import ORDER, STEPS, counts_of


def settling_counts() -> dict[str, int]:
    """How many came, and how many reached each step; two statements that the mairie may run."""
    came = Membership.objects.filter(role=Role.REMPLACANT).values("person_id").distinct().count()
    return counts_of(came, SettlingStep.objects.values_list("step", flat=True).order_by())


@dataclass(frozen=True)
class Way:
    """A doctor with the dates of their steps; `next` are those that are not dated yet."""

    membership: Membership
    steps: Sequence[tuple[str, date | None]]

    @property
    def is_whole(self) -> bool:
        return all(on for _, on in self.steps)


def ways() -> list[Way]:
    """The doctors who came, by name. Two statements."""
    dated: dict[object, dict[str, date]] = {}
    for who, step, on in SettlingStep.objects.values_list("membership_id", "step", "on"):
        dated.setdefault(who, {})[step] = on
    doctors = Membership.objects.filter(role=Role.REMPLACANT).select_related("person")
    found = [*doctors.order_by("person__sort_key", "pk")]
    return [Way(one, [(STEPS[step], dated.get(one.pk, {}).get(step)) for step in ORDER]) for one in found]
