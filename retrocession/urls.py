"""A practice's months under its slug; one's own statements, in all practices, without."""

from datetime import date

from django.urls import path, register_converter

from cabinet.clock import parse_month
from retrocession.views import closing, designation, statements, transfers


class MonthConverter:
    """« 2026-10 » is the first of October 2026; a month that does not exist is no page."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        return parse_month(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

app_name = "retrocession"
urlpatterns = [
    path("c/<slug:slug>/retrocession/", designation.months, name="months"),
    path("c/<slug:slug>/retrocession/designation/", designation.set_designation, name="designate"),
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
    path("c/<slug:slug>/retrocession/releves/<uuid:pk>.pdf", statements.statement_pdf, name="statement-pdf"),
    path("mes-releves/", statements.my_statements, name="my-statements"),
    path("mes-releves/<uuid:pk>.pdf", statements.my_statement_pdf, name="my-statement-pdf"),
]
