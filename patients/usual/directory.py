"""The numbers that any desk dials, proposed once; the doctors around are the practice's own to write."""

#: kind, name, phone, hours, what to know of it, whether it is shown on days without a doctor.
ENTRIES: tuple[tuple[str, str, str, str, str, bool], ...] = (
    (
        "emergency", "SAMU", "15", "jour et nuit",
        "urgence vitale\u202f: douleur dans la poitrine, souffle court, paralysie", True,
    ),
    (
        "emergency", "Médecin de garde", "116 117",
        "le soir, la nuit, le week-end\u202f; le jour sans médecin traitant",
        "besoin d’un médecin qui ne peut pas attendre", True,
    ),
    (
        "duty_house", "Maison médicale de garde", "116 117", "le soir, le samedi après-midi, le dimanche",
        "on n’y va pas sans avoir appelé", True,
    ),
    (
        "pharmacy", "Pharmacie de garde", "3237", "jour et nuit",
        "donne la pharmacie ouverte la plus proche", True,
    ),
    ("emergency", "Centre antipoison d’Angers", "02 41 48 21 21", "jour et nuit", "", True),
    ("emergency", "Prévention du suicide", "3114", "jour et nuit", "écoute par des soignants", True),
)  # fmt: skip
