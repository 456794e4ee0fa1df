"""`/c/<slug>/mise-en-route/`: the overview, and the steps that are the ground floor's."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet import text
from cabinet.actions.settings import ChangedMeanwhile, confirm_targets, update_settings
from cabinet.actions.team import LineRefused, invite_team, roles_to_invite
from cabinet.clock import today_in_paris
from cabinet.forms.opening import PeopleForm, PracticeStepForm, TargetsForm
from cabinet.forms.read_values import ReadValuesForm
from cabinet.models import Role
from cabinet.queries import open_invitations, team
from cabinet.rules.pasted_people import read_people
from cabinet.setup import may_set_up, setup_of
from cabinet.views.settings import conflict_of


def ask_set_up(request: HttpRequest, verb: str = "") -> None:
    """Who sets the practice up; and may do `verb` there."""
    if not (may_set_up(request.member) and (not verb or request.member.may(verb))):
        raise PermissionDenied


@require_safe
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """What is done, what is missing, and what to give to whom."""
    ask_set_up(request)
    return render(request, "cabinet/setup/overview.html", {"setup": setup_of(request.member)})


@require_safe
def setup_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one left it: the first step that is left to this member, the overview when none is."""
    ask_set_up(request)
    found = setup_of(request.member)
    return redirect(found.to_do.url if found.to_do else found.overview)


@require_http_methods(["GET", "HEAD", "POST"])
def setup_practice(request: HttpRequest, slug: str) -> HttpResponse:
    return _settings_step(request, PracticeStepForm, "practice")


@require_http_methods(["GET", "HEAD", "POST"])
def setup_targets(request: HttpRequest, slug: str) -> HttpResponse:
    return _settings_step(request, TargetsForm, "targets")


def _settings_step(request: HttpRequest, form_class: type[ReadValuesForm], key: str) -> HttpResponse:
    ask_set_up(request, "manage_practice")
    template, found = f"cabinet/setup/{key}.html", setup_of(request.member, key)
    form = form_class(request.POST or None, instance=request.member.cabinet)
    if request.method == "POST" and form.is_valid():
        try:
            update_settings(
                values=form.values, read=form.read_values, by=request.member.membership, at=timezone.now()
            )
        except ChangedMeanwhile as refused:
            return render(
                request, template, {"setup": found} | conflict_of(request, form, refused), status=409
            )
        if key == "targets":
            confirm_targets(by=request.member.membership, at=timezone.now())
        return redirect(found.next_url)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, "setup": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def setup_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste, read back, send: nothing leaves while a line is wrong."""
    ask_set_up(request, "invite")
    by = request.member.membership
    roles = roles_to_invite(by)
    found = setup_of(request.member, "people")
    form = PeopleForm(request.POST or None, roles=roles)
    people, faults, status = [], [], 200
    if request.method == "POST" and form.is_valid():
        people, faults = read_people(
            form.cleaned_data["people"], usual_role=form.cleaned_data["usual_role"], allowed=roles
        )
        if people and not faults and form.cleaned_data["confirmed"].replace("\r\n", "\n") == form.reread:
            try:
                sent = invite_team(people=people, by=by, at=timezone.now())
            except LineRefused as refused:
                form.add_error("people", refused.sentence)
            else:
                messages.success(request, _said(len(sent.invited), len(sent.already)))
                return redirect(found.next_url)
        if not people and not faults:
            form.add_error(
                "people", "Aucune personne dans cette liste\u202f: une par ligne, avec son adresse."
            )
    if form.errors or faults:
        status = 422
    lines = [(one, one.profession or Role(one.role).label) for one in people]
    context = {
        "form": form,
        "setup": found,
        "lines": lines,
        "counted": _counted(people),
        "faults": faults,
        "ready": bool(people) and not faults and not form.errors,
        "reread": form.reread if form.is_bound and form.is_valid() else "",
        "waiting": open_invitations(request.member, at=timezone.now(), roles=roles),
        "groups": team(request.member, today=today_in_paris()),
    }
    return render(request, "cabinet/setup/people.html", context, status=status)


def _said(invited: int, already: int) -> str:
    said = text.count(invited, "invitation part", "invitations partent") if invited else "Rien à envoyer"
    if already:
        said = f"{said}\u202f; {text.count(already, 'personne l’était déjà', 'personnes l’étaient déjà')}"
    return f"{said}."


def _counted(people) -> str:
    """« 2 médecins remplaçants, 1 secrétaire médicale » would decline every word: by role, then how many."""
    counts = Counter(one.profession or Role(one.role).label for one in people)
    return ", ".join(f"{role}\u202f: {n}" for role, n in counts.items())
