"""The routes of patients and of the front desk: the queries, actions and permissions of their pages."""

from patients.api import patients

urlpatterns = [*patients.urlpatterns]
