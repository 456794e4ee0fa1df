"""The pictures of README.md and of the guide: the demo on a fixed day, as its people see it. Run by
`bin/pictures`."""

import io
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import django
import time_machine
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from cabinet.services.places import CHECKOUT

#: The day after the secretary has verified October: the médecin remplacé may approve it.
MOMENT = datetime.fromisoformat("2026-11-03T09:12:00+01:00")
SLUG = "nieul-le-dolent"
PORT = 8790
PHONE, DESKTOP, PAGE = (390, 844), (1280, 800), (794, 1123)
COLOURS = 128
LARGEST = 150_000

SECRETARY = "baptiste.jaulin"
LOCUM = "kevin.rabiller"
REMPLACE = "ulysse.texier"


def main(folder: Path, guide: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")
    os.environ["SITE_URL"] = f"http://127.0.0.1:{PORT}"
    for place in (folder, guide):
        place.mkdir(parents=True, exist_ok=True)
    with time_machine.travel(MOMENT):
        django.setup()
        prepare()
        with serving(), chromium() as browser:
            Camera(browser, guide).take_guide()
            Camera(browser, folder).take_all()


def prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", stdout=io.StringIO())


@contextmanager
def serving() -> Iterator[None]:
    """The house in a thread of this process, so that it lives on the same fixed day."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadedWSGIServer(("127.0.0.1", PORT), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=False,
            args=[
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--font-render-hinting=none",
                "--hide-scrollbars",
            ],
        )
        yield browser
        browser.close()


class Camera:
    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def take_all(self) -> None:
        place = f"/c/{SLUG}"
        with self.seen_by(LOCUM, PHONE) as page:
            self.take(page, f"{place}/planning/", "calendar-phone")
        with self.seen_by(SECRETARY, DESKTOP) as page:
            self.take(page, f"{place}/", "home-secretary")
            self.take(page, f"{place}/planning/", "planning-desktop")
            self.upload(page, f"{place}/recettes/?mois=2026-11")
            self.keep(page, "receipts")
        with self.seen_by(REMPLACE, DESKTOP) as page:
            self.take(page, f"{place}/retrocession/2026-10/", "closing")
        with self.page(PAGE) as page:
            page.set_content(in_a_thread(statement))
            self.keep(page, "statement")

    def take_guide(self) -> None:
        """One for each role, at the size at which it is shown; before the month's statements are issued."""
        from demo.guide_pictures import VIEWS

        for role, view in VIEWS.items():
            with self.seen_by(view.who, view.size, scale=1) as page:
                self.take(page, f"/c/{SLUG}/{view.path}", role.value)

    @contextmanager
    def page(self, size: tuple[int, int], scale: int = 0) -> Iterator[Page]:
        context = self.browser.new_context(
            base_url=f"http://127.0.0.1:{PORT}",
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale or (2 if size == PHONE else 1),
            color_scheme="light",
            locale="fr-FR",
            reduced_motion="reduce",
            timezone_id="Europe/Paris",
        )
        yield context.new_page()
        context.close()

    @contextmanager
    def seen_by(self, who: str, size: tuple[int, int], scale: int = 0) -> Iterator[Page]:
        """A page in which somebody of the demo has signed in by the door."""
        from demo.accounts import PASSWORD

        with self.page(size, scale) as page:
            page.goto("/compte/login/")
            page.fill("[name=login]", f"{who}@{SLUG}.example")
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda address: "/compte/" not in address)
            yield page

    def take(self, page: Page, address: str, name: str) -> None:
        answer = page.goto(address)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{address} answered {answer and answer.status}.")
        self.keep(page, name)

    def upload(self, page: Page, address: str) -> None:
        """November's file with one amount that cannot be read: what the secretary sees before she decides."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "recettes-2026-11.csv"
            file.write_text(in_a_thread(november), "cp1252")
            page.goto(address)
            page.set_input_files("[name=file]", file)
            page.select_option("[name=month]", "2026-11")
            page.locator("main form:has([name=file]) button[type=submit]").click()
            page.wait_for_url("**/recettes/*-*/")

    def keep(self, page: Page, name: str) -> None:
        """Few colours and no dithering: screens are flat, and the repository stays light."""
        page.wait_for_load_state("networkidle")
        shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        path = self.folder / f"{name}.png"
        shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        size = path.stat().st_size
        if size > LARGEST:
            raise RuntimeError(f"{path.name} weighs {size} bytes: more than {LARGEST}.")
        print(f"{path.name}: {shot.width} × {shot.height}, {size // 1000} kB")


def in_a_thread(function: Callable[[], str]) -> str:
    """Away from Playwright's event loop, in which Django would refuse to speak to the database."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function).result()


def november() -> str:
    """October's sample on the days of November when the same doctors come, one amount spoiled."""
    titles, *lines = (CHECKOUT / "samples/recettes-2026-10.csv").read_text("cp1252").splitlines()
    coming, moved, given = november_days(), {}, []
    for line in lines:
        on, _, _, _, _, rpps, *_ = cells = line.split(";")
        if (rpps, on) not in moved and coming.get(rpps):
            moved[rpps, on] = coming[rpps].pop(0)
        if (rpps, on) in moved:
            given.append(";".join([moved[rpps, on], *cells[1:]]))
    given[41] = given[41].replace(",00;", ",0,0;", 1)
    return "\n".join([titles, *given, ""])


def november_days() -> dict[str, list[str]]:
    """RPPS: the days of November on which that doctor is in the calendar."""
    from cabinet.models import Cabinet, PractitionerProfile
    from cabinet.tenancy.scope import scoped
    from planning.models import Presence

    with scoped(Cabinet.objects.get(slug=SLUG).pk):
        rpps = dict(PractitionerProfile.objects.values_list("membership_id", "rpps"))
        there = Presence.objects.standing().filter(on__year=2026, on__month=11).order_by("on")
        days: dict[str, list[str]] = {}
        for presence in there:
            days.setdefault(rpps.get(presence.membership_id, ""), []).append(f"{presence.on:%d/%m/%Y}")
    return days


def statement() -> str:
    """October issued, one locum's document as the printer lays it out, with its stylesheet inside."""
    from django.template.loader import render_to_string

    from cabinet.models import Cabinet, Membership
    from cabinet.tenancy.scope import scoped
    from retrocession.actions.closing import approve_month
    from retrocession.actions.statements import issue_month
    from retrocession.documents import STYLESHEET, statement_page
    from retrocession.models import Statement

    october = date(2026, 10, 1)
    with scoped(Cabinet.objects.get(slug=SLUG).pk):
        remplace = Membership.objects.with_person().get(person__email=f"{REMPLACE}@{SLUG}.example")
        approve_month(month=october, by=remplace, at=MOMENT)
        issue_month(month=october, by=remplace, at=MOMENT)
        issued = Statement.objects.get(month=october, remplacant__person__email=f"{LOCUM}@{SLUG}.example")
        html = render_to_string("retrocession/statement_pdf.html", statement_page(issued))
    margins = "html { background: #fff } body { padding: 18mm 17mm }"
    return html.replace("</head>", f"<style>{STYLESHEET.read_text('utf-8')}{margins}</style></head>")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
