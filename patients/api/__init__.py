"""The routes of patients and of the front desk: the queries, actions and permissions of their pages."""

from patients.api import appointments, checklists, declarations, patients, records, referrals

urlpatterns = [
    *patients.urlpatterns,
    *checklists.urlpatterns,
    *appointments.urlpatterns,
    *referrals.urlpatterns,
    *declarations.urlpatterns,
    *records.urlpatterns,
]
