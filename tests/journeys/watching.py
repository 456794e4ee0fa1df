"""What no page may do: complain, break its policy, fail a request, scroll sideways, shut somebody out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, Response

#: The lines of the browser and of htmx for an answer that `Watch.answered` has already judged.
ANSWERED = re.compile(
    r"Failed to load resource: the server responded with a status of \d+|Response Status Error Code \d+"
)
NARROWEST = 360
#: What moves has arrived.
SETTLED = """async () => {
    await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(one => one.finished));
}"""


class Watch:
    """Listens to a page; `faults` is empty at the end of a good journey."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        self.refusals: set[int] = set()
        self.may_fail = ""
        page.on("console", self.said)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", self.failed)
        page.on("response", self.answered)
        page.on("dialog", self.asked)

    def said(self, message: ConsoleMessage) -> None:
        if self.may_fail and self.may_fail in str(message.location.get("url", "")):
            return
        if message.type in ("error", "warning") and not ANSWERED.match(message.text):
            self.faults.append(f"console: {message.text}")

    def failed(self, request: Request) -> None:
        if self.may_fail and self.may_fail in request.url:
            return
        if request.failure != "net::ERR_ABORTED":  # a download takes the place of a page
            self.faults.append(f"failed: {request.url} {request.failure}")

    def answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.faults.append(f"answered {response.status}: {response.url}")

    def asked(self, dialog: Dialog) -> None:
        """No script of ours opens one: somebody else's ran."""
        self.faults.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    @contextmanager
    def failing(self, part: str) -> Iterator[None]:
        """Requests whose address holds `part` get no answer: the journey is about that."""
        self.may_fail = part
        yield
        self.may_fail = ""

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """These refusals are what the journey is about."""
        self.refusals = set(statuses)
        yield
        self.refusals = set()


def axe(page: Page) -> None:
    """axe finds nothing; in the dark only colours are other ones."""
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SETTLED)
        found = Axe().run(page, options={"resultTypes": ["violations"]} | rules)
        assert found.violations_count == 0, f"{scheme} {page.url}\n{found.generate_report()}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def holds_in_width(page: Page, width: int = NARROWEST) -> None:
    """No sideways scroll on the narrowest phone; the page is given its size back."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    wide = page.evaluate(
        """width => [...document.querySelectorAll("body *")]
            .filter(one => one.getBoundingClientRect().right > width + 0.5 && one.checkVisibility())
            .slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""
        if page.evaluate("document.documentElement.scrollWidth") > width
        else "width => []",
        width,
    )
    page.set_viewport_size(before)
    assert wide == [], f"{page.url} is wider than {width} px"
