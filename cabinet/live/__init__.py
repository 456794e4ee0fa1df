"""Live pages: what changes elsewhere appears by itself (docs/architecture.md, « A live page »).

`tell` in the transaction of a change, with the audience that may hear of it; the page says what it fetches
again.
"""

from cabinet.live.audience import EVERYBODY, people, roles, who_may
from cabinet.live.telling import tell

__all__ = ["EVERYBODY", "people", "roles", "tell", "who_may"]
