"""The school holidays of a commune are those of its académie's zone.

Source: calendrier scolaire national (education.gouv.fr), zones A, B and C by académie; departments of each
académie, code de l'éducation, art. R. 222-2.
"""

#: Departments by zone. Corsica and the overseas territories follow calendars of their own.
DEPARTMENTS = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67"
    " 68 72 76 80 83 84 85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
_ZONES = {department: zone for zone, listed in DEPARTMENTS.items() for department in listed.split()}


def zone_of_postcode(postcode: str) -> str | None:
    """« 85430 » is in the Vendée, académie of Nantes: « B ». None where no zone of the three applies.

    The department is read in the first two digits: the few communes served by a post office of the next
    department correct it by hand.
    """
    return _ZONES.get(postcode[:2])
