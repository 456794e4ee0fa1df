"""What the routes of the calendar share: dates asked for, people and rooms named, refusals told."""

from datetime import date

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, ValidationError

from cabinet.models import Membership
from planning.actions import AlreadyTaken, Refused
from planning.actions.events import EventChangedMeanwhile
from planning.models import Room
from planning.rules.spans import QUARTER, Span, SpanRefused, span_of, usual_spans

FROM = OpenApiParameter("from", date, description="Premier jour, compris.")
TO = OpenApiParameter("to", date, description="Dernier jour, compris.")


class Conflict(APIException):
    status_code = 409


def asked(request, name: str, default: date) -> date:
    """The date given as a query parameter; 400 for one that is not a date."""
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise ValidationError({name: [f"« {text} » n’est pas une date AAAA-MM-JJ."]})
    return day


def asked_span(request, today: date) -> Span:
    """« from » and « to », those of the last quarter without them; 400 for what is no span."""
    usual = usual_spans(today)[QUARTER]
    first, last = asked(request, "from", usual.first), asked(request, "to", usual.last)
    try:
        return span_of(first, last)
    except SpanRefused as refused:
        raise ValidationError({"to" if refused.end else "from": [refused.sentence]}) from refused


def asked_days(request, first: date, last: date) -> tuple[date, date]:
    """`from` and `to`, these two unless they are given; 400 when the end comes before the beginning."""
    first, last = asked(request, "from", first), asked(request, "to", last)
    if last < first:
        raise ValidationError({"to": ["La fin vient avant le début."]})
    return first, last


def named_member(email: str | None, on: date, *, field: str = "email") -> Membership | None:
    """The member of that e-mail, best the one open on that day; 400 beside `field` when there is none."""
    if email is None:
        return None
    found = list(Membership.objects.filter(person__email=email.strip().lower()).select_related("person"))
    if not found:
        raise ValidationError({field: [f"« {email} » n’est pas dans ce cabinet."]})
    return next((membership for membership in found if membership.is_open_on(on)), found[-1])


def named_room(name: str | None) -> Room | None:
    if name is None:
        return None
    room = Room.objects.filter(name=name).first()
    if room is None:
        raise ValidationError({"room": [f"« {name} » n’est pas une salle de ce cabinet."]})
    return room


def refusing(action, **values):
    """Run an action; what it refuses is 409 when somebody was first, 400 with its field otherwise."""
    try:
        return action(**values)
    except (AlreadyTaken, EventChangedMeanwhile) as refusal:
        raise Conflict(refusal.sentence) from refusal
    except Refused as refusal:
        raise ValidationError({refusal.field or "non_field_errors": [refusal.sentence]}) from refusal
