"""`/c/<slug>/patients/nouveau/`: somebody on the phone, entered in under a minute."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.clock import today_in_paris
from cabinet.traces import FOUND, READ, trace
from patients.actions.enter import enter_patient
from patients.actions.refused import AlreadyEntered, EntryRefused, LooksLikeSomebody
from patients.forms.patient import NewPatientForm
from patients.models import Patient, PatientSettings
from patients.permissions import require_files
from patients.queries.alike import Alike, alike_of
from patients.queries.desk_hours import next_slots
from patients.queries.turns import Turns
from patients.rules.identity import Known, Likeness
from patients.rules.waves import Facts


@require_http_methods(["GET", "HEAD", "POST"])
def new_patient(request: HttpRequest, slug: str) -> HttpResponse:
    by, at = request.member.membership, timezone.now()
    require_files(by)
    if request.method != "POST":
        form = NewPatientForm(initial={"commune": request.member.cabinet.commune, "without_doctor": True})
        return show(request, form)
    form = NewPatientForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    apart = form.cleaned_data["kept_apart"]
    try:
        patient = enter_patient(entry=form.entry(), by=by, at=at, kept_apart=apart)
    except EntryRefused as refused:
        form.refuse(refused)
        return show(request, form, status=422)
    except AlreadyEntered as refused:
        return show(request, form, alike=[Alike(refused.patient, Likeness.SAME)], status=409)
    except LooksLikeSomebody as refused:
        return show(request, form, alike=refused.alike, status=409)
    if not request.htmx:
        return redirect("patients:file", slug, patient.pk)
    return entered(request, patient)


@require_POST
def new_patient_look(request: HttpRequest, slug: str) -> HttpResponse:
    """While one types: who is there already, the wave and points that it would give. Writes no patient."""
    require_files(request.member.membership)
    form = NewPatientForm(request.POST)
    form.is_valid()
    return render(request, "patients/new_patient.html#look", looked(request, form))


def looked(request: HttpRequest, form: NewPatientForm, alike: list[Alike] | None = None) -> dict:
    """What can be said of what was typed so far."""
    typed = getattr(form, "cleaned_data", {})
    whole = all(typed.get(name) for name in ("last_name", "first_name", "birth_on"))
    if alike is None and whole:
        said = (typed[name] for name in ("last_name", "first_name", "birth_on"))
        alike = alike_of(Known("", *said, birth_name=typed.get("birth_name", "")))
    turn = None
    if typed.get("birth_on"):
        facts = Facts(
            birth_on=typed["birth_on"],
            criteria=frozenset(typed.get("criteria", ())),
            renewal_until_on=typed.get("renewal_until_on"),
            on_former_list=typed.get("on_former_list", False),
            without_doctor=typed.get("without_doctor", False),
            commune=typed.get("commune", ""),
        )
        turn = Turns.on(today_in_paris(), cabinet=request.member.cabinet).of_facts(facts)
    trace(FOUND, [one.patient for one in alike or ()], by=request.member.membership, request=request)
    double = any(one.likeness is Likeness.SAME for one in alike or ())
    apart = typed.get("kept_apart", False)
    return {"alike": alike or [], "double": double, "turn": turn, "kept_apart": apart}


def show(
    request: HttpRequest, form: NewPatientForm, *, alike: list[Alike] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form} | looked(request, form, alike)
    template = "patients/new_patient.html#sheet" if request.htmx else "patients/new_patient.html"
    return render(request, template, context, status=status)


def entered(request: HttpRequest, patient: Patient) -> HttpResponse:
    """On the list: their turn, and the first appointment one key away."""
    at = timezone.now()
    trace(READ, [patient], by=request.member.membership, request=request)
    settings = PatientSettings.current()
    turns = Turns.on(today_in_paris(), cabinet=request.member.cabinet, settings=settings)
    context = {
        "patient": patient,
        "turn": turns.of(patient),
        "slots": next_slots(request.member, at=at, settings=settings) if settings.appointments_here else [],
    }
    return render(request, "patients/new_patient_done.html", context)
