"""Folders of small files served as one stylesheet and one script."""

from pathlib import Path

import pytest
from django.conf import settings

from cabinet.bundles import BundleFinder


@pytest.fixture
def finder(tmp_path):
    (tmp_path / "css/app").mkdir(parents=True)
    (tmp_path / "js/app").mkdir(parents=True)
    (tmp_path / "css/app/20-b.css").write_text("b {}\n")
    (tmp_path / "css/app/10-a.css").write_text("/* why\n   so */\na {}\n")
    (tmp_path / "js/app/one.js").write_text("// why\nconst x = 1;\n")
    (tmp_path / "js/app/two.js").write_text("const x = 2;\n")
    return BundleFinder(roots=[tmp_path])


def test_bundle_joins_its_files_in_the_order_of_their_names(finder):
    assert Path(finder.find("css/app.css")).read_text() == "a {}\nb {}\n"


def test_bundle_keeps_the_names_of_each_script_apart(finder):
    assert Path(finder.find("js/app.js")).read_text() == "{\nconst x = 1;\n}\n{\nconst x = 2;\n}\n"


def test_no_text_of_a_script_goes_over_several_lines():
    """Bundles lose the beginnings of lines: inside a template they would be part of what it says."""
    scripts = settings.BASE_DIR.glob("static/js/*/*.js")
    open_ended = [
        (path.name, line) for path in scripts for line in path.read_text().splitlines() if line.count("`") % 2
    ]
    assert open_ended == []


def test_bundle_is_read_afresh(finder, tmp_path):
    finder.find("css/app.css")
    (tmp_path / "css/app/20-b.css").write_text("c {}\n")
    assert Path(finder.find("css/app.css")).read_text() == "a {}\nc {}\n"


def test_bundle_finder_leaves_other_files_to_others(finder):
    assert finder.find("css/other.css") == []


def test_bundle_finder_lists_each_bundle_for_collectstatic(finder):
    listed = {path: Path(storage.path(path)).read_bytes() for path, storage in finder.list([])}
    assert list(listed) == ["css/app.css", "js/app.js"]
    assert listed["css/app.css"] == b"a {}\nb {}\n"
