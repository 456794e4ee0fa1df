"""Routes under `/api/v1/cabinets/<slug>/`, gathered from each module's own."""

from retrocession.api import receipts

urlpatterns = [*receipts.urlpatterns]
