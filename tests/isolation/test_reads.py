"""A GET writes nothing: the tables are the same after every address was read in every role."""

import pytest

from tests.isolation.conftest import address, client_of
from tests.isolation.digests import changed, digest_of_all
from tests.isolation.routes import routes
from tests.isolation.routes_expected import OF_ALLAUTH
from tests.isolation.scene import PLAYERS


@pytest.mark.parametrize("role", [*PLAYERS, "stranger"])
def test_reading_writes_nothing(scene, role):
    client = client_of(scene.player(role))
    seen, wrong = (scene.ours.texier, scene.theirs.texier, scene.player(role)), []
    before = digest_of_all(*seen)
    for route in routes():
        if route.name.startswith(OF_ALLAUTH):
            continue
        client.get(address(route, scene.ours))
        client.get(address(route, scene.ours), headers={"HX-Request": "true"})
        after = digest_of_all(*seen)
        if changed(before, after):
            wrong.append(f"{route.name} writes in {changed(before, after)}")
            before = after
    assert wrong == []


def test_digest_sees_a_change(scene):
    before = digest_of_all(scene.ours.texier, scene.theirs.texier)
    scene.ours.texier.person.first_name = "Autre"
    scene.ours.texier.person.save()
    assert changed(before, digest_of_all(scene.ours.texier, scene.theirs.texier)) == ["cabinet_person"]
