"""Whatever is done to a kit, it is loaded or refused with a place: never a traceback, never a half."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cabinet.kit import KitRefused, load
from cabinet.models import Cabinet, Person

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WHOLE = json.loads((Path(__file__).parents[2] / "samples" / "nieul-le-dolent.json").read_text())
#: Enough of the sample to hold one of each thing, and little enough to be loaded many times.
KEPT = ("ulysse.texier", "valentine.fradin", "gael.herbreteau", "anais.hervouet", "helene.drapeau")


def of_the_kept(items: list) -> list:
    return [item for item in items if item["email"].partition("@")[0] in KEPT]


SAMPLE = WHOLE | {
    "people": of_the_kept(WHOLE["people"]),
    "presences": of_the_kept(WHOLE["presences"])[:4],
    "series": [WHOLE["series"][0] | {"until": "2026-11-30"}],
}


def places(value, path=()):
    """Every place of the kit, from the top."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


PLACES = [place for place in places(SAMPLE) if place]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=300),
    st.sampled_from(["2026-02-30", "9999-12-31", "FR76", "0" * 11, "\ud800", "=1+1", "day", "00:00", "-1"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=10), st.integers(), max_size=3),
)


def spoil(kit, place, junk, how):
    parent = kit
    for key in place[:-1]:
        parent = parent[key]
    if how == "replace":
        parent[place[-1]] = junk
    elif how == "remove":
        del parent[place[-1]]
    elif isinstance(parent, dict):
        parent[f"{place[-1]}_"] = junk
    else:
        parent.append(junk)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), JUNK, st.sampled_from(["replace", "remove", "add"]))
def test_spoiled_sample_is_loaded_or_refused(db, place, junk, how):
    kit = copy.deepcopy(SAMPLE)
    spoil(kit, place, junk, how)
    try:
        with transaction.atomic():
            load(kit, at=AT)
            transaction.set_rollback(True)
    except KitRefused as refused:
        refusal = str(refused)
    else:
        refusal = "loaded, and undone"
    assert refusal
    assert Cabinet.objects.count() == 0
    assert Person.objects.count() == 0
