"""A practice's months under its slug; one's own statements, in all practices, without."""

from datetime import date

from django.urls import path, register_converter

from cabinet.clock import parse_month
from planning.urls import DayConverter
from retrocession.views import (
    adjustments,
    answers,
    closing,
    day_sheets,
    designation,
    payments,
    pointage,
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

app_name = "retrocession"
ADJUSTMENTS = "c/<slug:slug>/retrocession/<month:month>/regularisations"
urlpatterns = [
    path("c/<slug:slug>/recettes/", receipts.receipts, name="receipts"),
    path("c/<slug:slug>/recettes/mes-lignes/", receipts.my_receipts, name="my-receipts"),
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
    path("c/<slug:slug>/retrocession/", designation.months, name="months"),
    path("c/<slug:slug>/retrocession/designation/", designation.set_designation, name="designate"),
    path("c/<slug:slug>/retrocession/rotation/", rotation.adopt, name="rotation-adoption"),
    path("c/<slug:slug>/retrocession/echange/", rotation.exchange, name="exchange"),
    path("c/<slug:slug>/retrocession/<month:month>/", closing.month_closing, name="month-closing"),
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
    path("mes-releves/", statements.my_statements, name="my-statements"),
    path("mes-releves/<uuid:pk>/", answers.my_statement, name="my-statement"),
    path("mes-releves/<uuid:pk>/mot/", answers.my_word, name="my-word"),
    path("mes-releves/<uuid:pk>/recu/", answers.my_receipt_of_payment, name="my-payment-received"),
    path("mes-releves/<uuid:pk>.pdf", statements.my_statement_pdf, name="my-statement-pdf"),
]
