"""The routes of the calendar: the queries, actions and permissions of its pages."""

from planning.api import astreintes, calls, events, occupancy, presences, series

urlpatterns = [
    *presences.urlpatterns,
    *series.urlpatterns,
    *astreintes.urlpatterns,
    *calls.urlpatterns,
    *events.urlpatterns,
    *occupancy.urlpatterns,
]
