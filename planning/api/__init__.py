"""The routes of the calendar: the queries, actions and permissions of its pages."""

from planning.api import occupancy, presences

urlpatterns = [*presences.urlpatterns, *occupancy.urlpatterns]
