"""`/c/<slug>/planning/stage/`: the intern's days, made, skipped, elsewhere; and the debriefs' tick."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Role
from cabinet.text import long_day
from planning.actions.debrief import tick_debrief
from planning.models import Presence
from planning.queries.exceptions import coming_absences
from planning.queries.series import days_of_series, said_of, series_of


@require_safe
def internship(request: HttpRequest, slug: str) -> HttpResponse:
    member, today = request.member, today_in_paris()
    if member.role != Role.INTERNE:
        raise PermissionDenied("Cette page est celle de l’interne.")
    own = series_of(member.membership)
    context = {
        "series": [(series, said_of(series)) for series in own],
        "days": days_of_series(own, today=today),
        "elsewhere": coming_absences(member, today),
    }
    return render(request, "planning/internship.html", context)


@require_POST
def debrief(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`fait=1` ticks it, anything else unticks it."""
    found = Presence.objects.select_related("membership__person", "series")
    presence = get_object_or_404(found, pk=pk)
    try:
        ticked = tick_debrief(
            presence=presence, ticked=request.POST.get("fait") == "1", by=request.member.membership,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        said = "est fait" if ticked else "reste à faire"
        messages.success(
            request, f"Le débrief du {long_day(presence.on)} avec {presence.membership.display_name} {said}."
        )
    back = request.POST.get("retour", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/"):
        return redirect(back)
    return redirect(reverse("planning:day", args=[slug, presence.on]))
