"""`/c/<slug>/patients/reglages/`: how this practice takes people in."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.actions.settings import ChangedMeanwhile, plain
from patients.actions.settings import update_patient_settings
from patients.forms.settings import PatientSettingsForm
from patients.models import PatientSettings
from patients.permissions import require_intake
from patients.rules.points import LABELS, points_table


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    require_intake(request.member.membership)
    form = PatientSettingsForm(request.POST or None, instance=PatientSettings.current())
    if request.method == "POST" and form.is_valid():
        try:
            update_patient_settings(
                values=form.values, read=form.read_values, by=request.member.membership, at=timezone.now()
            )
        except ChangedMeanwhile as refused:
            return _conflict(request, form, refused)
        messages.success(request, "Les réglages de l’accueil sont enregistrés.")
        return redirect("patients:settings", slug=slug)
    return render(request, "patients/settings.html", {"form": form}, status=422 if form.errors else 200)


def _conflict(request: HttpRequest, form: PatientSettingsForm, refused: ChangedMeanwhile) -> HttpResponse:
    """What was typed stays, what stands now is said beside it; saving again writes over it knowingly."""
    typed = request.POST.copy()
    typed["read"] = json.dumps({name: plain(value) for name, value in refused.now.items()})
    again = PatientSettingsForm(typed, instance=form.instance)
    again.is_valid()
    now = [
        (again.fields[name].label or "Points", _words(name, value))
        for name, value in refused.now.items()
        if plain(value) != form.read_values.get(name)
    ]
    context = {"form": again, "refused": refused, "now": now}
    return render(request, "patients/settings.html", context, status=409)


def _words(name: str, value: object) -> str:
    if name == "points" and isinstance(value, dict):
        return ", ".join(f"{LABELS[key]} {worth}" for key, worth in points_table(value).items())
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(value) or "rien"
    return str(value) or "rien"
