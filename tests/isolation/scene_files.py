"""A file whose bytes bear the mark, sealed on the disk, for a row of any table of files."""

import base64
from datetime import datetime
from types import SimpleNamespace

from cabinet.files import strongroom
from cabinet.models.sealed_file import SealedFile
from cabinet.vault.envelope import new_key


def sealed_file(table: type[SealedFile], cast: SimpleNamespace, mark: str, at: datetime, **thing):
    row = table.objects.create(
        uploaded_by=cast.texier, uploaded_at=at, name=f"{mark}-photo.jpg",
        file_key=base64.b64encode(new_key()).decode(), media_type="image/jpeg", size=1, width=8, height=8,
        sha256="0" * 64, state="ready", **thing,
    )  # fmt: skip
    strongroom.put(f"{mark}-image".encode(), row.drawer)
    strongroom.put(f"{mark}-image".encode(), row.drawer, small=True)
    return row
