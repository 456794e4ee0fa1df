"""The routes of patients and of the front desk: the queries, actions and permissions of their pages."""

urlpatterns: list = []
