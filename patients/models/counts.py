"""How many, never who: what the mairie may know, and what the retention job did."""

from django.db import models

from cabinet.tenancy.models import TenantModel


class IntakeCount(TenantModel):
    """At the end of a day, by wave. A count under the floor is stored as empty: nobody can subtract it.

    `taken_in` is the running total of people seen since the practice opened. `seen_by_on` and `sooner_on`:
    the Monday of the week in which all those told will have been seen, and with one more day a week; worked
    out of what is told and of the calendar, and of nothing else.
    """

    on = models.DateField()
    wave = models.PositiveSmallIntegerField()
    waiting = models.PositiveIntegerField(null=True)
    taken_in = models.PositiveIntegerField(null=True)
    seen_by_on = models.DateField(null=True)
    sooner_on = models.DateField(null=True)

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["on", "wave"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "on", "wave"], name="intake_is_counted_once_a_day"),
        ]


class Purge(TenantModel):
    """What was forgotten because its time had come: how many of what, and when."""

    at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        ordering = ["-at"]
        constraints = [*TenantModel.Meta.constraints]
