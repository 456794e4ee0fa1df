"""`/c/<slug>/annuaire/`: the numbers that the desk dials, in its own order."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.settings import ChangedMeanwhile
from cabinet.text import count
from patients.actions.directory import (
    EntryIsRefused,
    add_entry,
    add_usual_entries,
    change_entry,
    move_entry,
    withdraw_entry,
)
from patients.forms.practice import DirectoryForm
from patients.models import DirectoryEntry
from patients.permissions import require_appointments, require_intake
from patients.queries.without_doctor import directory_page


@require_safe
def directory(request: HttpRequest, slug: str) -> HttpResponse:
    require_appointments(request.member.membership)
    return render(request, "patients/directory.html", {"page": directory_page(request.member)})


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, slug: str) -> HttpResponse:
    require_intake(request.member.membership)
    form = DirectoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_entry(values=form.values, by=request.member.membership, at=timezone.now())
        except EntryIsRefused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, f"{made.name} est dans l’annuaire.")
            return redirect("patients:directory", slug)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_intake(request.member.membership)
    found = get_object_or_404(DirectoryEntry, pk=pk)
    form = DirectoryForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_entry(
                entry=found, values=form.values, read=form.read_values,
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except EntryIsRefused as refused:
            form.add_error(refused.field, refused.sentence)
        except ChangedMeanwhile as refused:
            return _conflict(request, form, found, refused)
        else:
            messages.success(request, "L’annuaire est à jour.")
            return redirect("patients:directory", slug)
    return _form(request, form, found)


@require_POST
def entry_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_intake(request.member.membership)
    found = get_object_or_404(DirectoryEntry, pk=pk)
    withdraw_entry(entry=found, by=request.member.membership, at=timezone.now())
    messages.success(request, f"{found.name} n’est plus dans l’annuaire.")
    return redirect("patients:directory", slug)


@require_POST
def entry_move(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_intake(request.member.membership)
    found = get_object_or_404(DirectoryEntry, pk=pk)
    up = request.POST.get("sens") != "bas"
    move_entry(entry=found, up=up, by=request.member.membership, at=timezone.now())
    return redirect("patients:directory", slug)


@require_POST
def usual_entries(request: HttpRequest, slug: str) -> HttpResponse:
    require_intake(request.member.membership)
    made = add_usual_entries(by=request.member.membership, at=timezone.now())
    said = count(made, "numéro ajouté", "numéros ajoutés") if made else "Ils y sont déjà"
    messages.success(request, f"{said}.")
    return redirect("patients:directory", slug)


def _form(request: HttpRequest, form: DirectoryForm, found: DirectoryEntry | None, **more) -> HttpResponse:
    context = {"form": form, "entry": found, "refused": None, "now": []} | more
    status = 409 if context["refused"] else 422 if form.errors else 200
    return render(request, "patients/directory_form.html", context, status=status)


def _conflict(
    request: HttpRequest, form: DirectoryForm, found: DirectoryEntry, refused: ChangedMeanwhile
) -> HttpResponse:
    """What stands is said beside what was typed, which is kept; sent again, it is written over it."""
    now = [(form.fields[name].label, value or "rien") for name, value in refused.now.items()]
    read = form.read_values | refused.now
    form.data = form.data.copy()
    form.data["read"] = form.fields["read"].prepare_value(read)
    return _form(request, form, found, refused=refused, now=now)
