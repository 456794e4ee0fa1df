"""Who sends mail, said by the start kit: known before the first letter, once whatever the capitals."""

from datetime import UTC, datetime

import pytest

from cabinet.kit import KitRefused, load
from cabinet.models import Cabinet
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_entry import sender_named
from messaging.models import MailSender

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LAB = {"name": "Laboratoire du Lay", "address": "4 place du Marché, 85000 La Roche-sur-Yon"}


@pytest.fixture
def kit() -> dict:
    named = {"slug": "nieul", "name": "Cabinet de Nieul", "commune": "Nieul-le-Dolent"}
    return {"cabinet": named | {"postcode": "85430", "insee": "85161"}, "mail_senders": [LAB]}


def senders() -> list[tuple[str, str]]:
    with scoped(Cabinet.objects.get(slug="nieul").pk):
        return list(MailSender.objects.values_list("name", "address"))


def test_senders_are_there_from_the_first_day_and_once(db, kit):
    kit["mail_senders"].append({"name": "CHD Vendée"})
    assert load(kit, at=AT).created["mail_senders"] == 2
    assert load(kit, at=AT).nothing
    assert senders() == [("CHD Vendée", ""), (LAB["name"], LAB["address"])]
    with scoped(Cabinet.objects.get(slug="nieul").pk):
        assert sender_named("laboratoire du lay").name == LAB["name"]


def test_sender_is_completed_and_keeps_what_the_kit_does_not_say(db, kit):
    load(kit, at=AT)
    kit["mail_senders"] = [{"name": "LABORATOIRE DU LAY"}]
    assert load(kit, at=AT).nothing
    kit["mail_senders"][0]["address"] = "5 place du Marché"
    assert load(kit, at=AT).changed == {"mail_senders": 1}
    assert senders() == [(LAB["name"], "5 place du Marché")]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({}, "mail_senders"),
        (["Laboratoire du Lay"], "mail_senders[0]"),
        ([{"address": "rue"}], "mail_senders[0].name"),
        ([{"name": "x" * 101}], "mail_senders[0].name"),
        ([{"name": "Lay", "address": "x" * 161}], "mail_senders[0].address"),
        ([LAB, {"name": "laboratoire du LAY"}], "mail_senders[1].name"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(db, kit, wrong, path):
    kit["mail_senders"] = wrong
    with pytest.raises(KitRefused) as refused:
        load(kit, at=AT)
    assert [fault.path for fault in refused.value.faults] == [path]
    assert not Cabinet.objects.exists()
