"""What people say of the calendar: one module for each thing they fill in."""

from planning.forms.booking import PERIODS, BookingForm, ReleaseForm, SpanForm

__all__ = ["PERIODS", "BookingForm", "ReleaseForm", "SpanForm"]
