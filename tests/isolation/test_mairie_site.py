"""The whole site as the mairie and as the CLS: every link followed, every file opened.

Nothing is found in it of a table that the database does not let them read.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from itertools import chain
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import models
from openpyxl import load_workbook
from pypdf import PdfReader

from cabinet.models import PractitionerProfile
from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import scoped
from cabinet.text import amount, figure
from patients.models import Patient
from retrocession.models import ReceiptLine
from tests.isolation.conftest import address, client_of
from tests.isolation.routes import routes
from tests.isolation.routes_expected import EXPECTED, OF_ALLAUTH

LINK = re.compile(r'(?:href|src|hx-get)="([^"#]+)')
#: Assets hold nothing of anybody; the account is one's own, and signing out would end the walk.
ASIDE = ("/static/", "/compte/")
#: A calendar goes on for ever: pages that differ by a date or an id only are opened once.
ALIKE = 1
#: What the scene puts into each text that people write, in our practice.
OURS = "ZZAnieul"
SPACES = str.maketrans({"\u202f": " ", "\xa0": " ", "\u2009": " "})


def words_of(rows: models.QuerySet) -> Iterator[str]:
    """What people wrote in these rows, and the amounts, in each way in which they are said."""
    fields = rows.model._meta.concrete_fields
    texts = [
        f.attname for f in fields if isinstance(f, models.CharField | models.TextField) and not f.choices
    ]
    amounts = [f.attname for f in fields if isinstance(f, models.DecimalField)]
    for row in rows:
        for name in texts:
            if OURS in (value := str(getattr(row, name) or "")):
                yield value
        for name in amounts:
            if (value := getattr(row, name)) and abs(value) > 100:
                yield from {amount(value), figure(value), str(value), str(value).replace(".", ",")}


def may_be_read(model: type[models.Model]) -> bool:
    return any(verb.startswith("SELECT") for verb in model.aggregates_may)


def secrets(membership) -> set[str]:
    """The words of each table that this role has no grant on, but for those that it may read elsewhere."""
    kept: set[str] = set()
    known = {membership.cabinet.name, membership.cabinet.commune, membership.cabinet.slug}
    with scoped(membership.cabinet_id, person_id=membership.person_id):
        for model in tenant_models():
            (known if may_be_read(model) else kept).update(words_of(model._base_manager.all()))
    return {word.translate(SPACES).casefold() for word in kept if not any(word in other for other in known)}


def said_by(response) -> str:
    """The words of a page, of a table or of a paper, whatever it is made of."""
    kind, body = response.get("Content-Type", ""), response.getvalue()
    if "pdf" in kind:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    elif "spreadsheetml" in kind:
        book = load_workbook(io.BytesIO(body), read_only=True)
        text = " ".join(str(v) for sheet in book for row in sheet.iter_rows(values_only=True) for v in row)
    else:
        text = unescape(body.decode("utf-8", "replace"))
    return text.translate(SPACES).casefold()


def shape(where: str) -> str:
    parts = urlsplit(where)
    keys = sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "0", parts.path) + "?" + "&".join(keys)


def walk(client, start: str, *, papers: bool) -> Iterator[tuple[str, object]]:
    """Each page that links lead to, once, with its answer; papers are slow to make: for one role only."""
    waiting, seen, alike = [start], {start}, Counter()
    while waiting:
        where = waiting.pop(0)
        answer = client.get(where)
        if 300 <= answer.status_code < 400:
            found = [answer["Location"]]
        else:
            yield where, answer
            html = answer.get("Content-Type", "").startswith("text/html")
            found = LINK.findall(answer.text) if html else []
        for link in found:
            link = urljoin(where, unescape(link))
            if urlsplit(link).netloc or not link.startswith("/") or link.startswith(ASIDE) or link in seen:
                continue
            if "pdf" in link and not papers:
                continue
            seen.add(link)
            alike[shape(link)] += 1
            if alike[shape(link)] <= ALIKE:
                waiting.append(link)


def of_the_api(role: str, objects) -> Iterator[str]:
    for route in routes():
        line = EXPECTED.get((route.name, "GET"))
        if route.is_api and line and not route.name.startswith(OF_ALLAUTH) and line.status(role) == 200:
            yield address(route, objects)


@pytest.mark.parametrize("role", ["mairie", "coordination_cls"])
def test_no_link_leads_to_what_the_database_keeps(scene, role):
    member = scene.player(role)
    kept, client = secrets(member), client_of(member)
    assert {word.casefold() for word in kept_samples(scene)} <= kept
    pages, wrong = 0, []
    kinds: set[str] = set()
    for where, answer in chain(
        walk(client, "/c/nieul/", papers=role == "mairie"),
        ((where, client.get(where)) for where in of_the_api(role, scene.ours)),
    ):
        pages += 1
        kinds.add(answer.get("Content-Type", "").split(";")[0])
        if answer.status_code != 200:
            wrong.append(f"{where}: {answer.status_code}")
        said = said_by(answer)
        wrong += [f"{where}: {word}" for word in kept if word in said]
    assert wrong == []
    assert pages > 30
    assert {"text/html", "text/csv", "application/json"} <= kinds
    assert ("application/pdf" in kinds) == (role == "mairie")


def kept_samples(scene) -> Iterator[str]:
    """The walk would see them: a patient's name, an address, a fee."""
    with scoped(scene.ours.cabinet.pk):
        yield Patient.objects.values_list("last_name", flat=True)[0]
        yield PractitionerProfile.objects.exclude(address="").values_list("address", flat=True)[0]
        fee: Decimal = ReceiptLine.objects.values_list("amount", flat=True)[0]
    yield amount(fee).translate(SPACES)
    yield str(fee)


def test_the_walk_would_see_a_patient_and_a_fee(scene):
    kept, client = secrets(scene.player("mairie")), client_of(scene.ours.jaulin)
    for where in (f"/c/nieul/patients/{scene.ours.patient.pk}/", "/c/nieul/recettes/"):
        said = said_by(client.get(where))
        assert any(word in said for word in kept), where
