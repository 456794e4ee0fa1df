"""The living page of components, and the pages that must stand when nothing else does."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import RequestFactory

from cabinet.views.components import gallery

TEMPLATES = Path(__file__).parents[2] / "templates"
COMPONENTS = {path.name for path in (TEMPLATES / "components").glob("*.html")} - {"gallery.html"}
USE = re.compile(r'include "components/([\w-]+\.html)"|{% (dialog|notice|panel) ')


def used_by(name: str) -> set[str]:
    """The components that a template includes, and those that these include in turn."""
    found = {
        file or f"{block}.html" for file, block in USE.findall((TEMPLATES / name).read_text("utf-8"))
    } & COMPONENTS
    deeper = [used_by(f"components/{each}") for each in found if f"components/{each}" != name]
    return found.union(*deeper)


def answer(**headers) -> str:
    request = RequestFactory().get("/composants/", {"jour": "10"}, headers=headers)
    request.user = AnonymousUser()
    return gallery(request).content.decode()


def test_gallery_shows_every_component():
    shown = used_by("components/gallery.html") | used_by("base.html") | used_by("layouts/document.html")
    assert shown == COMPONENTS


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_component_begins_by_naming_its_inputs(name):
    head = re.match(r"(?:\{#.*#\}\n)+", (TEMPLATES / "components" / name).read_text("utf-8"))
    assert re.findall(r"Inputs?:", head[0]) == ["Inputs:"]


def test_gallery_answers_a_whole_page():
    assert re.findall(r"<(?:html|/html)", answer()) == ["<html", "</html"]


def test_gallery_answers_htmx_with_the_sheet_alone():
    assert re.findall(r"<html|id=\"sheet-title\"", answer(hx_request="true")) == ['id="sheet-title"']


def test_page_has_neither_inline_style_nor_inline_handler():
    assert re.findall(r"<style|\sstyle=|\son\w+=", answer()) == []


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (400, "Demande illisible"),
        (403, "Votre rôle ne permet pas cela"),
        (404, "Page introuvable"),
        (429, "Trop d’essais à la suite"),
        (500, "Quelque chose s’est cassé chez nous"),
        (503, "Le service redémarre"),
    ],
)
def test_error_page_needs_no_context(code, title):
    assert re.findall(r"<h1>(.*?)</h1>", get_template(f"{code}.html").render()) == [title]


def test_expired_form_says_that_nothing_was_written():
    page = get_template("403.html").render({"expired": True})
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Cette page a trop attendu"]
