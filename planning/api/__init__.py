"""Under `/api/v1/cabinets/<slug>/`, the routes of the calendar: the queries, actions and permissions of pages."""

from planning.api import presences

urlpatterns = [*presences.urlpatterns]
