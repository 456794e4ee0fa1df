"""Bringing a list in: the lists, a list looked at, its lines set aside or told apart, its writing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.forms.columns import ColumnsForm, told_columns
from cabinet.reading import UnreadableFile
from cabinet.reading.missing import MissingColumns
from cabinet.text import count
from cabinet.traces import LISTED, trace
from patients.actions import imports as actions
from patients.forms.imports import SetAsideLineForm, UploadListForm
from patients.models import PatientImport
from patients.permissions import require_intake
from patients.queries import imports as queries
from patients.queries.turns import Turns


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists that were brought, and the form that brings one more."""
    require_intake(request.member.membership)
    if request.method != "POST":
        return _page(request, UploadListForm())
    form, columns_form = UploadListForm(request.POST, request.FILES), None
    if form.is_valid():
        told = told_columns(request.POST)
        try:
            shown = actions.upload_list(
                stream=form.cleaned_data["file"].file,
                file_name=form.cleaned_data["file"].name,
                former_list=form.cleaned_data["former_list"],
                mapping=told,
                **_who(request),
            )
        except MissingColumns as missing:
            columns_form = ColumnsForm(request.POST if told else None, columns=missing.columns)
        except UnreadableFile as refused:
            form.add_error("file", refused.message)
        else:
            return _to(request, "patients:import", slug, shown.pk)
    return _page(request, form, columns_form=columns_form, status=422)


@require_safe
def list_import(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A list before it is written, or what became of it."""
    return _import_page(request, _import(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def line_set_aside(request: HttpRequest, slug: str, pk: UUID, line: int) -> HttpResponse:
    """Leave one line out, with the reason."""
    shown = _import(request, pk)
    form = SetAsideLineForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.set_aside_line(patient_import=shown, line=line, **form.cleaned_data, **_who(request))
            except Refused as refused:
                form.add_error(refused.field, refused.sentence)
            else:
                return _to(request, "patients:import", slug, pk)
    template = "patients/import_set_aside.html" + ("#sheet" if request.htmx else "")
    return render(request, template, {"import": shown, "line": line, "form": form}, status=status)


@require_POST
def line_taken_back(request: HttpRequest, slug: str, pk: UUID, line: int) -> HttpResponse:
    return _said(request, slug, pk, actions.take_back_line, line=line)


@require_POST
def line_same_person(request: HttpRequest, slug: str, pk: UUID, line: int) -> HttpResponse:
    """« Même personne »: the line is left out, with that reason."""
    return _said(request, slug, pk, actions.set_aside_line, line=line, reason=actions.SAME_PERSON)


@require_POST
def lines_apart(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """« Deux personnes », for one line or for all those that wait."""
    lines = [int(line) for line in request.POST.getlist("line") if line.isdecimal()]
    return _said(request, slug, pk, actions.keep_apart, lines=lines)


@require_POST
def import_writing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write the list; refused, the same page says why."""
    shown = _import(request, pk)
    try:
        report = actions.write_list(patient_import=shown, **_who(request))
    except Refused as refused:
        return _import_page(request, _import(request, pk), refused=refused.sentence, status=409)
    written = count(report.written, "personne inscrite", "personnes inscrites")
    messages.success(request, f"{written} sur la liste d’accueil.")
    return redirect("patients:intake", slug=slug)


@require_POST
def import_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Give up a preview."""
    shown = _import(request, pk)
    try:
        actions.abandon_list(patient_import=shown, **_who(request))
    except Refused as refused:
        return _import_page(request, _import(request, pk), refused=refused.sentence, status=409)
    messages.success(request, "La liste est abandonnée, rien n’en est gardé.")
    return redirect("patients:imports", slug=slug)


@require_POST
def columns_forgotten(request: HttpRequest, slug: str) -> HttpResponse:
    """The columns that were pointed at by hand are asked again at the next list."""
    actions.forget_columns(**_who(request))
    messages.success(request, "Les colonnes seront demandées à la prochaine liste.")
    return redirect("patients:imports", slug=slug)


def _who(request: HttpRequest) -> dict:
    return {"by": request.member.membership, "at": timezone.now()}


def _import(request: HttpRequest, pk: UUID) -> PatientImport:
    require_intake(request.member.membership)
    imports = PatientImport.objects.select_related("uploaded_by__person", "settled_by__person")
    return get_object_or_404(imports, pk=pk)


def _said(request: HttpRequest, slug: str, pk: UUID, action, **what) -> HttpResponse:
    shown = _import(request, pk)
    try:
        action(patient_import=shown, **what, **_who(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return _to(request, "patients:import", slug, pk)


def _to(request: HttpRequest, name: str, *args) -> HttpResponse:
    where = reverse(name, args=args)
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


def _page(
    request: HttpRequest,
    form: UploadListForm,
    *,
    columns_form: ColumnsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or to htmx what the form has to say, the file staying chosen."""
    context = {"form": form, "columns_form": columns_form}
    if request.htmx and status == 422:
        return render(request, "patients/imports.html#answer", context, status=status)
    context |= {"imports": queries.lists_of_practice(), "told": queries.told_columns()}
    return render(request, "patients/imports.html", context, status=status)


def _import_page(
    request: HttpRequest, shown: PatientImport, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"import": shown, "refused": refused}
    if shown.state == PatientImport.State.PREVIEW:
        preview = queries.preview(shown, turns=Turns.on(today_in_paris(), cabinet=request.member.cabinet))
        trace(LISTED, preview.people, by=request.member.membership, request=request)
        context |= {
            "preview": preview,
            "write_label": f"Inscrire {count(preview.new, 'personne', 'personnes')}",
        }
        return render(request, "patients/import_preview.html", context, status=status)
    context["set_aside"] = sorted((int(line), reason) for line, reason in shown.set_aside.items())
    return render(request, "patients/import_settled.html", context, status=status)
