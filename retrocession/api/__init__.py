"""Routes under `/api/v1/cabinets/<slug>/`, gathered from each module's own."""

from retrocession.api import designations, receipts, statements

urlpatterns = [*designations.urlpatterns, *receipts.urlpatterns, *statements.urlpatterns]
