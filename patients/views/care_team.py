"""The care team of a patient, and « Mes patients suivis » of a paramedic: names, and nothing else."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Role
from cabinet.traces import LISTED, trace
from patients.actions.care_team import add_to_care_team, remove_from_care_team
from patients.models import CareTeamMember
from patients.permissions import require_files
from patients.queries.care_team import followed_by, may_join
from patients.views.care_forms import back_to, patient_of


@require_POST
def care_team_add(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    patient = patient_of(request, pk)
    chosen = request.POST.get("member", "")
    member = next((one for one in may_join(today_in_paris()) if str(one.pk) == chosen), None)
    if member is None:
        messages.error(request, "Choisissez quelqu’un dans la liste.")
        return redirect("patients:file", slug, patient.pk)
    try:
        add_to_care_team(patient=patient, member=member, by=request.member.membership, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("patients:file", slug, patient.pk)
    return back_to(request, patient, f"{member.display_name} suit ce patient.")


@require_POST
def care_team_remove(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_files(request.member.membership)
    rows = CareTeamMember.objects.select_related("membership__person", "patient")
    row = get_object_or_404(rows, pk=pk)
    remove_from_care_team(row=row, by=request.member.membership, at=timezone.now())
    return back_to(request, row.patient, f"{row.membership.display_name} ne suit plus ce patient.")


@require_safe
def followed(request: HttpRequest, slug: str) -> HttpResponse:
    by = request.member.membership
    if by.role != Role.PARAMEDICAL:
        raise PermissionDenied("Cette page est celle des paramédicaux.")
    patients = followed_by(by)
    trace(LISTED, patients, by=by, request=request)
    return render(request, "patients/followed.html", {"patients": patients})
