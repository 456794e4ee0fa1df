from commune.models.counts import ConsultationCount
from commune.models.files import EntryFile
from commune.models.money import Budget, Cost, CostChange, Grant
from commune.models.registers import Entry, EntryEvent
from commune.models.settling import SettlingStep

__all__ = [
    "Budget",
    "ConsultationCount",
    "Cost",
    "CostChange",
    "Entry",
    "EntryEvent",
    "EntryFile",
    "Grant",
    "SettlingStep",
]
