"""Lighthouse as on a phone (its own emulation: slow 4G, slow CPU): sign-in, calendar, front desk, statements.

The figure is the lowest performance of these pages, each the median of its runs; the details have all
three categories of each. Lighthouse comes from npm by its name, into a folder thrown away at the end.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from django.utils import timezone

from benchmarks.harness import Figure
from benchmarks.house import database, filler
from benchmarks.page_planning import PRACTICE, write_three_years
from benchmarks.practices import slug_of, write_receipts
from benchmarks.server import served, sign_in
from cabinet.clock import previous_month, today_in_paris
from cabinet.models import Person
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.statements import issue_month

RUNS, TRIES = 5, 3
CATEGORIES = ("performance", "accessibility", "best-practices")
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
MONTH = previous_month(today_in_paris())
SIGN_IN = "/compte/login/"
PAGES = {
    "sign-in": SIGN_IN,
    "calendar": f"/c/{slug_of(1)}/planning/",
    "front desk": f"/c/{slug_of(1)}/accueil/",
    "statement": "/mes-releves/",
}


def install(folder: Path) -> Path:
    """The lighthouse command."""
    command = [
        "npm",
        "install",
        "--no-fund",
        "--no-audit",
        "--loglevel=error",
        "--prefix",
        folder,
        "lighthouse",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "node_modules" / ".bin" / "lighthouse"


def scores(lighthouse: Path, address: str, cookie: str) -> dict[str, float]:
    """Out of a hundred, by category."""
    report = lighthouse.parents[2] / "report.json"
    command = [
        *(lighthouse, address, "--quiet", "--output=json", f"--output-path={report}"),
        *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROMIUM}"),
        f"--extra-headers={json.dumps({'Cookie': cookie} if cookie else {})}",
    ]
    environment = os.environ | {"CHROME_PATH": "/usr/bin/chromium"}
    for _ in range(TRIES):  # on a busy machine Chromium may lose the trace of a page, and says so
        ran = subprocess.run(command, env=environment, capture_output=True, text=True)
        if ran.returncode == 0:
            break
    else:
        raise RuntimeError(ran.stderr)
    found = json.loads(report.read_text())
    return {name: 100 * found["categories"][name]["score"] for name in CATEGORIES}


def write_data(name: str) -> None:
    with filler(name) as fill:
        write_three_years(fill)
        write_receipts(fill, PRACTICE, month=MONTH, each=500)
    for step in (prepare_month, verify_month, approve_month, issue_month):
        with scoped(PRACTICE.start):
            step(month=MONTH, by=None, at=timezone.now())


def main() -> None:
    details: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder, database("lighthouse") as name:
        lighthouse = install(Path(folder))
        write_data(name)
        session = f"session={sign_in(Person.objects.get(pk=101))}"
        with served(name) as port:
            for page, path in PAGES.items():
                cookie = "" if path == SIGN_IN else session
                runs = [scores(lighthouse, f"http://localhost:{port}{path}", cookie) for _ in range(RUNS)]
                details[page] = {each: median(run[each] for run in runs) for each in CATEGORIES}
    lowest = min(found["performance"] for found in details.values())
    Figure("lighthouse", lowest, "points", n=RUNS, details=details).print()


if __name__ == "__main__":
    main()
