"""Every address read once as each role, as a page and as a fragment: it answers what the matrix says, writes
nothing, is closed to frames, guesses and caches, and whoever is shown a patient leaves one line that names
them.
"""

from typing import NamedTuple

import pytest

from cabinet.members import Member
from cabinet.models import Access
from cabinet.questions import PARAMETER, seal_question
from cabinet.tenancy.scope import scoped
from planning.models import Room
from tests.databases import undone
from tests.isolation.conftest import address, client_of
from tests.isolation.conftest import read as asked
from tests.isolation.digests import Watch, changed, digest_of_all
from tests.isolation.routes import Route, routes
from tests.isolation.routes_expected import EXPECTED, OF_ALLAUTH, WHO

READ = [
    route for route in routes() if not route.name.startswith(OF_ALLAUTH) and (route.name, "GET") in EXPECTED
]
WAYS: dict[str, dict[str, str]] = {"page": {}, "fragment": {"HX-Request": "true"}}
#: Where a page shows nobody before somebody was looked for.
SEARCHES = {"patients:search", "patients:book"}


class Looked(NamedTuple):
    """A line of the trace."""

    pk: object
    by_id: object
    kind: str
    subjects: list
    screen: str


def lines_of(scene) -> list[Looked]:
    with scoped(scene.ours.cabinet.pk):
        return [Looked._make(row) for row in Access.objects.values_list(*Looked._fields)]


def ways_of(route: Route) -> dict[str, dict[str, str]]:
    """A program and a file to print know of no fragments."""
    whole = route.is_api or route.name.endswith(("-pdf", "-xlsx", "-csv"))
    return {"page": {}} if whole else WAYS


def read(client, route, scene, player, **headers):
    looked_for = {}
    if route.name in SEARCHES:
        looked_for[PARAMETER] = seal_question("zzanieul nom", by=Member(player))
    return asked(client, route, scene.ours, looked_for, headers=headers)


@pytest.mark.parametrize("role", WHO)
def test_reading_answers_as_the_matrix_says_is_traced_and_writes_nothing(scene, role):
    client, player, wrong = client_of(scene.player(role)), scene.player(role), []
    seen = (scene.ours.texier, scene.theirs.texier, player)
    before, lines = digest_of_all(*seen), lines_of(scene)
    for route in READ:
        for way, headers in ways_of(route).items():
            response = read(client, route, scene, player, **headers)
            wanted = EXPECTED[route.name, "GET"].status(role)
            if way == "page" and route.name not in SEARCHES and response.status_code != wanted:
                wrong.append(f"{route.name}: {response.status_code} instead of {wanted}")
            known = {line.pk for line in lines}
            lines = lines_of(scene)
            new = [line for line in lines if line.pk not in known]
            wrong += untraced(route.name, response, new, player, scene.ours.patient)
            wrong += [
                fault
                for fault in (f"{route.name} {name}" for name in unclosed(response))
                if fault not in OPEN
            ]
    if wrote := changed(before, digest_of_all(*seen)):
        wrong += [f"something was written in {wrote}", *writers(scene, client, seen)]
    assert not wrong, "\n".join(wrong)


def untraced(name: str, response, new: list[Looked], player, patient) -> list[str]:
    """What the trace says too little, too much or of another of one answer."""
    body = b"".join(response) if response.streaming else response.content
    shown = patient.last_name.lower() in body.decode(errors="ignore").lower()
    named = [line for line in new if line.kind == "patients.patient"]
    wrong = [f"{name} says that another one looked" for line in new if line.by_id != player.pk]
    wrong += [f"{name} says {line.screen}" for line in new if line.screen != name]
    if shown and [patient.pk in line.subjects for line in named] != [True]:
        wrong.append(f"{name} shows the patient and leaves {len(named)} lines")
    if new and response.status_code >= 400:
        wrong.append(f"{name} answers {response.status_code} and leaves a line")
    return wrong


#: A program of everybody's, without anything of anybody; and the viewer of the schema, which styles itself.
OPEN = {"messaging:service-worker is kept", "api-docs has no policy"}


def unclosed(response) -> list[str]:
    """What is missing for an answer to be framed by nobody, guessed at by nobody, and kept by nobody."""
    policy, kept = response.get("Content-Security-Policy", ""), response.get("Cache-Control", "")
    wanted = {
        "may be framed": response.get("X-Frame-Options") == "DENY",
        "is guessed at": response.get("X-Content-Type-Options") == "nosniff",
        "has no policy": "default-src 'none'" in policy and "unsafe" not in policy,
        "has no number": len(response.get("X-Request-ID", "")) == 32,
        "is kept": response.status_code != 200 or "private" in kept or "no-store" in kept or "public" in kept,
    }
    return [name for name, holds in wanted.items() if not holds]


def writers(scene, client, seen) -> list[str]:
    """Which of the addresses wrote, found by reading them again one at a time."""
    guilty = []
    for route in READ:
        before = digest_of_all(*seen)
        client.get(address(route, scene.ours))
        guilty += [f"{route.name} writes in {table}" for table in changed(before, digest_of_all(*seen))]
    return guilty


#: Where the test above would say nothing, if nobody were shown.
SHOWING = {
    "patients:desk",
    "patients:search",
    "patients:file",
    "patients:call",
    "patients:call-backs",
    "patients:register",
    "patients:records",
    "patients:orientations",
    "patients:referrals",
    "patients:agenda",
    "patients:appointment",
    "patients:appointment-move",
    "api-appointments",
    "api-appointment",
    "api-referrals",
    "api-referral",
    "api-declarations",
    "api-record",
}


def test_somebody_is_shown_somewhere(scene):
    player, name = scene.player("secretaire"), scene.ours.patient.last_name.lower()
    client, pages = client_of(player), [route for route in READ if route.name in SHOWING]
    bodies = {route.name: read(client, route, scene, player).content.decode().lower() for route in pages}
    shown = {route for route, body in bodies.items() if name in body}
    assert shown == SHOWING


def test_digest_sees_a_change(scene):
    before = digest_of_all(scene.ours.texier, scene.theirs.texier)
    scene.ours.texier.person.first_name = "Autre"
    scene.ours.texier.person.save()
    assert changed(before, digest_of_all(scene.ours.texier, scene.theirs.texier)) == ["cabinet_person"]


def test_watch_sees_a_change_and_that_it_was_undone(scene):
    watch = Watch(scene.ours.texier)
    with scoped(scene.ours.cabinet.pk), undone():
        Room.objects.create(name="Salle de garde")
        assert watch.changed() == ["planning_room"]
    assert watch.changed() == []
