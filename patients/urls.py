"""The front desk and its patients, under the practice's slug."""

app_name = "patients"
urlpatterns: list = []
