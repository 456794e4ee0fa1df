"""Routes under `/api/v1/cabinets/<slug>/`, gathered from each module's own."""

from retrocession.api import (
    adjustments,
    answers,
    contracts,
    day_sheets,
    designations,
    payments_received,
    receipts,
    receipts_typed,
    rotation,
    statements,
    transfer_lines,
    transfers,
    year,
)

urlpatterns = [
    *adjustments.urlpatterns,
    *contracts.urlpatterns,
    *designations.urlpatterns,
    *payments_received.urlpatterns,
    *receipts.urlpatterns,
    *receipts_typed.urlpatterns,
    *rotation.urlpatterns,
    *statements.urlpatterns,
    *answers.urlpatterns,
    *day_sheets.urlpatterns,
    *transfers.urlpatterns,
    *transfer_lines.urlpatterns,
    *year.urlpatterns,
]
