"""Files in a browser: each in its line, kept when the network is lost, sent once, waited for by the form."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect, sync_playwright

from cabinet.bundles import joined

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).parents[2]
SITE = "https://cabinet.example"
UP = f"{SITE}/c/nieul/pieces/"
PHOTO = {"name": "plaie.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"0" * 2000}
PDF = {"name": "resultat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}

pytestmark = pytest.mark.skipif(not os.path.exists(CHROMIUM), reason="no Chromium")


class Site:
    """A form with the field, the house's own script and style, and a server that one can unplug."""

    def __init__(self, page) -> None:
        self.page, self.plugged, self.refuses, self.held = page, True, False, []
        self.uploads, self.removed, self.sent = [], [], []
        page.route("**/*", self.answer)
        page.goto(f"{SITE}/")

    def answer(self, route) -> None:
        url, method = route.request.url, route.request.method
        if url == UP and method == "POST":
            self.upload(route)
        elif url.endswith("/retrait/"):
            self.removed.append(url)
            route.fulfill(status=204)
        elif url == f"{SITE}/envoi":
            self.sent.append(route.request.post_data or "")
            route.fulfill(status=204)
        elif url == f"{SITE}/":
            route.fulfill(body=document(), content_type="text/html; charset=utf-8")
        elif url == f"{SITE}/app.js":
            route.fulfill(body=joined(ROOT / "static/js/app"), content_type="text/javascript")
        elif url == f"{SITE}/app.css":
            route.fulfill(body=joined(ROOT / "static/css/app"), content_type="text/css")
        else:
            route.fulfill(status=404)

    def upload(self, route) -> None:
        body = (route.request.post_data_buffer or b"").decode("latin-1")
        self.uploads.append(body.partition('name="client_key"\r\n\r\n')[2].partition("\r\n")[0])
        if not self.plugged:
            route.abort("internetdisconnected")
        elif self.refuses:
            said = {"sentence": "Ce fichier est vide. Choisissez-en un autre.", "name": "plaie.jpg"}
            route.fulfill(status=422, body=render_to_string("messaging/_draft_refused.html", said))
        elif self.held is None:
            self.held = [route]
        else:
            route.fulfill(status=201, body=line())

    def release(self) -> None:
        for route in self.held:
            route.fulfill(status=201, body=line())
        self.held = []

    def pick(self, *files) -> None:
        self.page.set_input_files('input[type="file"][multiple]', list(files))

    @property
    def lines(self):
        return self.page.locator("[data-attach-list] li")


class Draft:
    is_image, is_ready, weight, name = False, True, "2\u202fko", "plaie.jpg"

    def __init__(self) -> None:
        self.pk = uuid4()


def line() -> str:
    return render_to_string("messaging/_draft.html", {"draft": Draft(), "slug": "nieul"})


def document() -> str:
    field = render_to_string("messaging/_attach_field.html", {"slug": "nieul", "drafts": []})
    return (
        '<!DOCTYPE html><html lang="fr" class="with-script"><head><title>Essai</title>'
        '<link rel="stylesheet" href="/app.css"></head>'
        '<body><form method="post" action="/envoi" enctype="multipart/form-data">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="jeton">'
        f'{field}<button id="envoyer">Envoyer</button></form>'
        '<script type="module" src="/app.js"></script></body></html>'
    )


@pytest.fixture
def site():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0, args=["--disable-dev-shm-usage"]
        )
        yield Site(browser.new_page(viewport={"width": 390, "height": 844}))
        browser.close()


def test_files_go_up_each_in_its_line_and_leave_with_the_form(site):
    site.pick(PHOTO, PDF)
    expect(site.page.locator('[name="attachments"]')).to_have_count(2)
    assert (len(set(site.uploads)), len(site.uploads)) == (2, 2)
    site.page.click("#envoyer")
    site.page.wait_for_timeout(200)
    assert (len(site.sent), site.sent[0].count('name="attachments"'), "plaie.jpg" in site.sent[0]) == (
        1,
        2,
        False,
    )


def test_lost_network_keeps_the_file_and_sends_it_again_under_the_same_key(site):
    site.plugged = False
    site.pick(PHOTO)
    expect(site.page.get_by_text("Pas de réseau")).to_be_visible()
    site.plugged = True
    site.page.click("text=Réessayer")
    expect(site.page.locator('[name="attachments"]')).to_have_count(1)
    assert (len(site.uploads), len(set(site.uploads))) == (2, 1)


def test_refused_file_says_why_and_goes_when_told(site):
    site.refuses = True
    site.pick(PHOTO)
    expect(site.page.get_by_text("Ce fichier est vide.")).to_be_visible()
    site.page.click("[data-attach-remove]")
    expect(site.lines).to_have_count(0)


def test_too_heavy_file_does_not_even_leave(site):
    site.pick({**PHOTO, "buffer": b"0" * (10 * 1024 * 1024 + 1)})
    expect(site.page.get_by_text("dépasse 10 Mo")).to_be_visible()
    assert site.uploads == []


def test_removed_draft_is_taken_back(site):
    site.pick(PHOTO)
    site.page.click('[data-attach-remove]:not([data-attach-remove=""])')
    expect(site.lines).to_have_count(0)
    site.page.wait_for_timeout(200)
    assert len(site.removed) == 1


def test_sixth_file_is_not_taken(site):
    site.pick(*[{**PHOTO, "name": f"{number}.jpg"} for number in range(6)])
    expect(site.page.get_by_text("5 pièces jointes au plus")).to_be_visible()
    expect(site.lines).to_have_count(5)


def test_form_waits_for_what_is_on_its_way(site):
    site.held = None
    site.pick(PHOTO)
    expect(site.page.locator("progress")).to_be_visible()
    site.page.click("#envoyer")
    expect(site.page.get_by_text("L’envoi part dès que")).to_be_visible()
    assert site.sent == []
    site.release()
    site.page.wait_for_timeout(500)
    assert (len(site.sent), site.sent[0].count('name="attachments"')) == (1, 1)
