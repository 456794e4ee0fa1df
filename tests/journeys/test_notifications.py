"""A phone that asks to be told, and its own worker that says so: all but the browser maker's push service.

No such service can be reached from a test: the browser is given the address and the keys that one would have
given it, a service of ours gets what the house sends there, and Chromium hands what came over to the worker.
"""

import json

from playwright.sync_api import Page, expect

from cabinet import jobs
from cabinet.tenancy.scope import scoped
from messaging.actions.notices import notice
from messaging.models import NoticeKind
from tests.journeys.conftest import PHONE, SLUG, member_named
from tests.journeys.watching import axe, holds_in_width
from tests.messaging.push_service import push_service

#: What a browser would answer, once its maker's service had given it an address.
GIVEN = """({ endpoint, p256dh, auth }) => {
  const plain = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const raw = (text) => Uint8Array.from(plain(text), (letter) => letter.charCodeAt(0)).buffer;
  const subscription = {
    endpoint,
    getKey: (name) => raw(name === "auth" ? auth : p256dh),
    unsubscribe: async () => { localStorage.removeItem("asked"); return true; },
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("asked") ? subscription : null);
  PushManager.prototype.subscribe = async () => { localStorage.setItem("asked", "1"); return subscription; };
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const shown = await worker.getNotifications();
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
}"""


def deliver(page: Page, payload: dict) -> None:
    """To the worker that the page registered, as a push that arrived."""
    session, found = page.context.new_cdp_session(page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    session.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": found[-1]["registrationId"],
            "data": json.dumps(payload),
        },
    )


def test_phone_asks_is_told_without_content_and_asks_no_more(
    practice, sign_in, tmp_path, settings, monkeypatch
):
    from django.utils import timezone

    kevin = member_named(practice, "kevin.rabiller")
    with push_service(tmp_path) as (service, certificate):
        settings.PUSH_HOSTS = (f"localhost:{service.port}",)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        device = service.browser("telephone")
        page = sign_in("kevin.rabiller", PHONE)
        page.context.grant_permissions(["notifications"])
        page.add_init_script(f"({GIVEN})({json.dumps(device.fields)})")
        page.goto("/mes-notifications/")
        page.get_by_role("button", name="Prévenir cet appareil").click()
        expect(page.get_by_text("cet appareil ·")).to_be_visible()
        axe(page)
        holds_in_width(page)

        with scoped(practice.pk):
            url = f"/c/{SLUG}/messages/"
            notice(people=[kevin.person_id], kind=NoticeKind.MESSAGE, url=url, at=timezone.now())
        jobs.run_due(key_prefix="push_notices")
        [said] = device.heard()
        deliver(page, said)
        page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
        [shown] = page.evaluate(SHOWN)
        assert shown == {
            "title": practice.name,
            "body": "Nouveau message.",
            "tag": SLUG,
            "url": page.evaluate("location.origin") + url,
        }

        page.get_by_role("button", name="Retirer").click()
        expect(page.get_by_text("Aucun appareil n’est prévenu.")).to_be_visible()
        expect(page.get_by_role("button", name="Prévenir cet appareil")).to_be_visible()
