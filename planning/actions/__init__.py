"""What changes the calendar: each function takes `by`, the membership that asks, and `at`, the instant."""

from cabinet.actions.refusals import Refused
from planning.actions.book import AlreadyTaken, BookingRefused, book_presence
from planning.actions.release import ReleaseRefused, release_presence

__all__ = [
    "AlreadyTaken",
    "BookingRefused",
    "Refused",
    "ReleaseRefused",
    "book_presence",
    "release_presence",
]
