"""The constraints of the calendar in French (`cabinet.constraints_text`)."""

from cabinet.constraints_text import Explained

PERSON_IS_ELSEWHERE = "presence_person_is_in_one_place"

SENTENCES = {
    "room_name_is_unique": Explained("Une salle porte déjà ce nom dans ce cabinet.", "name"),
    "presence_room_holds_one_person": Explained("Cette salle est déjà prise à ce moment.", "room"),
    PERSON_IS_ELSEWHERE: Explained("Cette personne est déjà quelque part à ce moment.", "email"),
    "presence_period_is_known": Explained("Journée, matin ou après-midi.", "period"),
    "series_is_written_once": Explained("Cette série existe déjà.", "weekday"),
    "series_ends_after_it_starts": Explained("La série finit avant de commencer.", "until"),
}
