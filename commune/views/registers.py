"""`/c/<slug>/mairie/registres/` and `…/demandes/`: what is dated, waits for somebody, and is answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from commune.actions.files import join_file
from commune.actions.registers import EntryChangedMeanwhile, move_entry, write_entry
from commune.forms.registers import AnswerForm, EntryForm, FileForm
from commune.models import Entry
from commune.permissions import keeps_registers, sees_entry, sees_registers
from commune.queries.registers import (
    events_of,
    files_of,
    public_holidays,
    register_page,
    requests_board,
    told_entry,
)
from commune.rules.registers import CONVENTIONS, REGISTERS, REQUESTS, register_of
from commune.views.pages import page

BOARD, REGISTER = "commune:requests", "commune:registers"
#: The mairie reads the conventions of its premises; the other registers hold none of its kinds.
OF_THE_MAIRIE = (CONVENTIONS,)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool


def ask_reader(request: HttpRequest) -> None:
    if not sees_registers(request.member.membership):
        raise PermissionDenied("Les registres sont ceux des titulaires, du secrétariat et de la mairie.")


@require_safe
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    ask_reader(request)
    membership = request.member.membership
    board = requests_board(membership, today_in_paris())
    context = {"board": board, "may_ask": keeps_registers(membership)}
    return page(request, "commune/requests.html", context, current=BOARD)


@require_safe
def registers(request: HttpRequest, slug: str) -> HttpResponse:
    ask_reader(request)
    membership = request.member.membership
    shown = [name for name in REGISTERS if name != REQUESTS]
    if not keeps_registers(membership):
        shown = [name for name in shown if name in OF_THE_MAIRIE]
    asked = request.GET.get("registre", shown[0])
    if asked not in shown:
        raise Http404
    base = reverse(REGISTER, args=[slug])
    context = {
        "found": register_page(asked, membership, today_in_paris()),
        "register": asked,
        "title": REGISTERS[asked],
        "tabs": [Tab(REGISTERS[name], f"{base}?registre={name}", name == asked) for name in shown],
        "may_write": keeps_registers(membership),
    }
    return page(request, "commune/registers.html", context, current=REGISTER)


@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: HttpRequest, slug: str, register: str) -> HttpResponse:
    if not keeps_registers(request.member.membership):
        raise PermissionDenied("Les registres sont tenus par les titulaires et le secrétariat.")
    if register not in REGISTERS:
        raise Http404
    form = EntryForm(request.POST or None, request.FILES or None, register=register, today=today_in_paris())
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _write(form, by=request.member.membership, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(
                request, "La mairie est prévenue par e-mail." if register == REQUESTS else "C’est noté."
            )
            return back(slug, register)
    context = {
        "form": form,
        "register": register,
        "title": REGISTERS[register],
        "is_request": register == REQUESTS,
    }
    current = BOARD if register == REQUESTS else REGISTER
    return page(
        request, "commune/entry_form.html", context, current=current, status=422 if form.errors else 200
    )


def _write(form: EntryForm, *, by: Membership, at: datetime) -> None:
    """The entry with its file, or neither."""
    entry = write_entry(values=form.values, by=by, at=at)
    if file := form.cleaned_data["file"]:
        join_file(entry=entry, file=file, by=by, at=at)


def found(request: HttpRequest, pk: UUID) -> Entry:
    ask_reader(request)
    entry = get_object_or_404(Entry.objects.select_related("owner__person", "written_by__person"), pk=pk)
    if not sees_entry(request.member.membership, entry):
        raise Http404
    return entry


@require_safe
def entry(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return show(request, found(request, pk))


@require_POST
def state(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One step on: an answer of the mairie, a batch synchronised, a convention ended."""
    asked = found(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, asked, refusal=Refused("Dites ce qui change."), form=form, status=422)
    try:
        move_entry(
            entry=asked, to=form.cleaned_data["to"], words=form.cleaned_data["answer"],
            version=form.cleaned_data["version"], by=request.member.membership, at=timezone.now(),
        )  # fmt: skip
    except EntryChangedMeanwhile as refusal:
        return show(request, found(request, pk), refusal=refusal, form=form, status=409)
    except Refused as refusal:
        return show(request, found(request, pk), refusal=refusal, form=form, status=422)
    register = register_of(asked.kind)
    messages.success(
        request,
        "C’est répondu. Le cabinet est prévenu par e-mail." if register == REQUESTS else "C’est noté.",
    )
    return back(slug, register)


def show(
    request: HttpRequest,
    asked: Entry,
    *,
    refusal: Refused | None = None,
    form: AnswerForm | None = None,
    file_form: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = today_in_paris()
    told = told_entry(asked, request.member.membership, today, public_holidays(today))
    register = register_of(asked.kind)
    where = reverse(BOARD if register == REQUESTS else REGISTER, args=[request.member.cabinet.slug])
    context = {
        "told": told,
        "events": events_of(asked),
        "files": files_of(asked, request.member.membership),
        "file_form": file_form or FileForm(),
        "refusal": refusal,
        "typed": form["answer"].value() if form else "",
        "title": REGISTERS[register],
        "where": where if register == REQUESTS else f"{where}?registre={register}",
        "is_request": register == REQUESTS,
    }
    return render(request, "commune/entry.html", context, status=status)


def back(slug: str, register: str) -> HttpResponse:
    if register == REQUESTS:
        return redirect(BOARD, slug=slug)
    return redirect(f"{reverse(REGISTER, args=[slug])}?registre={register}")
