"""How the practice works: lists, règlement, directory, protocols, days without a doctor, forecast."""

from django.urls import path, register_converter

from patients.views import checklist_editor, checklists, directory, house_rules, practice, protocols
from planning.urls import DayConverter

register_converter(DayConverter, "practice_day")

C = "c/<slug:slug>/cabinet"
PRACTICE = [
    # Lists.
    path(f"{C}/listes/", checklists.today, name="checklists"),
    path(f"{C}/listes/<uuid:pk>/<practice_day:on>/", checklists.day_list, name="checklist"),
    path(f"{C}/listes/modeles/", checklist_editor.templates, name="checklist-templates"),
    path(f"{C}/listes/modeles/<slug:kind>/", checklist_editor.template, name="checklist-template"),
    path(
        "c/<slug:slug>/patients/<uuid:pk>/premiere-consultation/",
        checklists.first_consultation,
        name="first-consultation",
    ),
    # The règlement intérieur.
    path(f"{C}/reglement/", house_rules.house_rules, name="house-rules"),
    path(f"{C}/reglement/modifier/", house_rules.house_rules_change, name="house-rules-change"),
    path(f"{C}/reglement/<int:version>/", house_rules.house_rules_version, name="house-rules-version"),
    path(f"{C}/reglement/<int:version>.pdf", house_rules.house_rules_pdf, name="house-rules-pdf"),
    path(f"{C}/reglement/<int:version>/acceptation/", house_rules.acceptance, name="house-rules-acceptance"),
    # Whom to send to, and what to ask.
    path(f"{C}/annuaire/", directory.directory, name="directory"),
    path(f"{C}/annuaire/nouveau/", directory.entry_new, name="directory-new"),
    path(f"{C}/annuaire/usuels/", directory.usual_entries, name="directory-usual"),
    path(f"{C}/annuaire/<uuid:pk>/", directory.entry, name="directory-entry"),
    path(f"{C}/annuaire/<uuid:pk>/retrait/", directory.entry_withdrawal, name="directory-withdrawal"),
    path(f"{C}/annuaire/<uuid:pk>/rang/", directory.entry_move, name="directory-move"),
    path(f"{C}/protocoles/", protocols.protocols, name="protocols"),
    path(f"{C}/protocoles/nouveau/", protocols.protocol_new, name="protocol-new"),
    path(f"{C}/protocoles/<uuid:pk>/", protocols.protocol, name="protocol"),
    path(f"{C}/protocoles/<uuid:pk>/modifier/", protocols.protocol_change, name="protocol-change"),
    path(f"{C}/protocoles/<uuid:pk>/retrait/", protocols.protocol_withdrawal, name="protocol-withdrawal"),
    path(f"{C}/jour-sans-medecin/", practice.without_doctor_today, name="without-doctor"),
    path(f"{C}/jour-sans-medecin/<practice_day:on>/", practice.without_doctor_day, name="without-doctor-day"),
    path(
        f"{C}/jour-sans-medecin/<practice_day:on>.pdf", practice.without_doctor_pdf, name="without-doctor-pdf"
    ),
    # How long it will take.
    path(f"{C}/prevision/", practice.forecast, name="forecast"),
]
