"""The steps of « Mise en route » that are the calendar's: the rooms, and the first week."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet import text
from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.setup import setup_of
from cabinet.views.setup import ask_set_up
from planning.actions.first_week import HalfDaysRefused, book_week
from planning.actions.public_sheet import publish_sheet
from planning.actions.rooms import set_rooms
from planning.forms.setup import FirstWeekForm, RoomsForm
from planning.models import Room
from planning.queries.first_week import fill_week
from planning.rules.calendar_weeks import first_monday, monday_of

#: What a new practice is offered: two rooms are the usual premises.
USUAL_ROOMS = "Cabinet 1\nCabinet 2"
#: How far ahead a week may be filled from here.
WEEKS_AHEAD = 26


@require_http_methods(["GET", "HEAD", "POST"])
def setup_rooms(request: HttpRequest, slug: str) -> HttpResponse:
    ask_set_up(request, "manage_practice")
    found = setup_of(request.member, "rooms")
    known = "\n".join(Room.objects.values_list("name", flat=True))
    form = RoomsForm(request.POST or None, initial={"rooms": known or USUAL_ROOMS})
    if request.method == "POST":
        form = RoomsForm(request.POST)
        if form.is_valid():
            try:
                set_rooms(names=form.names, by=request.member.membership, at=timezone.now())
            except Refused as refused:
                form.add_error("rooms", refused.sentence)
            else:
                return redirect(found.next_url)
    context = {"form": form, "setup": found}
    return render(request, "planning/setup_rooms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def setup_week(request: HttpRequest, slug: str) -> HttpResponse:
    """The half-days of one person are touched, then written together."""
    ask_set_up(request, "book_for_others")
    member, found = request.member, setup_of(request.member, "week")
    monday = _monday_asked(request)
    week = fill_week(member.cabinet, monday, chosen=request.POST.getlist("halves"))
    values = [half.value for day in week.days for half in day.halves]
    mine = next((one.pk for one in week.members if one.pk == member.membership.pk), None)
    form = FirstWeekForm(
        request.POST if request.method == "POST" else None,
        members=list(week.members), values=values, initial={"membership": mine},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        whose = form.cleaned_data["membership"]
        try:
            booked = book_week(membership=whose, halves=form.chosen, by=member.membership, at=timezone.now())
        except HalfDaysRefused as refused:
            form.add_error("halves", f"{text.sentence(text.day(refused.on))}\u202f: {refused.sentence}")
        else:
            days = text.count(len(booked), "journée notée", "journées notées")
            messages.success(request, f"{days} pour {whose.display_name}.")
            return redirect(found.next_url)
    context = {"form": form, "setup": found, "week": week}
    return render(request, "planning/setup_week.html", context, status=422 if form.errors else 200)


@require_POST
def setup_share(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of the days open becomes readable to whoever has its address."""
    ask_set_up(request, "book_for_others")
    publish_sheet(public=True, by=request.member.membership, at=timezone.now())
    messages.success(request, "La feuille est publiée\u202f: donnez son adresse à qui vous voulez.")
    return redirect("setup", slug=slug)


def _monday_asked(request: HttpRequest) -> date:
    """« ?semaine=2026-11-30 », of the coming months; the first coming week otherwise."""
    first = first_monday(today_in_paris())
    try:
        asked = monday_of(date.fromisoformat(request.GET.get("semaine", "")))
    except ValueError:
        return first
    return asked if 0 <= (asked - first).days <= WEEKS_AHEAD * 7 else first
