"""A guide for each role, reachable from every page of the practice."""

import pytest

from cabinet.guide import GUIDES
from cabinet.models import Role
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
