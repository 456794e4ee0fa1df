"""Where a person stands with the second factor that their roles ask of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from django.http import HttpRequest

from cabinet import permissions, text
from cabinet.clock import PARIS
from cabinet.models import Person
from cabinet.rules.second_factor import GRACE, grace_days_left, must_have_second_factor


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


@dataclass(frozen=True)
class Stay:
    """What is known of one membership: the role, its first day, and the roles that the practice adds."""

    role: str
    starts_on: date
    also: Sequence[str]

    @property
    def asks(self) -> bool:
        return must_have_second_factor(self.role, matrix=permissions.MATRIX, also=self.also)


def standing_of(request: HttpRequest, *, at: datetime) -> Standing:
    """No query: what it needs came with the person and their memberships (`cabinet.members`)."""
    if any(one.has_second_factor for one in request.memberships) or signed_in_by_card(request):
        return NOTHING_ASKED
    stays = [Stay(one.role, one.starts_on, one.cabinet.second_factor_also) for one in request.memberships]
    begun = beginnings(stays, first_signed_in_at=request.user.first_signed_in_at)
    if not begun:
        return NOTHING_ASKED
    return Standing(min(grace_days_left(since=since, at=at) for since in begun))


def over_at(stays: Iterable[Stay], *, first_signed_in_at: datetime | None) -> datetime | None:
    """The instant from which nothing is open to who has no second factor; None when none is known."""
    begun = beginnings(stays, first_signed_in_at=first_signed_in_at)
    return min((since + GRACE for since in begun if since), default=None)


def beginnings(stays: Iterable[Stay], *, first_signed_in_at: datetime | None) -> list[datetime | None]:
    """When the days of each asking role began: the first sign-in, or the first day of a role that came
    afterwards; None before any sign-in."""
    return [_since(first_signed_in_at, stay) for stay in stays if stay.asks]


def signed_in_by_card(request: HttpRequest) -> bool:
    """Pro Santé Connect is two factors by itself: the card or its application, and a code."""
    if not hasattr(request, "session"):
        return False
    return by_card(get_authentication_records(request, request.user))


def by_card(records: Iterable[Mapping]) -> bool:
    return any(record.get("method") == "socialaccount" for record in records)


def session_by_card(session: Mapping) -> bool:
    """The same of a session that is read without a request."""
    return by_card(session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()))


def note_first_sign_in(person: Person, *, at: datetime) -> None:
    """Seven days begin; said once."""
    Person.objects.filter(pk=person.pk, first_signed_in_at=None).update(first_signed_in_at=at)


def _since(first_signed_in_at: datetime | None, stay: Stay) -> datetime | None:
    if first_signed_in_at is None:
        return None
    return max(first_signed_in_at, datetime.combine(stay.starts_on, time.min, PARIS))
