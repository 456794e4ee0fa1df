"""What is set once: the practice's settings, and what each practitioner tells it about themselves."""

import json

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet import queries
from cabinet.actions.refusals import Refused
from cabinet.actions.settings import ChangedMeanwhile, plain, update_profile, update_settings
from cabinet.forms.act_rates import act_rates_text
from cabinet.forms.profile import ProfileForm
from cabinet.forms.read_values import ReadValuesForm
from cabinet.forms.settings import SettingsForm
from cabinet.reauthentication import is_confirmed


@require_http_methods(["GET", "HEAD", "POST"])
def practice_settings(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.member
    if not member.may("manage_practice"):
        raise PermissionDenied
    form = SettingsForm(request.POST or None, instance=member.cabinet)
    if request.method == "POST" and form.is_valid():
        try:
            update_settings(
                values=form.values, read=form.read_values, by=member.membership, at=timezone.now()
            )
        except ChangedMeanwhile as refused:
            return _conflict(request, "cabinet/settings.html", form, refused)
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect("settings", slug=slug)
    return render(request, "cabinet/settings.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password", "iban")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """« Mes informations »: for those who practise here; the others have nothing to tell."""
    member = request.member
    if not member.is_caregiver:
        raise Http404
    form = ProfileForm(request.POST or None, instance=queries.profile_of(member))
    if request.method == "POST" and form.is_valid() and _is_really_them(request, form):
        try:
            update_profile(values=form.values, read=form.read_values, by=member.membership, at=timezone.now())
        except ChangedMeanwhile as refused:
            return _conflict(request, "cabinet/profile.html", form, refused)
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "Vos informations sont enregistrées.")
            return redirect("profile", slug=slug)
    return render(request, "cabinet/profile.html", {"form": form}, status=422 if form.errors else 200)


def _is_really_them(request: HttpRequest, form: ProfileForm) -> bool:
    """A new bank account asks for the password again; tries are counted."""
    if not form.changes_bank:
        return True
    typed = form.cleaned_data["password"]
    if not typed and is_confirmed(request):
        return True
    if not typed:
        form.add_error("password", "Votre mot de passe est demandé pour changer de compte bancaire.")
    elif not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form.add_error("password", "Trop d’essais à la suite. Attendez une minute puis recommencez.")
    elif not request.user.check_password(typed):
        form.add_error("password", "Ce n’est pas votre mot de passe.")
    else:
        reauthenticate_by_password(request)
    return not form.errors


def _conflict(
    request: HttpRequest, template: str, form: ReadValuesForm, refused: ChangedMeanwhile
) -> HttpResponse:
    return render(request, template, conflict_of(request, form, refused), status=409)


def conflict_of(request: HttpRequest, form: ReadValuesForm, refused: ChangedMeanwhile) -> dict:
    """Both versions: what the person typed stays in the form, what stands now is said beside it.

    Saving again writes over what is now before their eyes.
    """
    typed: QueryDict = request.POST.copy()
    typed["read"] = json.dumps({name: plain(value) for name, value in refused.now.items()})
    again = type(form)(typed, instance=form.instance)
    again.is_valid()
    now = [
        (again.fields[name].label, words(again, name, value))
        for name, value in refused.now.items()
        if plain(value) != form.read_values.get(name)
    ]
    return {"form": again, "refused": refused, "now": now}


def words(form: BaseForm, name: str, value: object) -> str:
    """A value that stands, as the form would write it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return act_rates_text(value) or "rien"
    choices = {str(key): label for key, label in getattr(form.fields[name], "choices", [])}
    if isinstance(value, list):
        return ", ".join(str(choices.get(str(one), one)) for one in value)
    return str(choices.get(str(value), form[name].field.widget.format_value(value) or "rien"))
