"""`/c/<slug>/patients/<id>/`: one patient, and the form that changes what is known of them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.models import Role
from cabinet.traces import READ, trace
from patients.actions.enter import change_patient
from patients.actions.refused import AlreadyEntered, ChangedMeanwhile, EntryRefused, LooksLikeSomebody
from patients.file_sections import Place, sections_of
from patients.forms.patient import ContactForm, EntryForm, PatientForm, initial_of, now_said
from patients.models import Patient
from patients.permissions import keeps_appointments, sees_files, visible_patients
from patients.queries.alike import Alike
from patients.queries.patient_file import Looked
from patients.rules.identity import Likeness

#: Those to whom a page of a patient may be shown: the desk, and the ASALÉE nurse for those who are hers.
READERS = frozenset({Role.INFIRMIERE_ASALEE})


@require_safe
def patient_file(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    looked = Looked(request.member, asked_for(request, pk), timezone.now())
    common = {"looked": looked, "patient": looked.patient, "member": request.member}
    common["csrf_token"] = get_token(request)
    drawn: dict[Place, list[tuple[str, str]]] = {place: [] for place in Place}
    for section, context in sections_of(looked):
        drawn[section.place].append((section.key, get_template(section.template).render(context | common)))
    trace(READ, [looked.patient], by=looked.by, request=request)
    context = common | {"main": drawn[Place.MAIN], "side": drawn[Place.SIDE]}
    return render(request, "patients/file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def patient_change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The whole form; telephones only for the télésecrétariat."""
    by, patient = request.member.membership, asked_for(request, pk)
    if not keeps_appointments(by):
        raise PermissionDenied("Votre rôle ne permet pas de modifier ce dossier.")
    form_class = PatientForm if sees_files(by) else ContactForm
    if request.method != "POST":
        return show_form(request, form_class(initial=initial_of(patient)), patient)
    form = form_class(request.POST)
    if not form.is_valid():
        return show_form(request, form, patient, status=422)
    try:
        change_patient(
            patient=patient,
            values=form.values(),
            version=form.cleaned_data["version"],
            kept_apart=form.cleaned_data.get("kept_apart", False),
            by=by,
            at=timezone.now(),
        )
    except EntryRefused as refused:
        form.refuse(refused)
        return show_form(request, form, patient, status=422)
    except AlreadyEntered as refused:
        return show_form(request, form, patient, alike=[Alike(refused.patient, Likeness.SAME)], status=409)
    except LooksLikeSomebody as refused:
        return show_form(request, form, patient, alike=refused.alike, status=409)
    except ChangedMeanwhile as refused:
        return show_conflict(request, form, refused)
    messages.success(request, "C’est enregistré.")
    return redirect("patients:file", slug, patient.pk)


def asked_for(request: HttpRequest, pk: UUID) -> Patient:
    """404 for whom one may not know; 403 for a role that no patient's page is shown to."""
    by = request.member.membership
    if not keeps_appointments(by) and by.role not in READERS:
        raise PermissionDenied("Votre rôle ne permet pas de lire les dossiers d’accueil.")
    return get_object_or_404(visible_patients(by), pk=pk)


def show_form(
    request: HttpRequest,
    form: Form,
    patient: Patient,
    *,
    alike: list[Alike] | None = None,
    now: list[tuple[str, str]] | None = None,
    refusal: ChangedMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    named = [patient, *(one.patient for one in alike or ())]
    trace(READ, named, by=request.member.membership, request=request)
    context = {
        "form": form,
        "patient": patient,
        "alike": alike or [],
        "double": any(one.likeness is Likeness.SAME for one in alike or ()),
        "now": now or [],
        "refusal": refusal,
        "whole": isinstance(form, EntryForm),
    }
    return render(request, "patients/patient_form.html", context, status=status)


def show_conflict(request: HttpRequest, form: Form, refused: ChangedMeanwhile) -> HttpResponse:
    """What was typed stays in the form, what stands is said above it; to save again is a choice."""
    now = now_said(form, refused.now)
    typed = request.POST.copy()
    typed["version"] = str(refused.now.version)
    again = type(form)(typed)
    again.is_valid()
    return show_form(request, again, refused.now, now=now, refusal=refused, status=409)
