"""`/c/<slug>/planning/absences/`: one's own absences, and everybody's for who keeps the calendar."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from planning.actions.absence import DaysInside, say_absence, withdraw_absence
from planning.forms.fields import refused
from planning.forms.periods import AbsenceForm
from planning.models import Absence
from planning.queries.exceptions import coming_absences
from planning.rules.words import days_of_period


def ask_absent(request: HttpRequest) -> None:
    """403 to who holds no days and keeps nobody's."""
    if not (request.member.may("book_own_days") or request.member.may("book_for_others")):
        raise PermissionDenied("Votre rôle ne tient pas de journée au planning.")


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest, slug: str) -> HttpResponse:
    ask_absent(request)
    by, today = request.member.membership, today_in_paris()
    form = AbsenceForm(request.POST or None, by=by, on=today)
    inside = None
    if request.method == "POST" and form.is_valid():
        try:
            absence = say_absence(**form.said(), by=by, at=timezone.now())
        except DaysInside as refusal:
            inside = refusal
        except Refused as refusal:
            refused(form, refusal)
        else:
            days = days_of_period(absence.starts_on, absence.ends_on)
            messages.success(request, f"C’est noté\u202f: {absence.get_kind_display()} {days}.")
            return redirect("planning:absences", slug=slug)
    context = {"form": form, "inside": inside, "lines": coming_absences(request.member, today)}
    status = 409 if inside else 422 if request.method == "POST" else 200
    return render(request, "planning/absences.html", context, status=status)


@require_POST
def absence_withdraw(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_absent(request)
    absence = get_object_or_404(Absence.objects.select_related("membership__person"), pk=pk)
    withdraw_absence(absence=absence, by=request.member.membership, at=timezone.now())
    messages.success(request, "L’absence est retirée. Les jours libérés ne reviennent pas d’eux-mêmes.")
    return redirect("planning:absences", slug=slug)
