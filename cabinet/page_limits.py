"""Pages of a signed-in person are counted, and the files of patients that they open (`rules/page_limits.py`).

Only what is read: a form that is sent is never refused, so that nothing typed is lost. What pages ask for by
themselves to stay up to date is named in the settings and not counted; static files and the stream do not
come this way, and the API has its own limit. One exchange with Valkey a page; without it nobody is refused.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from redis.backoff import NoBackoff
from redis.retry import Retry

from cabinet.rules.page_limits import HOUR, MINUTE, Limits, seconds_before_next_page
from cabinet.text import clock

logger = logging.getLogger(__name__)

READ = ("GET", "HEAD")
#: Seconds: a page does not wait for a count.
PATIENCE = 0.2
#: Seconds for which Valkey is left alone after it did not answer.
LEFT_ALONE = 10


class PageLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._left_alone_until = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        limits = Limits(settings.PAGES_A_MINUTE, settings.FILES_AN_HOUR)
        if limits.are_none or not request.user.is_authenticated or not self._is_read(request, view):
            return None
        now = int(time.time())
        pages, files = self._counted(request.user.pk, file_of(request, kwargs), now)
        wait = seconds_before_next_page(pages=pages, files=files, limits=limits, now=now)
        if not wait:
            return None
        logger.warning(
            "Too many pages: %s a minute, %s files an hour", pages, files, extra={"person": request.user.pk}
        )
        return too_many(now, wait)

    def _is_read(self, request: HttpRequest, view) -> bool:
        if request.method not in READ and not getattr(view, "only_asks", False):
            return False
        by_itself = request.resolver_match.view_name in settings.PAGES_NOT_COUNTED
        return not (by_itself or request.path.startswith("/api/"))

    def _counted(self, person: int, file: str, now: int) -> tuple[int, int]:
        """This page's number in its minute, and how many files this hour; 0 files if it opens none anew."""
        if time.monotonic() < self._left_alone_until:
            return 0, 0
        minute, hour = f"pages:{person}:{now // MINUTE}", f"files:{person}:{now // HOUR}"
        asked = self._valkey.pipeline(transaction=False).incr(minute).expire(minute, 2 * MINUTE)
        if file:
            asked.pfadd(hour, file).expire(hour, 2 * HOUR).pfcount(hour)
        try:
            pages, _, *opened = asked.execute()
        except (redis.RedisError, OSError) as error:
            self._left_alone_until = time.monotonic() + LEFT_ALONE
            logger.warning("Pages are not counted: %s", error.__class__.__name__)
            return 0, 0
        return pages, opened[2] if opened and opened[0] else 0

    @cached_property
    def _valkey(self) -> redis.Redis:
        return redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )


def file_of(request: HttpRequest, kwargs: dict) -> str:
    """What of a patient's this page opens: their file, an appointment, a conversation; empty for none."""
    if request.resolver_match.app_name not in settings.APPS_OF_FILES or "pk" not in kwargs:
        return ""
    return str(kwargs["pk"])


def too_many(now: int, wait: int) -> HttpResponse:
    """A page that says when to come back."""
    back_at = clock(datetime.fromtimestamp(now + wait, UTC))
    page = render_to_string("429_pages.html", {"minutes": -(-wait // MINUTE), "back_at": back_at})
    return HttpResponse(page, status=429, headers={"Retry-After": str(wait)})
