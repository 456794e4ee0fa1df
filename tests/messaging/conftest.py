"""Files of the tests lie in a folder of their own."""

import pytest

from cabinet.vault import keys


@pytest.fixture
def strongroom(tmp_path, settings):
    settings.ATTACHMENTS_DIR = str(tmp_path / "attachments")
    keys.forget_opened()
    yield tmp_path / "attachments"
    keys.forget_opened()
