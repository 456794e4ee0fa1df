"""« Le bilan »: what the practice achieved since it opened, in aggregates only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from cabinet.models import Cabinet, Role
from cabinet.text import count, number
from commune.models import ConsultationCount
from commune.queries.settling import settling_counts
from commune.rules.consultation_counts import told_sum
from commune.rules.council_words import waves_closed
from commune.rules.settling import COLLABORATEUR, INSTALLED, REGULAR
from patients.models import IntakeCount
from patients.rules.waves import WAVES
from planning.models import Presence
from planning.queries.occupancy import Occupancy, occupancy_of
from planning.rules.occupancy_words import days_said
from planning.rules.spans import Span


@dataclass(frozen=True)
class Achievements:
    """Since `opened_on`. Counts of patients are None under the floor."""

    opened_on: date
    found: Occupancy
    taken_in: int | None
    waves: int
    consultations: int | None
    doctors: int
    settling: dict[str, int]
    floor: int

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Each achievement: its number, what it is, and a word more."""
        cover, on_call = self.found.cover, self.found.on_call
        taken_in = f"moins de {self.floor}" if self.taken_in is None else number(self.taken_in)
        said = [
            (days_said(cover.held), "jours avec un médecin", f"sur {number(cover.days)} jours ouverts"),
            (taken_in, "patients pris en charge", "vus au moins une fois"),
        ]
        if self.consultations is not None:
            note = "d’après les recettes des mois complets"
            said.append((number(self.consultations), "consultations", note))
        if self.waves:
            over = "vagues d’accueil résorbées" if self.waves >= 2 else "vague d’accueil résorbée"
            said.append((str(self.waves), over, ""))
        without = f"sur {number(on_call.needed)} jours sans médecin"
        came = "médecins sont venus" if self.doctors >= 2 else "médecin est venu"
        said += [
            (number(on_call.covered), "jours d’astreinte tenus", without),
            (number(self.doctors), came, self.stayed),
        ]
        return said

    @property
    def stayed(self) -> str:
        parts = [
            (self.settling[REGULAR], "est devenu régulier", "sont devenus réguliers"),
            (self.settling[COLLABORATEUR], "collaborateur", "collaborateurs"),
            (self.settling[INSTALLED], "s’est installé", "se sont installés"),
        ]
        return ", ".join(count(value, one, many) for value, one, many in parts if value)


def achievements(cabinet: Cabinet, today: date) -> Achievements | None:
    """None where nobody has been yet."""
    past = Presence.objects.standing().filter(on__lte=today)
    first = past.aggregate(first=Min("on"))["first"]
    if first is None:
        return None
    rows = list(IntakeCount.objects.order_by("on").values_list("wave", "waiting", "taken_in"))
    latest = {wave: taken for wave, _, taken in rows if taken is not None}
    came = past.filter(membership__role__in=(Role.REMPLACANT, Role.INTERNE))
    return Achievements(
        opened_on=first,
        found=occupancy_of(cabinet, Span(first, today), today),
        taken_in=sum(latest.values()) if latest else None,
        waves=waves_closed([[waiting for of, waiting, _ in rows if of == wave] for wave in WAVES]),
        consultations=told_sum(dict(ConsultationCount.objects.values_list("month", "count"))),
        doctors=came.values("membership__person_id").distinct().count(),
        settling=settling_counts(),
        floor=cabinet.small_count_floor,
    )
