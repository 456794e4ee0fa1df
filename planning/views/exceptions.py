"""`/c/<slug>/planning/exceptions/`: closures and other targets, for who keeps the calendar."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.text import sentence
from planning.actions.special_periods import DaysBooked, declare_period, withdraw_period
from planning.forms.fields import refused
from planning.forms.periods import ClosureForm, TargetForm
from planning.models import SpecialPeriod
from planning.queries.exceptions import coming_periods
from planning.rules.words import days_of_period
from planning.views.asking import ask_may

WITHDRAWN = {
    SpecialPeriod.Kind.CLOSURE: "Fermeture retirée. Les jours de séries encore libres sont repris.",
    SpecialPeriod.Kind.TARGET: "Autre objectif retiré.",
}


@require_safe
def exceptions(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    context = {"periods": coming_periods(today_in_paris())}
    return render(request, "planning/exceptions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def exception_new(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    form_class = TargetForm if request.GET.get("pour") == "objectif" else ClosureForm
    form = form_class(request.POST or None)
    booked = None
    if request.method == "POST" and form.is_valid():
        try:
            period = declare_period(
                kind=form.kind, by=request.member.membership, at=timezone.now(), **form.cleaned_data
            )
        except DaysBooked as refusal:
            booked = refusal
        except Refused as refusal:
            refused(form, refusal)
        else:
            days = days_of_period(period.starts_on, period.ends_on)
            messages.success(request, f"{sentence(period.get_kind_display())} {days}\u202f: c’est noté.")
            return redirect("planning:exceptions", slug=slug)
    status = 409 if booked else 422 if request.method == "POST" else 200
    context = {"form": form, "booked": booked, "closure": form_class is ClosureForm}
    return render(request, "planning/exception_form.html", context, status=status)


@require_POST
def exception_withdraw(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    period = get_object_or_404(SpecialPeriod.objects.all(), pk=pk)
    withdraw_period(period=period, by=request.member.membership, at=timezone.now())
    messages.success(request, WITHDRAWN[period.kind])
    return redirect("planning:exceptions", slug=slug)
