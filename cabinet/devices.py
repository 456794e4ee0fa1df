"""Where a person is signed in: their sessions, each with its browser, and the end of one or of all others.

Nothing is said of the place: an address on the internet gives a town that is wrong as often as not, and
would be one more thing kept about somebody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from cabinet.models import Person
from cabinet.sessions import SEEN, is_over

#: In the order in which they must be looked for: Edge says that it is Chrome, and Chrome that it is Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
PHONES = frozenset({"iPhone", "Android"})


@dataclass(frozen=True)
class Device:
    """`pk` is that of the session's row."""

    pk: int
    name: str
    is_phone: bool
    since: datetime
    seen_at: datetime
    is_this_one: bool


def devices_of(person: Person, *, session_key: str, now: datetime) -> list[Device]:
    """Sessions that run, this one first, then the last seen. Two statements."""
    kept = {row.session_key: row for row in UserSession.objects.filter(user=person)}
    found = []
    for session in Session.objects.filter(session_key__in=list(kept), expire_date__gt=now):
        content, row = SessionStore().decode(session.session_data), kept[session.session_key]
        if is_over(content, now=int(now.timestamp())):
            continue
        seen_at = datetime.fromtimestamp(content[SEEN], UTC) if SEEN in content else row.created_at
        found.append(
            Device(
                pk=row.pk,
                name=name_of(row.user_agent),
                is_phone=system_of(row.user_agent) in PHONES,
                since=row.created_at,
                seen_at=max(seen_at, row.created_at),
                is_this_one=session.session_key == session_key,
            )
        )
    return sorted(found, key=lambda device: (not device.is_this_one, -device.seen_at.timestamp()))


def note_device(request: HttpRequest) -> None:
    """A sign-in that allauth did not see."""
    UserSession.objects.create_from_request(request)


def end_devices(person: Person, *, pk: int | None = None, but: str) -> list[str]:
    """End the session of that row, or all; never the one of the key `but`. The names of those that ended.

    Their next page asks who is there, and their live page stops before it is told another word.
    """
    rows = UserSession.objects.filter(user=person).exclude(session_key=but)
    ended = list(rows if pk is None else rows.filter(pk=pk))
    for row in ended:
        row.end()
    return [name_of(row.user_agent) for row in ended]


def name_of(user_agent: str) -> str:
    """« Firefox, Windows »; « Navigateur inconnu » for what says nothing."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Navigateur inconnu")
    system = system_of(user_agent)
    return f"{browser}, {system}" if system else browser


def system_of(user_agent: str) -> str:
    return next((name for sign, name in SYSTEMS if sign in user_agent), "")
