"""The sections `rooms`, `closures`, `targets`, `presences` and `series` of the start kit.

What is there already, released or withdrawn since or not, changes nothing. What overlaps something else, in
the file or in the database, in this practice or elsewhere, is refused: a kit never chooses for people. Past
days are welcome: a month is loaded to be closed.
"""

from planning.kit.periods import load_closures, load_targets
from planning.kit.presences import load_presences, load_rooms
from planning.kit.series import load_series

#: Closures come before the series that skip them.
SECTIONS = {
    "rooms": load_rooms,
    "closures": load_closures,
    "targets": load_targets,
    "presences": load_presences,
    "series": load_series,
}
LABELS = {
    "rooms": "salle,salles",
    "closures": "fermeture,fermetures",
    "targets": "autre objectif,autres objectifs",
    "presences": "présence,présences",
    "series": "série,séries",
    "shifts": "horaire d’accueil,horaires d’accueil",
}
