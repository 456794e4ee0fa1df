"""`/ical/<secret>.ics`: a calendar for whoever holds its address, without session, cookie or trace of it."""

import time

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from cabinet.clock import today_in_paris
from planning.calendars.reading import OpenFeed, open_feed, tag_of, text_of

#: One's phone, tablet and computer ask a few times an hour; a program gone mad is told to wait.
A_MINUTE = 60
HEADERS = {
    # A proxy keeps nothing; a program keeps what it has, and asks each time whether it still stands.
    "Cache-Control": "private, no-cache",
    # The address is the key: it goes to no other site.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """200, or 304 to who has it already. Every address that opens nothing gets the same 404.

    To say that nothing changed costs next to nothing, and is not counted.
    """
    found = open_feed(secret, today=today_in_paris())
    if found is None:
        if too_often(f"unknown-feed:{address_of_client(request)}"):
            return plain("Trop de demandes. Réessayez dans une minute.", 429)
        return plain("Cette adresse n’ouvre aucun agenda.", 404)
    etag = quote_etag(tag_of(found))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        if too_often(f"feed:{found.feed.id}"):
            return plain("Trop de demandes. Réessayez dans une minute.", 429)
        response = written(found)
    for name, value in {**HEADERS, "ETag": etag}.items():
        response[name] = value
    return response


def written(found: OpenFeed) -> HttpResponse:
    response = HttpResponse(text_of(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.feed.kind}.ics"'
    return response


def plain(sentence: str, status: int) -> HttpResponse:
    """No page: nobody reads it, and a page might tell one refusal from another."""
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8", headers=HEADERS)


def too_often(who: str) -> bool:
    """More than `A_MINUTE` in this minute. Without Valkey nobody is refused: 256 bits are not tried out."""
    key = f"asked:{who}:{int(time.time() // 60)}"
    try:
        cache.add(key, 0, timeout=120)
        return cache.incr(key) > A_MINUTE
    except (RedisError, ValueError):  # away, or the count has just been forgotten
        return False


def address_of_client(request: HttpRequest) -> str:
    return get_adapter().get_client_ip(request)
