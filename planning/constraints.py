"""The constraints of the calendar in French (`cabinet.constraints_text`)."""

from cabinet.constraints_text import Explained

PERSON_IS_ELSEWHERE = "presence_person_is_in_one_place"

SENTENCES = {
    "room_name_is_unique": Explained("Une salle porte déjà ce nom dans ce cabinet.", "name"),
    "presence_room_holds_one_person": Explained("Cette salle est déjà prise à ce moment.", "room"),
    PERSON_IS_ELSEWHERE: Explained("Cette personne est déjà quelque part à ce moment.", "email"),
    "presence_period_is_known": Explained("Journée, matin ou après-midi.", "period"),
    "series_is_written_once": Explained("Cette série existe déjà.", "weekday"),
    "series_of_the_desk_is_written_once": Explained("Ces horaires existent déjà.", "weekday"),
    "series_ends_after_it_starts": Explained("La série finit avant de commencer.", "until"),
    "special_period_is_the_only_one_of_its_kind": Explained(
        "Une autre période touche déjà ces jours.", "starts_on"
    ),
    "special_period_ends_after_it_starts": Explained("La période finit avant de commencer.", "ends_on"),
    "absence_of_one_person_at_a_time": Explained("Une absence est déjà notée sur ces jours.", "starts_on"),
    "absence_ends_after_it_starts": Explained("L’absence finit avant de commencer.", "ends_on"),
    "shift_of_one_person_at_a_time": Explained("Cette personne est déjà à l’accueil à ce moment.", "opens"),
    "astreinte_is_one_doctor_a_day": Explained("Quelqu’un est déjà d’astreinte ce jour-là.", "on"),
    "event_ends_after_it_starts": Explained("L’événement finit avant de commencer.", "ends"),
    "swap_of_a_day_is_asked_once": Explained("Un échange est déjà demandé pour ce jour.", "given"),
    "swap_of_an_astreinte_is_asked_once": Explained(
        "Un échange est déjà demandé pour cette astreinte.", "given"
    ),
}
