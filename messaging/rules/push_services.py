"""A push leaves by https for the services of browsers that the house knows, and for no other address.

Source: TRUST.md §6, attacks 22 and 42.
"""

from urllib.parse import urlsplit

#: Chrome and most Androids, Firefox, Safari, Edge; « .x » takes what ends so.
SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    "web.push.apple.com",
    ".push.apple.com",
    ".notify.windows.com",
)
LONGEST = 500


def service_of(endpoint: str, allowed: tuple[str, ...] = SERVICES) -> str | None:
    """The entry of `allowed` that lets this address through, or nothing.

    « host:port » lets that very port through; the others mean the usual one.
    """
    if len(endpoint) > LONGEST or not endpoint.isascii() or any(letter.isspace() for letter in endpoint):
        return None
    try:
        address = urlsplit(endpoint)
        host, port = (address.hostname or "").lower(), address.port or 443
    except ValueError:
        return None
    if address.scheme != "https" or address.username is not None or address.password is not None:
        return None
    if "\\" in endpoint or address.fragment:
        return None
    return next((entry for entry in allowed if _lets(entry, host, port)), None)


def _lets(entry: str, host: str, port: int) -> bool:
    named, _, own_port = entry.partition(":")
    if port != int(own_port or 443):
        return False
    if named.startswith("."):
        return host.endswith(named) and len(host) > len(named)
    return host == named


def is_of_the_house(entry: str) -> bool:
    """An entry with its port is a relay that the server's keeper named: it may lie on their own network."""
    return ":" in entry
