"""A guide for each role, reachable from every page of the practice."""

import pytest

from cabinet import guide
from cabinet.guide import GUIDES
from cabinet.models import Role
from demo.guide_pictures import VIEWS
from tests.cast import PEOPLE


def test_every_role_has_its_guide():
    assert set(GUIDES) == set(Role)
    assert all(chapter.title and chapter.steps for chapters in GUIDES.values() for chapter in chapters)


@pytest.mark.parametrize("key", [key for key in PEOPLE if key not in ("sorin", "rabiller")])
def test_guide_speaks_to_who_reads_it(cast, as_member, key):
    client = as_member(getattr(cast, key))
    page = client.get("/c/nieul/guide/")
    assert page.status_code == 200
    assert GUIDES[Role(PEOPLE[key][2])][0].steps[0].split("\u202f")[0][:20] in page.text
    assert 'href="/c/nieul/guide/"' in client.get("/c/nieul/").text


def test_guide_shows_the_picture_of_its_role_when_it_was_taken(cast, as_member, monkeypatch):
    """Taken or not, the page stands."""
    client = as_member(cast.guilbaud)
    monkeypatch.setattr(guide.finders, "find", lambda path: None)
    assert "<img" not in client.get("/c/nieul/guide/").text
    monkeypatch.setattr(guide.finders, "find", lambda path: f"/somewhere/{path}")
    assert 'src="/static/pictures/guide/mairie.png"' in client.get("/c/nieul/guide/").text


def test_each_role_has_its_view_at_the_size_at_which_it_is_shown():
    assert set(VIEWS) == set(Role)
    for role, view in VIEWS.items():
        assert (view.size[0] > 1000) == (role in guide.AT_A_DESK)
