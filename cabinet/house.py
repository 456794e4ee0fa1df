"""What the apps above add to the ground floor, without it knowing them: navigation and home cards.

A module named in `settings.CABINET_HOUSE` may define `navigation(member) -> list[Door]`,
`home_cards(member, today) -> list[Card]`, `own_links() -> list[Link]`, `first_page(member) -> str | None`,
`booking_notices(membership, on) -> list[str]`, `report_tables(cabinet, first, last)`,
`report_costs(cabinet, open_days)`, `setup_steps(member) -> list[SetupStep]`, `desk_cards()` and
`file_sections()`;
`archive_tables()`, `archive_files()` and `forget_files(cabinet_id)`, for what lies outside the database; and
`day_release_notices`, `day_released` and `day_taken`, for what hangs on a presence of the calendar;
`say_in_channel`, for what a whole team is to read; and `forget_devices` and `stop_telling`, for what would go
on ringing after somebody was shut out.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from cabinet.members import Member
from cabinet.models import Cabinet, Membership


@dataclass(frozen=True)
class Tally:
    """How many things wait behind a door. `count` is asked when it is drawn; `url` gives it alone
    (`components/nav_count.html`) when one of the kinds of events of `hears` is heard.

    `words`: « message non lu,messages non lus ».
    """

    count: Callable[[], int]
    url: str
    hears: str
    words: str


@dataclass(frozen=True)
class Door:
    """An entry of the navigation. `order` sorts; `current` is set for the page being shown.

    `under` begins the addresses that lie behind it, when its own does not. `tally`: what waits behind it.
    """

    label: str
    url: str
    icon: str
    order: int = 50
    current: bool = False
    under: str = ""
    tally: Tally | None = None

    @property
    def begins(self) -> str:
        return self.under or self.url


@dataclass(frozen=True)
class Link:
    """What one finds under one's own initials, whatever the practice."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class Card:
    """A card of the home page: a template and what it needs. What needs a person now comes first."""

    template: str
    context: dict = field(default_factory=dict)
    order: int = 50


def _modules() -> list:
    return [import_module(name) for name in settings.CABINET_HOUSE]


def navigation(member: Member, path: str) -> list[Door]:
    """The doors open to this member, the one of `path` marked (the longest address that begins it).

    What waits behind a door is counted on the pages of that practice: one's own are of all of them.
    """
    home = reverse("home_of_practice", args=[member.cabinet.slug])
    doors = [Door("Accueil", home, "house", order=0)]
    for module in _modules():
        doors += getattr(module, "navigation", lambda member: [])(member)
    doors.append(Door("Équipe", reverse("team", args=[member.cabinet.slug]), "users", order=90))
    # Every page of the practice begins as its home does: that door is marked on the home page only.
    behind = [door.begins for door in doors if path.startswith(door.begins) and door.url != home]
    here = max(behind, key=len, default=home if path == home else None)
    if not path.startswith(home):
        doors = [replace(door, tally=None) for door in doors]
    return [replace(door, current=door.begins == here) for door in sorted(doors, key=lambda door: door.order)]


def own_links() -> list[Link]:
    return [link for module in _modules() for link in getattr(module, "own_links", list)()]


def home_cards(member: Member, today: date) -> list[Card]:
    cards = [card for module in _modules() for card in getattr(module, "home_cards", no_cards)(member, today)]
    return sorted(cards, key=lambda card: card.order)


def first_page(member: Member) -> str | None:
    """Where this member's day begins, when it is not the practice's home: by the first app that says."""
    asked = [getattr(module, "first_page", None) for module in _modules()]
    return next((page for ask in asked if ask and (page := ask(member))), None)


def booking_notices(membership: Membership, on: date) -> list[str]:
    """What the apps above say to whoever books a day for that member; sentences, in French."""
    asked = [getattr(module, "booking_notices", None) for module in _modules()]
    return [notice for ask in asked if ask for notice in ask(membership, on)]


@dataclass(frozen=True)
class ReleaseNotice:
    """What stands on a day that somebody may release: a sentence without a name, and who could take it over.

    `choices`: (membership id, name) of those present who may receive it; `url` shows it to who may read it.
    """

    text: str
    choices: Sequence[tuple[UUID, str]] = ()
    url: str = ""


def day_release_notices(member: Member, on: date, presences: Sequence[Any]) -> dict[UUID, ReleaseNotice]:
    """By presence of that day, what the apps above say to whoever may release it, and may know of it."""
    found: dict[UUID, ReleaseNotice] = {}
    for module in _modules():
        if ask := getattr(module, "day_release_notices", None):
            found |= ask(member, on, presences)
    return found


