"""Files of the tests lie in a folder of their own."""

import pytest

from cabinet.vault import keys
from tests.messaging.mail import network, nieul_in_network
from tests.patients.conftest import enter, nieul, signed_in

__all__ = ["enter", "network", "nieul", "nieul_in_network", "signed_in"]


@pytest.fixture
def strongroom(tmp_path, settings):
    settings.ATTACHMENTS_DIR = str(tmp_path / "attachments")
    keys.forget_opened()
    yield tmp_path / "attachments"
    keys.forget_opened()
