"""The fields that several forms of the calendar share, and how a refusal finds its field."""

from datetime import date

from django import forms

from cabinet.actions.refusals import Refused
from cabinet.models import Membership


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Ce n’est pas une date."}


class MemberField(forms.ModelChoiceField):
    """Somebody of the practice; the choices are given when the form is made."""

    def __init__(self, **kwargs) -> None:
        super().__init__(queryset=Membership.objects.none(), empty_label="Choisir…", **kwargs)

    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.display_name}, {membership.role_label}"


def members(roles, *, on: date):
    """Those who will be there on `on` or later, by role, ready for a `MemberField`."""
    found = Membership.objects.filter(role__in=roles, ended_at=None).exclude(ends_on__lt=on)
    return found.select_related("person").order_by("person__sort_key", "pk")


def refused(form: forms.Form, refusal: Refused, names: dict[str, str] | None = None) -> None:
    """The sentence beside its field, or above the form when it has none."""
    field = (names or {}).get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, refusal.sentence)
