"""What open pages are told of: that something changed, never what it says."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cabinet.tenancy.models import TenantModel


class LiveEvent(TenantModel):
    """One change of a practice, by its number there: a kind, an id, and who may hear of it.

    Numbers have no gap and follow the order of the commits (`cabinet.live.telling`): whoever knows the last
    one that they have heard knows what they missed. Rows are forgotten after `cabinet.live.tasks.KEPT`.
    """

    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    #: An id or a day: nothing that could be read.
    subject = models.CharField(max_length=36, blank=True)
    #: Of what follows in order, as a message in its conversation: who shows it already asks for nothing.
    number = models.PositiveIntegerField(null=True)
    #: The keys of `cabinet.live.audience`; who has one of them hears.
    audience = ArrayField(models.CharField(max_length=80))
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["seq"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "seq"], name="live_event_has_its_number"),
            models.CheckConstraint(
                name="live_event_kind_is_a_word", condition=Q(kind__regex=r"^[a-z]+(-[a-z]+)*$")
            ),
            models.CheckConstraint(
                name="live_event_names_an_id", condition=Q(subject__regex=r"^[0-9a-f-]*$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class LiveCounter(models.Model):
    """How many changes a practice has known: the lock under which each takes its number."""

    tenant = models.OneToOneField(
        "cabinet.Cabinet",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="live_counter",
        db_column="tenant_id",
    )
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.seq)
