"""A person at work in a practice: what they are there, and what they may do."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from allauth.mfa.models import Authenticator
from django.db.models import Exists
from django.db.models.functions import Coalesce

from cabinet import permissions
from cabinet.live.audience import ears
from cabinet.models import Cabinet, Membership, Person
from cabinet.models.membership import AGGREGATES_ONLY, CAREGIVERS, DOCTORS
from cabinet.tenancy.scope import AGGREGATES_ROLE, Scope, scoped

#: Recovery codes open the door when the factor is lost: by themselves they are none.
FACTORS = Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


@dataclass(frozen=True)
class Member:
    """The asking member. `may("designate")` in code, `{% if member.can.designate %}` in templates."""

    membership: Membership

    @property
    def cabinet(self) -> Cabinet:
        return self.membership.cabinet

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def role_label(self) -> str:
        return self.membership.role_label

    @property
    def is_doctor(self) -> bool:
        return self.role in DOCTORS

    @property
    def is_caregiver(self) -> bool:
        return self.role in CAREGIVERS

    @property
    def live_last(self) -> int | None:
        """The number of the last change before the page was read; None away from a request."""
        return getattr(self.membership, "live_last", None)

    @property
    def ears(self) -> frozenset[str]:
        """What this member may hear of (`cabinet.live.audience`)."""
        return ears(self.role, self.membership.person_id)

    @property
    def scope(self) -> Scope:
        database_role = AGGREGATES_ROLE if self.role in AGGREGATES_ONLY else None
        return Scope(self.membership.cabinet_id, self.membership.person_id, database_role)

    def may(
        self,
        verb: str,
        *,
        owner: bool | None = None,
        remplace: bool | None = None,
        role: str | None = None,
    ) -> bool:
        """Whether the matrix allows `verb`; give what is known of the case, nothing for « in general »."""
        if owner is None and remplace is None and role is None:
            return permissions.allows(self.role, verb)
        case = permissions.Case(owner=bool(owner), remplace=bool(remplace), role=role)
        return permissions.allows(self.role, verb, case)

    @cached_property
    def can(self) -> dict[str, bool]:
        return {verb: permissions.allows(self.role, verb) for verb in permissions.VERBS}


def memberships_of(person: Person, *, on: date) -> list[Membership]:
    """The person's open memberships in all practices, each with its practice; by the practice's name.

    `live_last`: the last change that the practice knew then. A page reads the rest afterwards: what it shows
    is never older. `has_second_factor`: whether the person signs in with one.
    """
    with scoped(person_id=person.pk):
        memberships = list(
            Membership.everywhere.filter(person=person)
            .on(on)
            .select_related("cabinet")
            .annotate(
                live_last=Coalesce("cabinet__live_counter__seq", 0),
                has_second_factor=Exists(FACTORS.filter(user=person.pk)),
            )
            .order_by("cabinet__name", "pk")
        )
    for membership in memberships:
        membership.person = person
    return memberships
