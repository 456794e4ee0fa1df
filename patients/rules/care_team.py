"""A care team is made of those whose role may write in a patient's thread, and of nobody else.

Source: the matrix agreed between the doctors, the secretary and the mairie (row « patient threads »).
"""

from collections.abc import Mapping


def may_follow_patients(role: str, patient_threads: Mapping[str, str]) -> bool:
    """Whether that role may be in a care team; `patient_threads` is that row of the matrix, cell by role.

    Source: the matrix: doctors, interns, secretary, ASALÉE nurse and paramedics.
    """
    return patient_threads[role] == "own"
