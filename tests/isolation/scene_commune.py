"""One row at least in each table of the mairie and of the registers, for `scene.furnish`."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from commune.models import (
    Budget,
    ConsultationCount,
    Cost,
    CostChange,
    Entry,
    EntryEvent,
    EntryFile,
    Grant,
    SettlingStep,
)
from tests.isolation.scene_files import sealed_file


def furnish_commune(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    month = cast.month
    Cost.objects.create(month=month, kind="charges", amount=Decimal("640.50"))
    CostChange.objects.create(month=month, kind="charges", after=Decimal("640.50"), at=at, by=cast.texier)
    Budget.objects.create(year=month.year, kind="charges", amount=Decimal("8000.00"))
    cast.grant = Grant.objects.create(
        payer=f"{mark}-financeur", title=f"{mark}-objet", amount=Decimal(50000), purpose="investment",
        conditions=f"{mark}-conditions", starts_on=month, entered_at=at,
    )  # fmt: skip
    ConsultationCount.objects.create(month=month, count=400, last_told=400, counted_at=at)
    cast.entry = _entry(cast, mark, at, kind="repair", state="asked")
    cast.entry_file = sealed_file(EntryFile, cast, mark, at, entry=cast.entry)
    cast.register_entry = _entry(cast, mark, at, kind="cpe_cps", state="to_do", owner=cast.texier)
    cast.settling_step = SettlingStep.objects.create(
        membership=cast.fradin, step="regular", on=at.date(), said_at=at, said_by=cast.texier
    )


def _entry(cast: SimpleNamespace, mark: str, at: datetime, **values) -> Entry:
    entry = Entry.objects.create(
        title=f"{mark}-demande", reference=f"{mark}-référence", note=f"{mark}-précisions", dated_on=at.date(),
        answer=f"{mark}-réponse", written_at=at, written_by=cast.texier, **values,
    )  # fmt: skip
    EntryEvent.objects.create(entry=entry, at=at, by=cast.texier, after=entry.state, words=f"{mark}-mots")
    return entry
