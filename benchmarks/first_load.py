"""Bytes over the wire of the phone's calendar with a cold cache, in Chromium; and of the next page.

Headers count, as Chromium says what came by the network; the next page finds the styles and scripts kept. The
stream is another process, which is not there: what its absence makes a page ask for is left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.harness import ROUNDS, Figure
from benchmarks.house import database, filler
from benchmarks.page_planning import write_three_years
from benchmarks.practices import slug_of
from benchmarks.server import served, sign_in
from cabinet.models import Person

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CALENDAR = f"/c/{slug_of(1)}/planning/"
NEXT = "/mes-jours/"


@contextmanager
def signed_in_phone(port: int, session: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(**PHONE, base_url=f"http://localhost:{port}")
        context.add_cookies([{"name": "session", "value": session, "url": f"http://localhost:{port}"}])
        yield context.new_page()
        browser.close()


def weigh(page: Page, *paths: str) -> list[tuple[float, int]]:
    """(KiB, requests) that each page takes from the network, one after the other."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    streams: set[str] = set()

    def asked(event: dict) -> None:
        if "/flux/" in event["request"]["url"]:
            streams.add(event["requestId"])

    def came(event: dict) -> None:
        if event["requestId"] not in streams:
            sizes.append(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    weights = []
    for path in paths:
        sizes.clear()
        answer = page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"
        paid = [size for size in sizes if size]  # from the cache, nothing comes by the network
        weights.append((sum(paid) / 1024, len(paid)))
    return weights


def main() -> None:
    with database("first_load") as name:
        with filler(name) as fill:
            write_three_years(fill)
        session = sign_in(Person.objects.get(pk=101))
        first, following = [], []
        with served(name) as port:
            for _ in range(ROUNDS):
                with signed_in_phone(port, session) as page:
                    cold, warm = weigh(page, CALENDAR, NEXT)
                first.append(cold)
                following.append(warm)
    Figure(
        *("first_load", median(weight for weight, _ in first), "KiB"),
        n=ROUNDS,
        details={
            "requests": max(requests for _, requests in first),
            "next_page_kib": round(median(weight for weight, _ in following), 3),
            "next_page_requests": max(requests for _, requests in following),
        },
    ).print()


if __name__ == "__main__":
    main()
