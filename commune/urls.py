"""The mairie's pages and the registers, under `/c/<slug>/mairie/`."""

from django.urls import path

from commune.views import costs, files, grants, registers, reports, territory

app_name = "commune"
C = "c/<slug:slug>/mairie"
urlpatterns = [
    path(f"{C}/couts/", costs.costs, name="costs"),
    path(f"{C}/couts/coller/", costs.paste, name="costs-paste"),
    path(f"{C}/couts/corrections/", costs.history, name="cost-history"),
    path(f"{C}/couts/budget/", costs.budget, name="budget"),
    path(f"{C}/subventions/", grants.grants, name="grants"),
    path(f"{C}/subventions/nouvelle/", grants.creation, name="grant-creation"),
    path(f"{C}/subventions/<uuid:pk>/", grants.change, name="grant-change"),
    path(f"{C}/subventions/<uuid:pk>/retrait/", grants.withdrawal, name="grant-withdrawal"),
    path(f"{C}/conseil.pdf", reports.council_report, name="council-report"),
    path(f"{C}/bilan/", reports.achievements, name="achievements"),
    path(f"{C}/bilan.pdf", reports.achievements_file, name="achievements-pdf"),
    path(f"{C}/installation/", reports.settling, name="settling"),
    path(f"{C}/territoire/", territory.territory, name="territory"),
    path(f"{C}/territoire.csv", territory.territory_csv, name="territory-csv"),
    path(f"{C}/demandes/", registers.requests, name="requests"),
    path(f"{C}/registres/", registers.registers, name="registers"),
    path(f"{C}/registres/<slug:register>/nouveau/", registers.creation, name="entry-creation"),
    path(f"{C}/registres/<uuid:pk>/", registers.entry, name="entry"),
    path(f"{C}/registres/<uuid:pk>/suite/", registers.state, name="entry-state"),
    path(f"{C}/registres/<uuid:pk>/pieces/", files.joining, name="entry-files"),
    path(f"{C}/registres/<uuid:pk>/pieces/<uuid:file>/", files.content, name="entry-file"),
    path(f"{C}/registres/<uuid:pk>/pieces/<uuid:file>/retrait/", files.removal, name="entry-file-removal"),
]
