from retrocession.models.closing import Draft, MonthClosing
from retrocession.models.designation import Designation
from retrocession.models.receipts import ColumnMapping, ReceiptImport, ReceiptLine, SetAsideLine
from retrocession.models.statement import Statement, StatementCounter, StatementDocument
from retrocession.models.transfer import TransferFile

__all__ = [
    "ColumnMapping",
    "Designation",
    "Draft",
    "MonthClosing",
    "ReceiptImport",
    "ReceiptLine",
    "SetAsideLine",
    "Statement",
    "StatementCounter",
    "StatementDocument",
    "TransferFile",
]
