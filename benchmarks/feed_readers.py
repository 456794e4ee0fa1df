"""The three feeds of the demo, read by the programs that people have: `ical.js`, and `khal` by `vdirsyncer`.

No figure: it says what each reader found, and fails at the first complaint. `ical.js` (Mozilla's, in
Thunderbird) comes from npm by its name, the others from PyPI, into folders thrown away at the end; nothing
but our own server is asked, on loopback. Run by `bin/bench feed_readers`.
"""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import urllib.request
from pathlib import Path

from django.utils import timezone

from benchmarks.harness import Figure
from benchmarks.house import database, manage
from benchmarks.server import served
from cabinet.models import Cabinet, Person
from planning.actions.feeds import open_feed
from planning.calendars.secret import secret_of
from planning.models import Feed

PORT = 8753
READER = "ulysse.texier@nieul-le-dolent.example"

LOCALE = """local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
#: Parses with ical.js, resolves every date in the VTIMEZONE of the file, and compares with Node's own Paris.
SCRIPT = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const complaints = [];
console.warn = console.error = (...words) => complaints.push(words.join(" "));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone"));
const how = { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "medium" };
const paris = new Intl.DateTimeFormat("sv-SE", how);
let events = 0;
for (const part of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(part);
  for (const at of [event.startDate, event.endDate]) {
    at.zone = at.zone.tzid === "UTC" ? at.zone : zone;
    const wall = `${at.toString().replace("T", " ").slice(0, 19)}`;
    const found = paris.format(at.toJSDate());
    if (at.zone === zone && wall !== found) complaints.push(`${event.uid}: ${wall} is not ${found}`);
  }
  const stamp = part.getFirstPropertyValue("dtstamp");
  if (!event.uid || !event.summary || !stamp) complaints.push(`bare ${event.uid}`);
  if (!(event.endDate.compare(event.startDate) > 0)) complaints.push(`${event.uid} ends before it starts`);
  events += 1;
}
console.log(JSON.stringify({ events, complaints }));
"""


def feeds() -> dict[str, str]:
    """The path of each of the three."""
    person = Person.objects.get(email=READER)
    nieul = Cabinet.objects.get(slug="nieul-le-dolent")
    kinds = {Feed.Kind.MINE: None, Feed.Kind.PRACTICE: nieul, Feed.Kind.ASTREINTES: nieul}
    opened = [
        open_feed(person=person, kind=kind, practice=practice, at=timezone.now())
        for kind, practice in kinds.items()
    ]
    return {feed.kind: f"/ical/{secret_of(feed.pk)}.ics" for feed in opened}


def run(*command: str | Path, **options) -> subprocess.CompletedProcess:
    return subprocess.run([*command], check=True, capture_output=True, text=True, **options)


def read_with_ical_js(folder: Path, texts: dict[str, bytes]) -> dict[str, int]:
    run("npm", "install", "--no-fund", "--no-audit", "--loglevel=error", "--prefix", folder, "ical.js")
    script = folder / "read.mjs"
    script.write_text(SCRIPT)
    found = {}
    for kind, text in texts.items():
        file = folder / f"{kind}.ics"
        file.write_bytes(text)
        said = json.loads(run("node", script, file).stdout)
        if said["complaints"]:
            raise RuntimeError(f"ical.js on {kind}: {said['complaints'][:5]}")
        found[kind] = said["events"]
    return found


def read_with_khal(folder: Path, addresses: dict[str, str]) -> dict[str, int]:
    """vdirsyncer brings each feed down twice, the second time without anything to do; khal lists them."""
    run(sys.executable, "-m", "venv", folder / "venv")
    run(folder / "venv/bin/python", "-m", "pip", "install", "--quiet", "khal", "vdirsyncer")
    settings = folder / "settings"
    environment = os.environ | {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(settings),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    (settings / "vdirsyncer").mkdir(parents=True)
    (settings / "khal").mkdir()
    (settings / "vdirsyncer/config").write_text(vdirsyncer_settings(folder, addresses))
    (settings / "khal/config").write_text(khal_settings(folder, addresses))
    programs = folder / "venv/bin"
    run(programs / "vdirsyncer", "discover", input="y\n" * 9, env=environment)
    for time in ("first", "second"):
        said = run(programs / "vdirsyncer", "sync", env=environment)
        words = said.stdout + said.stderr
        if any(word in words.lower() for word in ("warning", "error", "critical", "conflict")):
            raise RuntimeError(f"vdirsyncer: {words}")
        if time == "second" and ("Copying" in words or "Deleting" in words):
            raise RuntimeError(f"vdirsyncer has something to do the second time: {words}")
    found = {}
    for kind in addresses:
        said = run(
            *(programs / "khal", "list", "--include-calendar", kind, "--format", "{uid}", "--day-format", ""),
            *("--once", "2000-01-01", "20000d"),
            env=environment,
        )
        if said.stderr.strip():
            raise RuntimeError(f"khal on {kind}: {said.stderr}")
        found[kind] = len(set(said.stdout.split()))
    return found


def vdirsyncer_settings(folder: Path, addresses: dict[str, str]) -> str:
    general = f'[general]\nstatus_path = "{folder}/status"\n'
    return general + "".join(
        textwrap.dedent(f"""
        [pair {kind}]
        a = "{kind}_there"
        b = "{kind}_here"
        collections = null
        [storage {kind}_there]
        type = "http"
        url = "{address}"
        [storage {kind}_here]
        type = "filesystem"
        path = "{folder}/calendars/{kind}"
        fileext = ".ics"
        """)
        for kind, address in addresses.items()
    )


def khal_settings(folder: Path, addresses: dict[str, str]) -> str:
    calendars = "".join(f"[[{kind}]]\npath = {folder}/calendars/{kind}\n" for kind in addresses)
    return f"[calendars]\n{calendars}[locale]\n{LOCALE}"


def main() -> None:
    with tempfile.TemporaryDirectory() as place, database("feed_readers") as name:
        folder = Path(place)
        manage("load_demo", "--verbosity", "0")
        paths = feeds()
        with served(name, port=PORT) as port:
            addresses = {kind: f"http://127.0.0.1:{port}{path}" for kind, path in paths.items()}
            texts = {kind: urllib.request.urlopen(address).read() for kind, address in addresses.items()}
            written = {kind: text.count(b"BEGIN:VEVENT") for kind, text in texts.items()}
            by_ical_js = read_with_ical_js(folder, texts)
            by_khal = read_with_khal(folder / "khal", addresses)
    for reader, found in (("ical.js", by_ical_js), ("khal", by_khal)):
        if found != written:
            raise RuntimeError(f"{reader} found {found}, and there are {written}")
    Figure("feed_readers", sum(written.values()), "events", n=len(written), details=written).print()


if __name__ == "__main__":
    main()
