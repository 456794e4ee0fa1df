"""The registers: dated entries of each kind, and what became of each."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import AppendOnly, HiddenFromAggregates, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from commune.models.policies import ASKED_BY_THE_MAIRIE, OfOwnKindsPolicy, OwnKindsPolicy
from commune.rules.registers import KINDS, STATE_CHOICES, STATES

ENTRY_KINDS = [(kind, label) for kind, (_, label) in KINDS.items()]
STATE_CHANGED, FILE_JOINED, FILE_REMOVED = "state", "joined", "removed"
WHAT_HAPPENED = [
    (STATE_CHANGED, "état"),
    (FILE_JOINED, "pièce jointe"),
    (FILE_REMOVED, "pièce jointe retirée"),
]


class Entry(TenantModel):
    """No patient in it, ever. `owner`: whose it is; `answer`: the words of whom was asked."""

    kind = models.CharField(max_length=16, choices=ENTRY_KINDS)
    title = models.CharField(max_length=160)
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    owner = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    count = models.PositiveIntegerField(null=True)
    dated_on = models.DateField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=STATE_CHOICES)
    settled_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    aggregates_may = ("SELECT", "UPDATE (state, answer, settled_on, version)")

    class Meta(TenantModel.Meta):
        ordering = ["-dated_on", "-pk"]
        constraints = [
            OwnKindsPolicy(name="commune_entry_is_isolated"),
            HiddenFromAggregates(name="entry_is_not_for_the_cls", condition=ASKED_BY_THE_MAIRIE),
            models.UniqueConstraint(fields=["cabinet", "id"], name="commune_entry_tenant_key"),
            SameTenant(name="entry_owner_same_practice", field="owner"),
            SameTenant(name="entry_author_same_practice", field="written_by"),
            models.CheckConstraint(name="entry_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="entry_state_is_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="entry_is_due_after_it_starts",
                condition=Q(due_on=None) | Q(due_on__gte=F("dated_on")),
            ),
            models.CheckConstraint(
                name="entry_refused_says_why", condition=~Q(state="refused") | ~Q(answer="")
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "kind", "dated_on"], name="entries_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.title}"


class EntryEvent(TenantModel):
    """One change of an entry, in order: its state before and after, or a file; and the words said."""

    entry = TenantForeignKey(Entry, related_name="events")
    what = models.CharField(max_length=7, choices=WHAT_HAPPENED, default=STATE_CHANGED)
    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8, blank=True)
    words = models.CharField(max_length=500, blank=True)

    aggregates_may = ("SELECT", "INSERT")

    class Meta(TenantModel.Meta):
        ordering = ["at", "pk"]
        constraints = [
            OfOwnKindsPolicy(name="commune_entryevent_is_isolated"),
            models.UniqueConstraint(fields=["cabinet", "id"], name="commune_entryevent_tenant_key"),
            SameTenant(name="entry_event_entry_same_practice", field="entry"),
            SameTenant(name="entry_event_author_same_practice", field="by"),
            AppendOnly(name="entry_event_is_final"),
        ]
        indexes = [models.Index(fields=["cabinet", "entry", "at"], name="events_of_an_entry")]
