"""Public and school holidays: the national calendar, the same for every practice."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from cabinet.models.cabinet import SCHOOL_ZONES


class HolidayQuerySet(models.QuerySet):
    def between(self, first: date, last: date) -> Self:
        """Those that touch a day from `first` to `last`, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def of_zone(self, zone: str) -> Self:
        """Public holidays, and the school holidays of that zone."""
        return self.filter(zone__in=("", zone))


class Holiday(models.Model):
    """Filled by `load_holidays`. A manual row stays, and hides those of the package that it overlaps."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "jour férié"
        SCHOOL = "school", "vacances scolaires"

    kind = models.CharField(max_length=6, choices=Kind)
    zone = models.CharField(max_length=1, choices=SCHOOL_ZONES, blank=True)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    manual = models.BooleanField(default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "kind", "zone"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "zone", "starts_on"], name="holiday_starts_once"),
            models.CheckConstraint(
                name="holiday_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="holiday_of_schools_has_a_zone",
                condition=Q(kind="public", zone="") | Q(kind="school", zone__in=["A", "B", "C"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name
