"""Where a person stands with the second factor that their roles ask of them."""

from dataclasses import dataclass
from datetime import datetime, time

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from cabinet import permissions, text
from cabinet.clock import PARIS
from cabinet.models import Membership, Person
from cabinet.rules.second_factor import grace_days_left, must_have_second_factor


@dataclass(frozen=True)
class Standing:
    """`days_left` to add a second factor; None when nothing is asked, or when they have one."""

    days_left: int | None

    @property
    def is_over(self) -> bool:
        return self.days_left == 0

    @property
    def time_left(self) -> str:
        """« encore 5 jours »; empty when nothing is asked."""
        return f"encore {text.count(self.days_left, 'jour', 'jours')}" if self.days_left else ""


NOTHING_ASKED = Standing(None)


def standing_of(request: HttpRequest, *, at: datetime) -> Standing:
    """No query: what it needs came with the person and their memberships (`cabinet.members`)."""
    asking = [one for one in request.memberships if _asks(one)]
    if not asking or asking[0].has_second_factor or signed_in_by_card(request):
        return NOTHING_ASKED
    return Standing(min(grace_days_left(since=_since(request.user, one), at=at) for one in asking))


def signed_in_by_card(request: HttpRequest) -> bool:
    """Pro Santé Connect is two factors by itself: the card or its application, and a code."""
    if not hasattr(request, "session"):
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "socialaccount" for record in records)


def note_first_sign_in(person: Person, *, at: datetime) -> None:
    """Seven days begin; said once."""
    Person.objects.filter(pk=person.pk, first_signed_in_at=None).update(first_signed_in_at=at)


def _asks(membership: Membership) -> bool:
    return must_have_second_factor(
        membership.role, matrix=permissions.MATRIX, also=membership.cabinet.second_factor_also
    )


def _since(person: Person, membership: Membership) -> datetime | None:
    """From the first sign-in, or from the first day of a role that came afterwards."""
    if person.first_signed_in_at is None:
        return None
    return max(person.first_signed_in_at, datetime.combine(membership.starts_on, time.min, PARIS))
