"""The settings of the intake: a row made when somebody first changes what is usual."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.actions.settings import ChangedMeanwhile
from cabinet.models import AuditEntry
from patients.actions.settings import update_patient_settings
from patients.models import PatientSettings
from tests.patients.conftest import NOW


def test_settings_are_usual_until_changed(nieul):
    assert PatientSettings.current().first_minutes == 30
    assert not PatientSettings.objects.exists()


def test_update_writes_what_differs(nieul):
    settings = update_patient_settings(
        values={"points": {"ald": 5}, "first_minutes": 30},
        read={"points": {}, "first_minutes": 30},
        by=nieul.jaulin,
        at=NOW,
    )
    assert PatientSettings.current() == settings
    assert settings.points == {"ald": 5}
    assert AuditEntry.objects.get(verb="update_patient_settings").details == {
        "changes": {"points": [{}, {"ald": 5}]}
    }


def test_update_never_overwrites_what_somebody_else_said(nieul):
    update_patient_settings(values={"first_minutes": 40}, read={"first_minutes": 30}, by=nieul.texier, at=NOW)
    with pytest.raises(ChangedMeanwhile) as refused:
        update_patient_settings(
            values={"first_minutes": 20}, read={"first_minutes": 30}, by=nieul.jaulin, at=NOW
        )
    assert refused.value.now == {"first_minutes": 40}


@pytest.mark.parametrize("role", ["fradin", "bossard", "drapeau", "guilbaud"])
def test_settings_are_kept_by_titulaires_and_secretary(nieul, role):
    with pytest.raises(PermissionDenied):
        update_patient_settings(values={}, read={}, by=getattr(nieul, role), at=NOW)


def test_lengths_of_visits_and_sessions_are_on_the_form(signed_in, as_member):
    client = as_member(signed_in.jaulin)
    page = client.get(reverse("patients:settings", args=["nieul"])).content.decode()
    for field in ("visit_minutes", "asalee_minutes"):
        assert page.count(f'name="{field}"') == 1
