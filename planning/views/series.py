"""`/c/<slug>/planning/series/`: fixed weekdays, the desk's hours among them, for who keeps the calendar."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.text import clock, count, sentence
from planning.actions.series import (
    SeriesChanged,
    change_series,
    checked,
    end_series,
    start_series,
)
from planning.forms.fields import refused
from planning.forms.series import NAMES, DeskSeriesForm, EndForm, SeriesForm
from planning.models import Series
from planning.queries.series import WITH, coming_series, days_of_series, said_of
from planning.queries.series_plan import Plan, plan_series
from planning.views.asking import ask_may

#: What the proposal of a form spans: an intern's semester, the desk's year.
SPANS = {SeriesForm: timedelta(days=181), DeskSeriesForm: timedelta(days=364)}


@require_safe
def series_list(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    lines = coming_series(today_in_paris())
    context = {
        "practitioners": [line for line in lines if not line.series.opens],
        "desk": [line for line in lines if line.series.opens],
    }
    return render(request, "planning/series_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    form_class = DeskSeriesForm if request.GET.get("pour") == "accueil" else SeriesForm
    today = today_in_paris()
    if request.method == "POST":
        form = form_class(request.POST, on=today)
        if form.is_valid():
            try:
                series = start_series(terms=form.terms(), by=request.member.membership, at=timezone.now())
            except Refused as refusal:
                refused(form, refusal, NAMES)
            else:
                return done(request, series)
        return show_form(request, form, None, status=422)
    asked = request.GET if "weekday" in request.GET else None
    form = form_class(asked, on=today, initial={"starts_on": today, "until_on": today + SPANS[form_class]})
    return show_form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def series_change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    series, today = found(pk), today_in_paris()
    form_class = DeskSeriesForm if series.opens else SeriesForm
    if request.method == "POST":
        form = form_class(request.POST, on=today, series=series)
        if form.is_valid():
            try:
                changed = change_series(
                    series=series, from_on=form.cleaned_data["starts_on"], terms=form.terms(),
                    seen_until=read_date(request.POST.get("read")),
                    by=request.member.membership, at=timezone.now(),
                )  # fmt: skip
            except SeriesChanged as refusal:
                refused(form, refusal)
                return show_form(request, form, found(pk), status=409)
            except Refused as refusal:
                refused(form, refusal, NAMES)
            else:
                return done(request, changed)
        return show_form(request, form, series, status=422)
    asked = request.GET if "weekday" in request.GET else as_typed(series, today)
    return show_form(request, form_class(asked, on=today, series=series), series)


def as_typed(series: Series, today: date) -> dict[str, object]:
    """The series as a person would type it, from tomorrow on: its days are shown at once."""
    return {
        "weekday": series.weekday,
        "period": series.period,
        "room": series.room_id,
        "opens": clock(series.opens) if series.opens else "",
        "closes": clock(series.closes) if series.closes else "",
        "supervisor": series.supervisor_id or "",
        "starts_on": max(today + timedelta(days=1), series.starts_on).isoformat(),
        "until_on": series.until_on.isoformat(),
    }


def show_form(
    request: HttpRequest, form: SeriesForm, series: Series | None, *, status: int = 200
) -> HttpResponse:
    """The form with the days that it would make; by htmx, these days alone."""
    plan, why_not = preview(request, form, series)
    context = {
        "form": form,
        "series": series,
        "said": said_of(series) if series else "",
        "plan": plan,
        "why_not": why_not,
        "of_the_desk": isinstance(form, DeskSeriesForm),
    }
    template = "planning/series_form.html"
    return render(request, f"{template}#preview" if request.htmx else template, context, status=status)


def preview(request: HttpRequest, form: SeriesForm, series: Series | None) -> tuple[Plan | None, str]:
    """What the form would make, or the sentence that says why it cannot; nothing of a form half filled."""
    if not form.is_bound or not form.is_valid():
        return None, ""
    try:
        terms = checked(form.terms(), by=request.member.membership)
    except Refused as refusal:
        return None, refusal.sentence
    return plan_series(request.member.cabinet, terms, instead_of=series), ""


@require_safe
def series_detail(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    return show_detail(request, found(pk), EndForm(initial={"starts_on": today_in_paris()}))


@require_POST
def series_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    series, form = found(pk), EndForm(request.POST)
    if form.is_valid():
        try:
            end_series(
                series=series, from_on=form.cleaned_data["starts_on"],
                seen_until=read_date(request.POST.get("read")),
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except SeriesChanged as refusal:
            refused(form, refusal)
            return show_detail(request, found(pk), form, status=409)
        except Refused as refusal:
            refused(form, refusal, NAMES)
        else:
            messages.success(request, "La série est arrêtée. La personne est prévenue par e-mail.")
            return redirect("planning:series", slug=slug)
    return show_detail(request, series, form, status=422)


def show_detail(request: HttpRequest, series: Series, form: EndForm, *, status: int = 200) -> HttpResponse:
    days = days_of_series([series], today=today_in_paris())
    context = {
        "series": series,
        "said": said_of(series),
        "days": days,
        "made": sum(day.state == "made" for day in days),
        "form": form,
        "over": series.cancelled_at is not None or series.until_on < today_in_paris(),
    }
    return render(request, "planning/series_detail.html", context, status=status)


def found(pk: UUID) -> Series:
    return get_object_or_404(Series.objects.select_related(*WITH, "follows"), pk=pk)


def read_date(text: str | None) -> date | None:
    """The end of the series as it was read; an unreadable one protects nothing."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def done(request: HttpRequest, series: Series) -> HttpResponse:
    days = days_of_series([series], today=today_in_paris())
    made = sum(day.state == "made" for day in days)
    words = [f"{sentence(said_of(series))}\u202f: {count(made, 'jour', 'jours')} au planning"]
    if skipped := len(days) - made:
        words.append(count(skipped, "jour sauté", "jours sautés"))
    messages.success(request, f"{', '.join(words)}.")
    return redirect("planning:series-detail", slug=request.member.cabinet.slug, pk=series.pk)
