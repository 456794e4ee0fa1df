"""Declarations of a patient, the register `/c/<slug>/medecin-traitant/`, and the leaflet for patients."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.reauthentication import confirmed_first
from cabinet.text import full_day
from cabinet.traces import EXPORTED, LISTED, trace
from patients.actions.declarations import DeclaredMeanwhile, declare_doctor, end_declaration, tell_patient
from patients.care_documents import render_leaflet
from patients.care_exports import register_csv
from patients.forms.care import DeclarationForm, EndForm, ToldForm
from patients.models import Declaration, Patient
from patients.permissions import require_files, require_intake
from patients.queries.declarations import Proposed, proposed_for, register, standing, titulaires_on
from patients.sections import sections
from patients.views.answers import refusal_status
from patients.views.care_forms import Asked, back_to, patient_of, show_form
from retrocession.views.files import attachment

PAGE = 100
CONFLICTS = (DeclaredMeanwhile,)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    patient, by, today = patient_of(request, pk), request.member.membership, today_in_paris()
    proposed = proposed_for(patient, today)
    current = standing().filter(patient=patient).select_related("doctor__person").first()
    initial = {
        "doctor": str(proposed.proposal.doctor or ""),
        "declared_on": today,
        "read": str(current.pk) if current else "",
    }
    form = DeclarationForm(
        request.POST or None, titulaires=proposed.titulaires, why=why_said(proposed), initial=initial
    )
    asked = Asked("Médecin traitant", "Enregistrer la déclaration", patient, words=consulted_said(proposed))
    if request.method != "POST":
        return show_form(request, form, asked)
    status = 422
    if form.is_valid():
        try:
            row = declare_doctor(patient=patient, **form.cleaned_data, by=by, at=timezone.now())
        except Refused as refused:
            form.refuse(refused)
            status = refusal_status(refused, conflicts=CONFLICTS)
        else:
            name = next(one.display_name for one in proposed.titulaires if one.pk == row.doctor_id)
            return back_to(request, patient, f"{name} est déclaré médecin traitant.")
    return show_form(request, form, asked, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The patient was told, or given the leaflet, after the declaration."""
    row = declaration_of(request, pk)
    form = ToldForm(request.POST or None, initial={"leaflet_given": row.leaflet_given})
    asked = Asked("Information du patient", "Enregistrer", row.patient)
    if request.method != "POST":
        return show_form(request, form, asked)
    if not form.is_valid():
        return show_form(request, form, asked, status=422)
    leaflet = form.cleaned_data["leaflet_given"]
    tell_patient(declaration=row, leaflet_given=leaflet, by=request.member.membership, at=timezone.now())
    return back_to(request, row.patient, "L’information du patient est notée.")


@require_http_methods(["GET", "HEAD", "POST"])
def declaration_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    row = declaration_of(request, pk)
    form = EndForm(request.POST or None, initial={"ended_on": today_in_paris()})
    asked = Asked(
        "Fin de la déclaration", "Mettre fin à la déclaration", row.patient,
        words=f"{row.doctor.display_name}, depuis le {full_day(row.declared_on)}.",
    )  # fmt: skip
    if request.method != "POST":
        return show_form(request, form, asked)
    if form.is_valid():
        try:
            end_declaration(
                declaration=row, **form.cleaned_data, by=request.member.membership, at=timezone.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return back_to(request, row.patient, "La déclaration a pris fin.")
    return show_form(request, form, asked, status=422)


@require_safe
def register_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is declared with whom; `?etat=` again, untold or ended; `?medecin=` an id."""
    require_files(request.member.membership)
    state, doctor = request.GET.get("etat", ""), request.GET.get("medecin", "")
    found = register(today_in_paris(), doctor=doctor, state=state)
    page = Paginator(found.lines, PAGE).get_page(request.GET.get("page"))
    shown: dict[UUID, Patient] = {line.declaration.patient_id: line.declaration.patient for line in page}
    trace(LISTED, shown.values(), by=request.member.membership, request=request)
    context = {
        "found": found,
        "page": page,
        "state": state,
        "doctor": doctor,
        "tabs": sections(request.member, "patients:register"),
        "query": f"etat={state}&medecin={doctor}&" if page.has_other_pages() else "",
    }
    return render(request, "patients/register.html", context)


@require_safe
def register_file(request: HttpRequest, slug: str) -> HttpResponse:
    require_intake(request.member.membership)
    return register_given(request)


@confirmed_first
def register_given(request: HttpRequest) -> HttpResponse:
    member, today = request.member, today_in_paris()
    found = register(today, state="all")
    trace(EXPORTED, found.patients, by=member.membership, request=request)
    name = f"medecins-traitants-{member.cabinet.slug}-{today}.csv"
    return attachment(register_csv(found.lines), name=name, content_type="text/csv; charset=utf-8")


@require_safe
def leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    """For any patient: it names doctors, and nobody else."""
    require_files(request.member.membership)
    today = today_in_paris()
    pdf = render_leaflet(request.member.cabinet, titulaires_on(today), today=today)
    return attachment(pdf, name="equipe-medicale-traitante.pdf", content_type="application/pdf", inline=True)


def declaration_of(request: HttpRequest, pk: UUID) -> Declaration:
    require_files(request.member.membership)
    return get_object_or_404(Declaration.objects.select_related("patient", "doctor__person"), pk=pk)


def why_said(proposed: Proposed) -> str:
    """« Proposé : Dr Texier, médecin remplacé de novembre 2026. »"""
    if proposed.doctor is None:
        return f"Personne n’est proposé\u202f: {proposed.proposal.reason}."
    return f"Proposé\u202f: {proposed.doctor.display_name}, {proposed.proposal.reason}."


def consulted_said(proposed: Proposed) -> str:
    seen = proposed.consultation
    if seen is None:
        return "Ce patient n’a pas encore été vu."
    by = f" avec {seen.by.display_name}" if seen.by else ""
    return format_html("Première consultation le {}{}.", full_day(seen.on), by)
