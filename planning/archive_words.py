"""What the calendar's tables are called in the archive of a practice."""

TABLES = {
    "planning_absence": "absences",
    "planning_astreinte": "astreintes",
    "planning_callask": "appels, qui a été demandé",
    "planning_callclaim": "appels, jours pris",
    "planning_covercall": "appels à renfort",
    "planning_debrief": "débriefings",
    "planning_event": "événements",
    "planning_eventanswer": "événements, réponses",
    "planning_handover": "astreintes, consignes",
    "planning_presence": "présences",
    "planning_room": "salles",
    "planning_series": "séries",
    "planning_seriesskip": "séries, jours sautés",
    "planning_shift": "secrétariat, horaires",
    "planning_specialperiod": "fermetures et exceptions",
    "planning_swap": "échanges",
}
