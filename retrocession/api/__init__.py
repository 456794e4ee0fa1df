"""Routes under `/api/v1/cabinets/<slug>/`, gathered from each module's own."""

from retrocession.api import adjustments, designations, receipts, statements

urlpatterns = [
    *adjustments.urlpatterns,
    *designations.urlpatterns,
    *receipts.urlpatterns,
    *statements.urlpatterns,
]
