"""A practice's months under its slug; one's own statements, in all practices, without."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from cabinet.clock import parse_month
from planning.urls import DayConverter
from retrocession.views import (
    adjustments,
    answers,
    board,
    closing,
    contracts,
    day_sheets,
    designation,
    papers,
    payments,
    payments_received,
    pointage,
    receipt_lines,
    receipts,
    rotation,
    statements,
    transfers,
    year,
)


class MonthConverter:
    """« 2026-10 » is the first of October 2026; a month that does not exist is no page."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        return parse_month(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")
register_converter(DayConverter, "sheet_day")


class ContractFileConverter(StringConverter):
    """The contract or avenant, the page that proves its signatures, the paper signed by hand."""

    regex = "contrat|preuve|signe"


register_converter(ContractFileConverter, "contract_file")

app_name = "retrocession"
ADJUSTMENTS = "c/<slug:slug>/retrocession/<month:month>/regularisations"
AWAITED = "c/<slug:slug>/retrocession/<month:month>/tiers-payant"
PAYMENTS = "c/<slug:slug>/retrocession/retours"
CONTRACT = "c/<slug:slug>/contrats/<uuid:pk>"
urlpatterns = [
    path("c/<slug:slug>/recettes/", receipts.receipts, name="receipts"),
    path("c/<slug:slug>/recettes/mes-lignes/", receipts.my_receipts, name="my-receipts"),
    path("c/<slug:slug>/recettes/saisie/", receipt_lines.typed_receipts, name="typed-receipts"),
    path("c/<slug:slug>/recettes/lignes/<uuid:pk>/", receipt_lines.receipt_line, name="receipt-line"),
    path(
        "c/<slug:slug>/recettes/lignes/<uuid:pk>/retrait/",
        receipt_lines.receipt_removal,
        name="receipt-removal",
    ),
    path("c/<slug:slug>/recettes/colonnes/", receipts.columns_forgotten, name="receipt-columns"),
    path("c/<slug:slug>/recettes/<uuid:pk>/", receipts.receipt_import, name="receipt-import"),
    path(
        "c/<slug:slug>/recettes/<uuid:pk>/ecriture/", receipts.import_writing, name="receipt-import-writing"
    ),
    path("c/<slug:slug>/recettes/<uuid:pk>/retrait/", receipts.import_removal, name="receipt-import-removal"),
    path(
        "c/<slug:slug>/recettes/<uuid:pk>/ligne/<int:line>/",
        receipts.line_set_aside,
        name="receipt-set-aside",
    ),
    path(
        "c/<slug:slug>/recettes/<uuid:pk>/ligne/<int:line>/reprise/",
        receipts.line_taken_back,
        name="receipt-take-back",
    ),
    path("c/<slug:slug>/feuilles/", day_sheets.day_sheets, name="day-sheets"),
    path("c/<slug:slug>/feuilles/<uuid:doctor>/<sheet_day:on>/", day_sheets.day_sheet, name="day-sheet"),
    path("c/<slug:slug>/mise-en-route/medecins-remplaces/", rotation.setup, name="setup-designations"),
    path("c/<slug:slug>/retrocession/", designation.months, name="months"),
    path("c/<slug:slug>/retrocession/a-faire/", board.board, name="board"),
    path("c/<slug:slug>/retrocession/designation/", designation.set_designation, name="designate"),
    path(
        "c/<slug:slug>/retrocession/designation/correction/",
        designation.correct,
        name="designation-correction",
    ),
    path("c/<slug:slug>/retrocession/rotation/", rotation.adopt, name="rotation-adoption"),
    path("c/<slug:slug>/retrocession/echange/", rotation.exchange, name="exchange"),
    path("c/<slug:slug>/retrocession/<month:month>/", closing.month_closing, name="month-closing"),
    path(
        "c/<slug:slug>/retrocession/<month:month>/avancement/", closing.month_progress, name="month-progress"
    ),
    path("c/<slug:slug>/retrocession/<month:month>/preparation/", closing.prepare, name="prepare"),
    path("c/<slug:slug>/retrocession/<month:month>/verification/", closing.verify, name="verify"),
    path("c/<slug:slug>/retrocession/<month:month>/renvoi/", closing.give_back, name="send-back"),
    path("c/<slug:slug>/retrocession/<month:month>/emission/", closing.approve_and_issue, name="issue"),
    path("c/<slug:slug>/retrocession/<month:month>/virement/", transfers.make_transfer, name="transfer"),
    path(
        "c/<slug:slug>/retrocession/<month:month>/virement/<str:message_id>.xml",
        transfers.transfer_file,
        name="transfer-file",
    ),
    path("c/<slug:slug>/retrocession/<month:month>/pointage/", pointage.pointage, name="pointage"),
    path(
        "c/<slug:slug>/retrocession/<month:month>/pointage/<uuid:pk>/<slug:mode>/",
        pointage.gap_remark,
        name="gap-remark",
    ),
    path(f"{ADJUSTMENTS}/", adjustments.adjustments, name="adjustments"),
    path(f"{ADJUSTMENTS}/ligne-tardive/", adjustments.late_line, name="late-line"),
    path(f"{ADJUSTMENTS}/correction/", adjustments.correction, name="correction"),
    path(
        "c/<slug:slug>/retrocession/regularisations/<uuid:pk>/retrait/",
        adjustments.withdrawal,
        name="adjustment-withdrawal",
    ),
    path(
        "c/<slug:slug>/retrocession/rejets/<uuid:pk>/", adjustments.rejection_import, name="rejection-import"
    ),
    path(
        "c/<slug:slug>/retrocession/rejets/<uuid:pk>/ecriture/",
        adjustments.rejections_writing,
        name="rejections-writing",
    ),
    path(
        "c/<slug:slug>/retrocession/rejets/<uuid:pk>/abandon/",
        adjustments.rejections_removal,
        name="rejections-removal",
    ),
    path(f"{AWAITED}/", payments_received.awaited, name="awaited"),
    path(f"{AWAITED}/paiements/", payments_received.payments_ticked, name="payments-ticked"),
    path(f"{PAYMENTS}/<uuid:pk>/", payments_received.payment_import, name="payment-import"),
    path(f"{PAYMENTS}/<uuid:pk>/ecriture/", payments_received.payments_writing, name="payments-writing"),
    path(f"{PAYMENTS}/<uuid:pk>/abandon/", payments_received.payments_removal, name="payments-removal"),
    path(
        "c/<slug:slug>/retrocession/paiements/<uuid:pk>/annulation/",
        payments_received.payment_cancellation,
        name="payment-cancellation",
    ),
    path(
        "c/<slug:slug>/retrocession/<month:month>/virement/<str:message_id>/remise/",
        payments.handed_in,
        name="transfer-handed-in",
    ),
    path(
        "c/<slug:slug>/retrocession/<month:month>/virement/a-saisir/",
        payments.typed_transfers,
        name="typed-transfers",
    ),
    path(
        "c/<slug:slug>/retrocession/<month:month>/virements/",
        transfers.month_transfers,
        name="month-transfers",
    ),
    path("c/<slug:slug>/retrocession/<month:month>/debit/", payments.debited, name="debited"),
    path("c/<slug:slug>/retrocession/<month:month>/rejet/<uuid:pk>/", payments.returned, name="returned"),
    path("c/<slug:slug>/retrocession/releves/<uuid:pk>/", answers.statement, name="statement"),
    path("c/<slug:slug>/retrocession/releves/<uuid:pk>/mot/", answers.statement_word, name="statement-word"),
    path("c/<slug:slug>/retrocession/releves/<uuid:pk>.pdf", statements.statement_pdf, name="statement-pdf"),
    path("mon-annee/", year.my_current_year, name="my-current-year"),
    path("mon-annee/<int:year>/", year.my_year, name="my-year"),
    *[
        path(f"mon-annee/<int:year>/{kind}/", year.my_year_file, {"kind": kind}, name=f"my-year-{kind}")
        for kind in ("csv", "xlsx", "pdf")
    ],
    path("c/<slug:slug>/retrocession/<month:month>/contrats/", contracts.contracts, name="contracts"),
    path(f"{CONTRACT}/", contracts.contract, name="contract"),
    path(f"{CONTRACT}/conditions/", contracts.terms, name="contract-terms"),
    path(f"{CONTRACT}/envoi/", contracts.send, name="contract-send"),
    path(f"{CONTRACT}/reprise/", contracts.take_back, name="contract-take-back"),
    path(f"{CONTRACT}/document/", contracts.document, name="contract-document"),
    path(f"{CONTRACT}/signature/", contracts.sign, name="contract-sign"),
    path(f"{CONTRACT}/papier-signe/", contracts.scan, name="contract-scan"),
    path(f"{CONTRACT}/transmission/", contracts.sending, name="contract-sending"),
    path(f"{CONTRACT}/reponse/", contracts.answer, name="contract-answer"),
    path(
        "c/<slug:slug>/contrats/documents/<uuid:pk>/<contract_file:what>.pdf",
        contracts.contract_file,
        name="contract-file",
    ),
    path("c/<slug:slug>/papiers/", papers.papers, name="papers"),
    path("c/<slug:slug>/papiers/<uuid:pk>/retrait/", papers.paper_withdrawal, name="paper-withdrawal"),
    path("mes-contrats/", contracts.my_contracts, name="my-contracts"),
    path(
        "mes-contrats/<uuid:pk>/<contract_file:what>.pdf", contracts.my_contract_file, name="my-contract-file"
    ),
    path("mes-releves/", statements.my_statements, name="my-statements"),
    path("mes-releves/<uuid:pk>/", answers.my_statement, name="my-statement"),
    path("mes-releves/<uuid:pk>/mot/", answers.my_word, name="my-word"),
    path("mes-releves/<uuid:pk>/recu/", answers.my_receipt_of_payment, name="my-payment-received"),
    path("mes-releves/<uuid:pk>.pdf", statements.my_statement_pdf, name="my-statement-pdf"),
]
