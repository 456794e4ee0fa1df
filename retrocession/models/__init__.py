from retrocession.models.adjustment import Adjustment, AdjustmentOutcome, RejectionImport
from retrocession.models.answer import StatementWord
from retrocession.models.closing import Draft, MonthClosing
from retrocession.models.contract import (
    Contract,
    ContractAnswer,
    ContractDocument,
    ContractEvidence,
    ContractScan,
    ContractSending,
    ContractSignature,
)
from retrocession.models.day_sheet import DaySheet, DaySheetRemark, DaySheetRevision
from retrocession.models.designation import Designation, DesignationCorrection
from retrocession.models.paper import Paper
from retrocession.models.payer_return import PayerReturn, PayerReturnCancellation, PaymentImport
from retrocession.models.payment import StatementPayment, TransferHandedIn
from retrocession.models.receipt_change import ReceiptChange
from retrocession.models.receipts import ColumnMapping, ReceiptImport, ReceiptLine, SetAsideLine
from retrocession.models.statement import Statement, StatementCounter, StatementDocument
from retrocession.models.transfer import NameCheck, TransferFile, TransferLine

__all__ = [
    "Adjustment",
    "AdjustmentOutcome",
    "ColumnMapping",
    "Contract",
    "ContractAnswer",
    "ContractDocument",
    "ContractEvidence",
    "ContractScan",
    "ContractSending",
    "ContractSignature",
    "DaySheet",
    "DaySheetRemark",
    "DaySheetRevision",
    "Designation",
    "DesignationCorrection",
    "Draft",
    "MonthClosing",
    "NameCheck",
    "Paper",
    "PayerReturn",
    "PayerReturnCancellation",
    "PaymentImport",
    "ReceiptChange",
    "ReceiptImport",
    "ReceiptLine",
    "RejectionImport",
    "SetAsideLine",
    "Statement",
    "StatementCounter",
    "StatementDocument",
    "StatementPayment",
    "StatementWord",
    "TransferFile",
    "TransferHandedIn",
    "TransferLine",
]
