"""The front desk and its patients, under the practice's slug."""

from django.urls import path, register_converter

from patients.practice_urls import PRACTICE
from patients.views import (
    accesses,
    agenda,
    booking,
    call_backs,
    care_team,
    day_sheet,
    declarations,
    first_slots,
    front_desk,
    imports,
    intake,
    new_patient,
    orientations,
    patient_file,
    records,
    referrals,
    renewals,
    search,
    settings,
    setup,
    turn,
)
from planning.urls import DayConverter

register_converter(DayConverter, "agenda_day")

app_name = "patients"
urlpatterns = [
    # Setting the practice up.
    path("c/<slug:slug>/mise-en-route/liste/", setup.setup_list, name="setup-list"),
    path("c/<slug:slug>/mise-en-route/reglement/", setup.setup_rules, name="setup-rules"),
    # The intake list.
    path("c/<slug:slug>/patients/", intake.intake, name="intake"),
    path("c/<slug:slug>/patients/liste.csv", intake.intake_file, name="intake-file"),
    path("c/<slug:slug>/patients/vagues/", intake.waves, name="waves"),
    path("c/<slug:slug>/patients/vagues/<int:wave>/ouverture/", intake.wave_opening, name="wave-opening"),
    path("c/<slug:slug>/patients/vagues/<int:wave>/fermeture/", intake.wave_closing, name="wave-closing"),
    path("c/<slug:slug>/patients/reglages/", settings.settings, name="settings"),
    path("c/<slug:slug>/patients/<uuid:pk>/vague/", turn.wave, name="wave"),
    path("c/<slug:slug>/patients/<uuid:pk>/etape/", turn.step, name="step"),
    # Lists brought in.
    path("c/<slug:slug>/patients/listes/", imports.imports, name="imports"),
    path("c/<slug:slug>/patients/listes/colonnes/", imports.columns_forgotten, name="import-columns"),
    path("c/<slug:slug>/patients/listes/<uuid:pk>/", imports.list_import, name="import"),
    path(
        "c/<slug:slug>/patients/listes/<uuid:pk>/enregistrement/",
        imports.import_writing,
        name="import-writing",
    ),
    path("c/<slug:slug>/patients/listes/<uuid:pk>/abandon/", imports.import_removal, name="import-removal"),
    path("c/<slug:slug>/patients/listes/<uuid:pk>/deux-personnes/", imports.lines_apart, name="import-apart"),
    path(
        "c/<slug:slug>/patients/listes/<uuid:pk>/lignes/<int:line>/de-cote/",
        imports.line_set_aside,
        name="import-set-aside",
    ),
    path(
        "c/<slug:slug>/patients/listes/<uuid:pk>/lignes/<int:line>/reprise/",
        imports.line_taken_back,
        name="import-take-back",
    ),
    path(
        "c/<slug:slug>/patients/listes/<uuid:pk>/lignes/<int:line>/meme-personne/",
        imports.line_same_person,
        name="import-same-person",
    ),
    # The front desk.
    path("c/<slug:slug>/accueil/", front_desk.desk, name="desk"),
    path("c/<slug:slug>/accueil/<slug:key>/", front_desk.desk_card, name="desk-card"),
    path("c/<slug:slug>/patients/recherche/", search.search, name="search"),
    path("c/<slug:slug>/patients/nouveau/", new_patient.new_patient, name="new"),
    path("c/<slug:slug>/patients/nouveau/apercu/", new_patient.new_patient_look, name="new-look"),
    path("c/<slug:slug>/patients/<uuid:pk>/", patient_file.patient_file, name="file"),
    path("c/<slug:slug>/patients/<uuid:pk>/modifier/", patient_file.patient_change, name="change"),
    # Calls to return.
    path("c/<slug:slug>/rappels/", call_backs.call_backs, name="call-backs"),
    path("c/<slug:slug>/rappels/nouveau/", call_backs.call_back_new, name="call-back-new"),
    path("c/<slug:slug>/rappels/<uuid:pk>/", call_backs.call, name="call"),
    path("c/<slug:slug>/rappels/<uuid:pk>/en-main/", call_backs.taking, name="call-taking"),
    path("c/<slug:slug>/rappels/<uuid:pk>/plus-tard/", call_backs.postpone, name="call-postpone"),
    path("c/<slug:slug>/rappels/<uuid:pk>/abandon/", call_backs.release, name="call-release"),
    path("c/<slug:slug>/rappels/<uuid:pk>/essais/", call_backs.attempt, name="call-attempt"),
    path("c/<slug:slug>/rappels/<uuid:pk>/fin/", call_backs.finish, name="call-finish"),
    path("c/<slug:slug>/patients/<uuid:pk>/appel/", call_backs.patient_call, name="patient-call"),
    # The agenda.
    path("c/<slug:slug>/rendez-vous/", agenda.today, name="agenda-today"),
    path("c/<slug:slug>/rendez-vous/<agenda_day:on>/", agenda.agenda, name="agenda"),
    path("c/<slug:slug>/rendez-vous/<agenda_day:on>/feuille.pdf", day_sheet.day_sheet, name="day-sheet"),
    path("c/<slug:slug>/rendez-vous/premieres/", first_slots.first_slots, name="first-slots"),
    path("c/<slug:slug>/rendez-vous/premieres.csv", first_slots.first_slots_file, name="first-slots-file"),
    path("c/<slug:slug>/rendez-vous/nouveau/", booking.book, name="book"),
    path("c/<slug:slug>/rendez-vous/nouveau/pour-qui/", booking.book_for_whom, name="book-for-whom"),
    path("c/<slug:slug>/rendez-vous/<uuid:pk>/", agenda.appointment, name="appointment"),
    path("c/<slug:slug>/rendez-vous/<uuid:pk>/etat/", agenda.say, name="appointment-state"),
    path("c/<slug:slug>/rendez-vous/<uuid:pk>/reprise/", agenda.undo, name="appointment-undo"),
    path("c/<slug:slug>/rendez-vous/<uuid:pk>/deplacement/", booking.move, name="appointment-move"),
    # Who follows them: médecin traitant, former record, renewals, orientations, care team.
    path("c/<slug:slug>/patients/<uuid:pk>/medecin-traitant/", declarations.declare, name="declare"),
    path("c/<slug:slug>/suivi/medecin-traitant/", declarations.register_page, name="register"),
    path("c/<slug:slug>/suivi/medecin-traitant/export.csv", declarations.register_file, name="register-file"),
    path("c/<slug:slug>/suivi/medecin-traitant/notice.pdf", declarations.leaflet, name="leaflet"),
    path(
        "c/<slug:slug>/suivi/medecin-traitant/<uuid:pk>/information/",
        declarations.told,
        name="declaration-told",
    ),
    path(
        "c/<slug:slug>/suivi/medecin-traitant/<uuid:pk>/fin/",
        declarations.declaration_end,
        name="declaration-end",
    ),
    path("c/<slug:slug>/suivi/dossiers/", records.records, name="records"),
    path("c/<slug:slug>/patients/<uuid:pk>/dossier/", records.record_ask, name="record-ask"),
    path("c/<slug:slug>/suivi/dossiers/<uuid:pk>/<slug:after>/", records.record_move, name="record-move"),
    path("c/<slug:slug>/suivi/renouvellements/", renewals.renewals, name="renewals"),
    path("c/<slug:slug>/suivi/renouvellements/liste.pdf", renewals.renewals_pdf, name="renewals-pdf"),
    path("c/<slug:slug>/suivi/orientations/", orientations.orientations, name="orientations"),
    path("c/<slug:slug>/patients/<uuid:pk>/orientation/", orientations.orient, name="orient"),
    path("c/<slug:slug>/patients/<uuid:pk>/equipe/", care_team.care_team_add, name="care-team-add"),
    path(
        "c/<slug:slug>/suivi/equipe-de-soin/<uuid:pk>/retrait/",
        care_team.care_team_remove,
        name="care-team-remove",
    ),
    path("c/<slug:slug>/mes-patients/", care_team.followed, name="followed"),
    # What is addressed to the ASALÉE nurse.
    path("c/<slug:slug>/suivi/asalee/", referrals.referrals, name="referrals"),
    path("c/<slug:slug>/patients/<uuid:pk>/asalee/", referrals.refer, name="refer"),
    path("c/<slug:slug>/suivi/asalee/<uuid:pk>/", referrals.referral, name="referral"),
    path("c/<slug:slug>/suivi/asalee/<uuid:pk>/seances/", referrals.session_plan, name="session-plan"),
    path("c/<slug:slug>/suivi/asalee/seances/<uuid:pk>/", referrals.session_say, name="session-say"),
    path("c/<slug:slug>/suivi/asalee/<uuid:pk>/fin/", referrals.referral_close, name="referral-close"),
    path(
        "c/<slug:slug>/suivi/asalee/<uuid:pk>/lecture/", referrals.referral_reading, name="referral-reading"
    ),
    # What the titulaires answer for.
    path("c/<slug:slug>/suivi/acces/", accesses.accesses_page, name="accesses"),
    path("c/<slug:slug>/suivi/acces/<uuid:pk>/export.csv", accesses.accesses_file, name="accesses-file"),
    path("c/<slug:slug>/suivi/conservation/", accesses.retention, name="retention"),
    *PRACTICE,
]
