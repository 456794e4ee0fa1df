"""`/c/<slug>/patients/`: the intake list by wave; waves open and close here."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.reauthentication import confirmed_first
from cabinet.traces import EXPORTED, LISTED, trace
from patients.actions.waves import close_wave, open_wave
from patients.exports import intake_as_csv
from patients.models import Criterion
from patients.permissions import keeps_intake, require_files, require_intake
from patients.queries import intake as queries
from patients.rules.waves import WAVE_LABELS


@require_safe
def intake(request: HttpRequest, slug: str) -> HttpResponse:
    by = request.member.membership
    require_files(by)
    asked = queries.asked_of(request.GET.dict())
    found = queries.intake_list(
        asked, today=today_in_paris(), cabinet=request.member.cabinet, page=request.GET.get("page", 1)
    )
    trace(LISTED, found.people, by=by, request=request)
    context = {
        "list": found,
        "tabs": [_tab(slug, asked, state) for state in found.waves if state.count or state.wave],
        "query": f"{_query(asked)}&",
        "steps": queries.STEP_CHOICES,
        "criteria": Criterion.choices,
        "keeps": keeps_intake(by),
    }
    template = "patients/intake.html"
    return render(request, f"{template}#list" if request.htmx.target == "intake" else template, context)


@require_safe
def intake_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The list as it is asked for, in a file."""
    by = request.member.membership
    require_intake(by)
    return intake_given(request, queries.asked_of(request.GET.dict()))


@confirmed_first
def intake_given(request: HttpRequest, asked: queries.Asked) -> HttpResponse:
    by, slug = request.member.membership, request.member.cabinet.slug
    rows = queries.whole_list(asked, today=today_in_paris(), cabinet=request.member.cabinet)
    trace(EXPORTED, [row.patient for row in rows], by=by, request=request)
    name = f"accueil-{slug}-vague-{asked.wave or 'hors'}-{today_in_paris()}.csv"
    return HttpResponse(
        intake_as_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_POST
def wave_opening(request: HttpRequest, slug: str, wave: int) -> HttpResponse:
    return _changed(request, slug, wave, open_wave, "est ouverte")


@require_POST
def wave_closing(request: HttpRequest, slug: str, wave: int) -> HttpResponse:
    return _changed(request, slug, wave, close_wave, "est fermée")


@require_safe
def waves(request: HttpRequest, slug: str) -> HttpResponse:
    """Who opened and closed which wave, and when."""
    require_files(request.member.membership)
    return render(request, "patients/waves.html", {"history": queries.wave_history(), "labels": WAVE_LABELS})


def _changed(request: HttpRequest, slug: str, wave: int, action, words: str) -> HttpResponse:
    try:
        action(wave=wave, by=request.member.membership, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"La vague {wave} {words}.")
    return redirect(f"{reverse('patients:intake', args=[slug])}?vague={wave}")


def _tab(slug: str, asked: queries.Asked, state: queries.WaveState) -> dict:
    parameters = {"vague": state.code, "etape": asked.step, "critere": asked.criterion}
    return {
        "label": f"Vague {state.wave}" if state.wave else "Hors des vagues",
        "url": f"{reverse('patients:intake', args=[slug])}?{urlencode(parameters)}",
        "current": state.wave == asked.wave,
        "count": state.count,
    }


def _query(asked: queries.Asked) -> str:
    wave = str(asked.wave) if asked.wave else queries.OUTSIDE
    return urlencode({"vague": wave, "etape": asked.step, "critere": asked.criterion})
