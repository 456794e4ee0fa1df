"""Without a broker everything works and waits; without Valkey the door says to come back, and pages stay."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cabinet.jobs import run_due
from cabinet.models import Job
from tests.journeys.conftest import PHONE, SLUG
from tests.journeys.processes import House, serving
from tests.journeys.watching import axe

LATE_DAY = "2026-11-05"


@pytest.fixture(scope="module")
def dead_port() -> Iterator[int]:
    """A port that nobody answers at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(scope="module")
def house_without_broker(house: House, dead_port: int, tmp_path_factory) -> Iterator[House]:
    broken = house.environment | {"CELERY_BROKER_URL": f"redis://127.0.0.1:{dead_port}/0"}
    with serving(tmp_path_factory.mktemp("no-broker"), broken) as other:
        yield other


@pytest.fixture(scope="module")
def house_without_valkey(house: House, dead_port: int, tmp_path_factory) -> Iterator[House]:
    gone = f"redis://127.0.0.1:{dead_port}/0"
    broken = house.environment | {"REDIS_URL": gone, "CELERY_BROKER_URL": gone}
    with serving(tmp_path_factory.mktemp("no-valkey"), broken) as other:
        yield other


def take_day_and_release_it_late(page) -> None:
    page.goto(f"/c/{SLUG}/planning/?mois=2026-11")
    page.locator(f"#jour-{LATE_DAY}").tap()
    sheet = page.locator("#sheet")
    sheet.get_by_role("button", name="Je prends cette journée").tap()
    expect(sheet).to_be_hidden()
    page.locator(f"#jour-{LATE_DAY}").tap()
    sheet.get_by_label("Motif").fill("Panne de voiture")
    sheet.get_by_role("button", name="Je libère cette journée").tap()
    expect(sheet).to_be_hidden()


def test_dead_broker_never_fails_a_page(house_without_broker, practice, sign_in, mailoutbox):
    page = sign_in("valentine.fradin", PHONE, at=house_without_broker.address)
    take_day_and_release_it_late(page)
    assert Job.objects.filter(done_at=None, kind="send_message").count() == 1
    run_due()
    assert [mail.to for mail in mailoutbox] == [[f"baptiste.jaulin@{SLUG}.example"]]


def test_without_valkey_the_door_waits_and_pages_work(house_without_valkey, practice, sign_in, visit):
    known = sign_in("valentine.fradin", PHONE)
    door = visit(PHONE, at=house_without_valkey.address)
    door.goto("/compte/login/")
    door.get_by_label("Adresse e-mail").fill("kevin.rabiller@nieul-le-dolent.example")
    door.get_by_label("Mot de passe", exact=True).fill("peu importe")
    with door.watch.refused(503):
        door.get_by_role("button", name="Se connecter").click()
        expect(door.get_by_role("heading", name="Le service redémarre")).to_be_visible()
    axe(door)

    page = visit(PHONE, at=house_without_valkey.address, storage_state=known.context.storage_state())
    take_day_and_release_it_late(page)
    page.goto("/mes-releves/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes relevés")
