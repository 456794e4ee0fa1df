"""The constraints of the front desk in French (`cabinet.constraints_text`)."""

from cabinet.constraints_text import Explained

PRACTITIONER_IS_TAKEN = "appointment_one_at_a_time_for_a_practitioner"
PATIENT_IS_TAKEN = "appointment_one_at_a_time_for_a_patient"
NOBODY_IS_THERE = "appointment_stands_within_a_presence"
ENTERED_ALREADY = "patient_is_entered_once"
ASKED_ALREADY = "call_back_of_a_patient_is_asked_once"

SENTENCES = {
    ENTERED_ALREADY: Explained(
        "Cette personne est déjà sur la liste\u202f: ouvrez son dossier.", "last_name"
    ),
    "patient_wave_is_moved_with_a_reason": Explained("Dites pourquoi la vague change.", "wave_reason"),
    "patient_is_of_this_age": Explained("Cette date de naissance est trop ancienne.", "birth_on"),
    "wave_is_opened_once": Explained("Cette vague est déjà ouverte.", "wave"),
    "call_back_says_whom": Explained("Dites qui il faut rappeler.", "name"),
    "call_back_of_an_appointment_is_asked_once": Explained(
        "Ce rendez-vous est déjà sur la liste des rappels.", None
    ),
    ASKED_ALREADY: Explained("Cette personne est déjà à rappeler pour ce motif.", "reason"),
    PRACTITIONER_IS_TAKEN: Explained(
        "Cette heure vient d’être prise\u202f: choisissez-en une autre.", "starts"
    ),
    PATIENT_IS_TAKEN: Explained("Ce patient a déjà un rendez-vous à cette heure.", "starts"),
    NOBODY_IS_THERE: Explained("Ce praticien n’est pas présent à cette heure.", "starts"),
    "appointment_ends_after_it_starts": Explained("Le rendez-vous finit avant de commencer.", "starts"),
    "declaration_is_one_at_a_time": Explained(
        "Un médecin traitant est déjà déclaré\u202f: mettez d’abord fin à cette déclaration.", "doctor"
    ),
    "declaration_ends_after_it_starts": Explained("La déclaration finit avant de commencer.", "ended_on"),
    "record_is_asked_once": Explained("Ce dossier est déjà demandé.", "holder"),
    "record_impossible_has_a_reason": Explained("Dites pourquoi il est impossible de l’avoir.", "reason"),
    "record_received_has_a_form_and_a_day": Explained("Dites quand, et sur papier ou numérique.", "form"),
    "orientation_goes_somewhere": Explained("Dites chez qui, ou où.", "elsewhere"),
    "care_team_member_is_added_once": Explained("Cette personne suit déjà ce patient.", "membership"),
    "referral_is_asked_once": Explained("Ce patient est déjà adressé pour ce motif.", "motive"),
    "session_is_planned_once_a_day": Explained("Une séance est déjà prévue ce jour-là.", "on"),
    "session_has_an_hour_of_its_own": Explained("Cette heure est celle d’une autre séance.", "on"),
    "session_stands_at_its_appointment": Explained(
        "Cette heure n’est pas celle d’un rendez-vous de ce patient avec l’infirmière ce jour-là.", "on"
    ),
    "checklist_version_is_published_once": Explained(
        "Quelqu’un vient de publier une autre version\u202f: relisez-la d’abord.", None
    ),
    "house_rules_version_is_published_once": Explained(
        "Quelqu’un vient de publier une autre version\u202f: relisez-la d’abord.", "body"
    ),
    "directory_name_is_unique": Explained("Ce nom est déjà dans l’annuaire.", "name"),
    "protocol_title_is_unique": Explained("Un protocole porte déjà ce titre.", "title"),
    "appointment_lasts_five_minutes_to_two_hours": Explained(
        "Un rendez-vous dure de 5 à 120 minutes.", "first_minutes"
    ),
    "intake_is_kept_one_to_five_years": Explained("De 1 à 5 ans.", "intake_years"),
}
