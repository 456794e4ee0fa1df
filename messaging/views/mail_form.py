"""A letter that came in, typed from anywhere at the desk; the same form corrects one."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.actions.refusals import Refused
from cabinet.traces import FOUND, READ, trace
from messaging.actions.attachments import take_posted
from messaging.actions.mail_entry import change_mail, enter_mail
from messaging.actions.mail_refused import MailChanged, MailMoved, MailRefused
from messaging.forms.attachments import FILES, drafts_asked
from messaging.forms.mail import NOT_LISTED, MailForm, values_of
from messaging.mail_access import require_mail
from messaging.models import Mail
from messaging.queries.attachments import drafts_of
from messaging.queries.mail_choices import mail_choices
from patients.models import Patient
from patients.permissions import visible_patients
from patients.queries.found import find_patients
from patients.views.answers import done

#: The element that the search brings anew as one types.
PEOPLE = "mail-people"


@require_http_methods(["GET", "HEAD", "POST"])
def mail_new(request: HttpRequest, slug: str) -> HttpResponse:
    """`?patient=`: from their page; `?about=`: who is found under what is typed."""
    by, at = request.member.membership, timezone.now()
    require_mail(by)
    if request.htmx and request.htmx.target == PEOPLE:
        return people(request)
    if request.method != "POST":
        return show_form(request, MailForm(choices=mail_choices(at), at=at, initial=request.GET.dict()))
    form = MailForm(request.POST, choices=mail_choices(at), at=at)
    drafts = drafts_asked(request.POST)
    try:
        # Files first: a form refused for something else still has them.
        drafts = take_posted(files=request.FILES.getlist(FILES), drafts=drafts, by=by, at=at)
        if not form.is_valid():
            return show_form(request, form, drafts=drafts, status=422)
        arrived = form.arrived(patient_said(request, form.cleaned_data["about"]))
        mail = enter_mail(arrived=arrived, trace=form.cleaned_data["trace"], scans=drafts, by=by, at=at)
    except Refused as refused:
        form.refuse(refused)
        return show_form(request, form, drafts=drafts, status=422)
    told = "Un médecin est prévenu." if mail.urgent else ""
    return done(
        request, f"{mail.get_kind_display().capitalize()} enregistré. {told}".strip(), to="messaging:mails"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mail_change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    by, at = request.member.membership, timezone.now()
    require_mail(by)
    mail = get_object_or_404(Mail.objects.select_related("sender", "patient"), pk=pk)
    choices = mail_choices(at)
    if request.method != "POST":
        form = MailForm(choices=choices, at=at, initial=values_of(mail))
        return show_form(request, form, mail=mail, chosen=mail.patient)
    form = MailForm(request.POST, choices=choices, at=at)
    if not form.is_valid():
        return show_form(request, form, mail=mail, status=422)
    try:
        arrived = form.arrived(patient_said(request, form.cleaned_data["about"]))
        version = form.cleaned_data["version"] or 0
        change_mail(mail=mail, arrived=arrived, version=version, by=by, at=at)
    except MailChanged as changed:
        form.data = form.data.copy()
        form.data["version"] = changed.now.version
        return show_form(request, form, mail=mail, changed=changed, status=409)
    except Refused as refused:
        form.refuse(refused)
        return show_form(request, form, mail=mail, status=409 if isinstance(refused, MailMoved) else 422)
    return done(request, "Le courrier est corrigé.", to="messaging:mails")


def people(request: HttpRequest) -> HttpResponse:
    """Those who answer to what is typed, to choose from."""
    typed = request.GET.get("about", "").strip()
    found = find_patients(request.member.membership, typed)
    trace(FOUND, found, by=request.member.membership, request=request)
    return render(request, "messaging/mail_form.html#people", {"people": found, "typed": typed})


def patient_said(request: HttpRequest, typed: str) -> Patient | None:
    """The patient chosen; None for nobody, or for whom is said not to be on the list.

    Raises `MailRefused` when somebody answers to what was typed and nothing was chosen.
    """
    by, said = request.member.membership, request.POST.get("patient", "")
    if said == NOT_LISTED or not typed.strip():
        return None
    if said:
        try:
            return get_object_or_404(visible_patients(by), pk=UUID(said))
        except ValueError:
            raise Http404 from None
    if find_patients(by, typed):
        raise MailRefused("Choisissez la personne, ou dites qu’elle n’est pas sur la liste.", field="about")
    return None


def show_form(
    request: HttpRequest, form: MailForm, *, mail: Mail | None = None, chosen: Patient | None = None,
    changed: MailChanged | None = None, drafts: Sequence[UUID] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    by, slug = request.member.membership, request.member.cabinet.slug
    typed = str((form.data if form.is_bound else form.initial).get("about") or "").strip()
    said = str(chosen.pk) if chosen else request.POST.get("patient", "") or request.GET.get("patient", "")
    found = [chosen] if chosen else named(request, said) or find_patients(by, typed)
    trace(READ if said else FOUND, found, by=by, request=request)
    if found and not typed:
        form.initial["about"] = found[0].display_name
    context = {
        "form": form, "mail": mail, "people": found, "typed": typed, "said": said, "changed": changed,
        "drafts": drafts_of(drafts, by) if drafts else [], "slug": slug,
        "address": reverse("messaging:mail-change", args=[slug, mail.pk]) if mail else
        reverse("messaging:mail-new", args=[slug]),
    }  # fmt: skip
    template = "messaging/mail_form.html"
    return render(request, f"{template}#sheet" if request.htmx else template, context, status=status)


def named(request: HttpRequest, said: str) -> list[Patient]:
    """The patient of the address or of what was sent; nobody for what is no id."""
    try:
        wanted = UUID(said)
    except ValueError:
        return []
    return list(visible_patients(request.member.membership).filter(pk=wanted))
