"""A GET writes nothing: the tables are the same after every address was read in every role."""

import pytest

from cabinet.tenancy.scope import scoped
from planning.models import Room
from tests.databases import undone
from tests.isolation.conftest import address, client_of
from tests.isolation.digests import Watch, changed, digest_of_all
from tests.isolation.routes import routes
from tests.isolation.routes_expected import OF_ALLAUTH
from tests.isolation.scene import PLAYERS

READ = [route for route in routes() if not route.name.startswith(OF_ALLAUTH)]


@pytest.mark.parametrize("role", [*PLAYERS, "stranger"])
def test_reading_writes_nothing(scene, role):
    client = client_of(scene.player(role))
    seen = (scene.ours.texier, scene.theirs.texier, scene.player(role))
    before = digest_of_all(*seen)
    for route in READ:
        client.get(address(route, scene.ours))
        client.get(address(route, scene.ours), headers={"HX-Request": "true"})
    if changed(before, digest_of_all(*seen)):
        pytest.fail("\n".join(writers(scene, client, seen)))


def writers(scene, client, seen) -> list[str]:
    """Which of the addresses wrote, found by reading them again one at a time."""
    guilty = []
    for route in READ:
        before = digest_of_all(*seen)
        client.get(address(route, scene.ours))
        guilty += [f"{route.name} writes in {table}" for table in changed(before, digest_of_all(*seen))]
    return guilty or ["something was written the first time only"]


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
