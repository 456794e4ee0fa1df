from cabinet.permissions import MATRIX, ROLES
from patients.rules.care_team import may_follow_patients


def test_care_team_is_of_those_who_write_in_threads():
    allowed = [role for role in ROLES if may_follow_patients(role, MATRIX["patient_threads"])]
    assert allowed == [
        "titulaire", "remplacant", "interne", "secretaire", "infirmiere_asalee", "paramedical",
    ]  # fmt: skip
