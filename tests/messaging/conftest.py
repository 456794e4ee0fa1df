"""Files of the tests lie in a folder of their own."""

import pytest

from cabinet.vault import keys
from tests.messaging.mail import network, nieul_in_network
from tests.messaging.talk import house, living_house, visited
from tests.patients.conftest import enter, nieul, signed_in

__all__ = [
    "enter", "house", "living_house", "network", "nieul", "nieul_in_network", "signed_in", "visited",
]  # fmt: skip


@pytest.fixture
def strongroom(tmp_path, settings):
    settings.ATTACHMENTS_DIR = str(tmp_path / "attachments")
    keys.forget_opened()
    yield tmp_path / "attachments"
    keys.forget_opened()