def day_released(
    presences: Sequence[Any], *, by: Membership | None, at: datetime, to: Membership | None = None
) -> None:
    """In the transaction that releases these presences, their day locked: what stood on them is moved, to
    `to` where there is room, or put on a list. The apps above see to it; nothing is dropped."""
    for module in _modules():
        if hook := getattr(module, "day_released", None):
            hook(presences, by=by, at=at, to=to)


def day_taken(presence: Any, *, by: Membership | None, at: datetime) -> None:
    """In the transaction that makes a sure presence: what its person had there before comes back."""
    for module in _modules():
        if hook := getattr(module, "day_taken", None):
            hook(presence, by=by, at=at)


def desk_cards() -> list[Any]:
    """The cards of the front desk that come from above it (`patients.desk_cards.DeskCard`)."""
    asked = [getattr(module, "desk_cards", None) for module in _modules()]
    return [card for ask in asked if ask for card in ask()]


def file_sections() -> list[Any]:
    """The sections of a patient's page that come from above it (`patients.file_sections.FileSection`)."""
    asked = [getattr(module, "file_sections", None) for module in _modules()]
    return [section for ask in asked if ask for section in ask()]


def say_in_channel(*, audience: str, text: str, at: datetime, key: str) -> None:
    """In the transaction of what is said: the team reads it in its channel too (« pool », « team »). The same
    `key` twice is said once. Never about a patient."""
    for module in _modules():
        if hook := getattr(module, "say_in_channel", None):
            hook(audience=audience, text=text, at=at, key=key)


def forget_devices(person_id: int) -> int:
    """Telephones and browsers of this person that ring are asked no more; how many there were."""
    return sum(getattr(module, "forget_devices", _none)(person_id) for module in _modules())


def stop_telling(person_id: int, *, at: datetime) -> None:
    """In the open practice: what was to be told to this person is not told any more."""
    for module in _modules():
        if hook := getattr(module, "stop_telling", None):
            hook(person_id, at=at)


def report_tables(cabinet: Cabinet, first: date, last: date) -> list[Any]:
    """What the apps above add to the occupancy report over a span: tables as the report draws them."""
    asked = [getattr(module, "report_tables", None) for module in _modules()]
    return [table for ask in asked if ask for table in ask(cabinet, first, last)]


def report_costs(cabinet: Cabinet, open_days: Mapping[date, int]) -> Any | None:
    """What whole months of a report cost, given the open days of each; by the first app that knows.

    It has `tables` as the report draws them, `told` in sentences, and the figures of the API.
    """
    asked = [getattr(module, "report_costs", None) for module in _modules()]
    return next((ask(cabinet, open_days) for ask in asked if ask), None)


@dataclass(frozen=True)
class SetupStep:
    """A step of « Mise en route », whose state is what the practice holds already: nothing else is kept.

    `said` is what stands, in a few words; `allowed` whether this member may take it; `optional` ones may be
    left for later without missing.
    """

    key: str
    label: str
    url: str
    done: bool
    said: str = ""
    order: int = 50
    allowed: bool = True
    optional: bool = False
    #: What can be given to others once it is done: an address that needs no sign-in.
    share: str = ""
    #: Where to post for that address to open.
    publish: str = ""


def setup_steps(member: Member) -> list[SetupStep]:
    """What each app says of the setting-up of the practice, in the order in which it is done."""
    asked = [getattr(module, "setup_steps", None) for module in _modules()]
    steps = [step for ask in asked if ask for step in ask(member)]
    return sorted(steps, key=lambda step: step.order)


@dataclass(frozen=True)
class Traced:
    """A kind of thing whose reading leaves a line: « relevé », « relevés », and how some of them are named.

    `names` never says more than a titulaire may read: no content, no amount.
    """

    kind: str
    one: str
    many: str
    names: Callable[[Collection[UUID]], Mapping[UUID, str]]


def traced() -> list[Traced]:
    """What leaves a line when it is read (`cabinet.traces`), of all apps."""
    asked = [getattr(module, "traced", None) for module in _modules()]
    return [kind for ask in asked if ask for kind in ask()]


def archive_tables() -> dict[str, str]:
    """How each table is called in the archive, by its name in the database."""
    asked = [getattr(module, "archive_tables", None) for module in _modules()]
    return {table: said for ask in asked if ask for table, said in ask().items()}


def archive_files() -> Iterator[tuple[str, bytes]]:
    """What the practice owns outside the database, one file after the other: its path in the archive, its
    bytes. In the practice's scope."""
    for module in _modules():
        yield from getattr(module, "archive_files", tuple)()


def forget_files(cabinet_id: int) -> int:
    """Delete the practice's files that lie outside the database; how many there were."""
    return sum(getattr(module, "forget_files", _none)(cabinet_id) for module in _modules())


def _none(cabinet_id: int) -> int:
    return 0


def no_cards(member: Member, today: date) -> list[Card]:
    return []
