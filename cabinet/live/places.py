"""Where the stream is: under the site's own address behind a proxy, on another port of it without one."""

from urllib.parse import urlsplit

from django.conf import settings

PREFIX = "/flux/"


def stream_address(slug: str, *, scheme: str, host: str) -> str:
    """What a page opens, as seen from the page that is at `host`."""
    path = f"{PREFIX}{slug}/"
    if not settings.LIVE_PORT:
        return path
    return f"{scheme}://{hostname(host)}:{settings.LIVE_PORT}{path}"


def may_listen(origin: str, *, host: str) -> bool:
    """Whether a page of `origin` may read the stream at `host`: the site's own, on its other port."""
    page, site = urlsplit(origin), urlsplit(settings.SITE_URL)
    return (
        bool(settings.LIVE_PORT)
        and hostname(host) == page.hostname
        and (page.scheme, page.port) == (site.scheme, site.port)
    )


def hostname(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""
