"""The sample practice in real Chromium, served by gunicorn with its hashed files; Celery when asked for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import databases
from tests.journeys.moment import SHIFT, shift_to, travelling
from tests.journeys.processes import House, house_environment, serving
from tests.journeys.watching import Watch
from tests.messaging.push_service import PORTS

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
#: Files of pages that no journey opens: compressing them would take as long as the journeys.
NOT_SEEN = ("--ignore", "drf_spectacular_sidecar", "--ignore", "rest_framework")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--disable-gpu", "--disable-dev-shm-usage"]
SLUG = "nieul-le-dolent"
PASSWORD = "un-mot-de-passe-de-bocage"

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}

# A browser's loop runs in the thread of the tests, beside synchronous queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package", autouse=True)
def _moment() -> Iterator[None]:
    """The clock of the tests and of all that they start."""
    os.environ |= shift_to()
    with travelling():
        yield
    del os.environ[SHIFT]


@pytest.fixture(scope="package")
def browser(_moment) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0, args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def house(_moment, django_db_setup, migrated_template, tmp_path_factory) -> Iterator[House]:
    """One server for all journeys: `practice` puts a new database under the same name before each."""
    folder = tmp_path_factory.mktemp("house")
    environment = house_environment(f"{migrated_template}_living") | {
        "STATIC_ROOT": str(folder / "static"),
        "PUSH_HOSTS": ",".join(f"localhost:{port}" for port in PORTS),
    }
    House("", environment).manage("collectstatic", "--noinput", "--verbosity", "0", *NOT_SEEN)
    with serving(folder, environment) as house:
        yield house


@pytest.fixture(scope="package")
def inhabited_template(_moment, django_db_setup, migrated_template, django_db_blocker) -> Iterator[str]:
    """The sample practices in a database to which nobody is connected: the mould of each journey's."""
    name = f"{migrated_template}_inhabited"
    with django_db_blocker.unblock():
        databases.make_mould(migrated_template, name, open_practices)
    yield name
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def practice(house: House, inhabited_template, migrated_template, django_db_blocker) -> Iterator:
    """The sample practice, committed in a database of this journey's own, which the house serves."""
    from django.core.cache import cache

    from cabinet.models import Cabinet

    name = f"{migrated_template}_living"
    with django_db_blocker.unblock(), databases.of_ones_own(inhabited_template, name):
        cache.clear()  # limits and queues of the journey before
        yield Cabinet.objects.get(slug=SLUG)
        send_everybody_away(name)


def send_everybody_away(name: str) -> None:
    """Only the application's own role may end its connections; with the door open, the stream comes back."""
    from django.db import connection

    connection.ensure_connection()
    databases.maintenance(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def open_practices() -> None:
    """As their start kits make them, with a password for everybody."""
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.utils import timezone

    from cabinet import kit
    from cabinet.models import Person

    for name in (SLUG, "aubigny"):
        kit.load(SAMPLES / f"{name}.json", at=timezone.now())
    Person.objects.update(password=Argon2PasswordHasher().encode(PASSWORD, "du-sel-pour-tous"))


@pytest.fixture
def visit(browser: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """`visit(PHONE)` is a page of a new browser; `page.watch` has seen all of it, and no fault."""
    opened: list[tuple[Page, Watch]] = []

    def make(device: dict = DESK, *, at: str = "", **options) -> Page:
        context = browser.new_context(
            **device,
            **options,
            base_url=at or house.address,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.watch = Watch(page)
        opened.append((page, page.watch))
        return page

    yield make
    faults = [fault for _, watch in opened for fault in watch.faults]
    for page, _ in opened:
        page.context.close()
    assert faults == []


@pytest.fixture
def sign_in(visit) -> Callable[..., Page]:
    """`sign_in("kevin.rabiller", PHONE)`: through the door, as everybody."""

    def enter(name: str, device: dict = DESK, **options) -> Page:
        page = visit(device, **options)
        page.goto("/")
        fill_door(page, name)
        page.wait_for_url(lambda address: "/compte/" not in address)
        return page

    return enter


def fill_door(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Adresse e-mail").fill(f"{name}@{SLUG}.example")
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()


def member_named(practice, name: str):
    """The membership of somebody of the sample practice."""
    from cabinet.models import Membership
    from cabinet.tenancy.scope import scoped

    with scoped(practice.pk):
        membership = Membership.objects.with_person().get(person__email=f"{name}@{SLUG}.example")
    membership.cabinet = practice
    return membership
