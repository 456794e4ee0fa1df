"""One stylesheet, one script for all pages and one for those of a kind, out of small files, without a build.

A folder `static/css/app/` of small files is served as `css/app.css`, `static/js/app/` as `js/app.js`: files
of the folder one after the other, in the order of their names, without comments. What only some pages
do has a folder of its own (`static/js/talk/`); there it stands before `js/app.js`, which tells it what it
hears. `collectstatic` stores, hashes and compresses the result; in development each request reads it afresh.

Why not `@import` or one module importing the others: each would be one more request, in turn, on a phone.
A script of a bundle therefore imports nothing; a block around each keeps its names to itself.
"""

import re
import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

KINDS = ("css", "js")
CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
#: Whole lines only: what stands behind a statement stays.
JS_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
#: No text of ours goes over several lines, whose beginnings would be part of it (`test_bundles.py`).
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def joined(folder: Path) -> str:
    """The content of the bundle that a folder stands for."""
    kind = folder.parent.name
    texts = [path.read_text("utf-8") for path in sorted(folder.glob(f"*.{kind}"))]
    if kind == "css":
        return INDENT.sub("", "".join(CSS_COMMENT.sub("", text) for text in texts))
    return "".join(f"{{\n{INDENT.sub('', JS_COMMENT.sub('', text))}}}\n" for text in texts)


class BundleFinder(BaseFinder):
    """A staticfiles finder that writes each bundle to a private folder of this process, on demand."""

    def __init__(self, *args, roots: list[Path] | None = None, **kwargs):
        self.roots = [Path(root) for root in (roots or settings.STATICFILES_DIRS)]
        self.place = Path(mkdtemp(prefix="bundles-"))
        weakref.finalize(self, shutil.rmtree, self.place, ignore_errors=True)
        self.storage = FileSystemStorage(location=self.place)
        self.storage.prefix = None

    def check(self, **kwargs):
        return []

    def folders(self) -> dict[str, Path]:
        """Bundle path → folder, for each folder that a bundle stands for."""
        return {
            f"{kind}/{folder.name}.{kind}": folder
            for root in self.roots
            for kind in KINDS
            if (root / kind).is_dir()
            for folder in sorted((root / kind).iterdir())
            if folder.is_dir()
        }

    def write(self, path: str, folder: Path) -> str:
        target = self.place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(joined(folder), "utf-8")
        return str(target)

    def find(self, path, find_all=False, **kwargs):
        folder = self.folders().get(path)
        if folder is None:
            return []
        found = self.write(path, folder)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        for path, folder in self.folders().items():
            self.write(path, folder)
            yield path, self.storage
