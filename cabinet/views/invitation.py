"""`/invitation/<token>/`: the page on which somebody enters a practice for the first time."""

from allauth.core.internal import ratelimit
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from cabinet.actions.invitations import (
    InvitationUnusable,
    SignInFirst,
    WrongAccount,
    accept_invitation,
    account_of,
    cabinet_of,
    open_invitation,
)
from cabinet.devices import note_device
from cabinet.forms.access import AcceptInvitationForm
from cabinet.models import Person, Role
from cabinet.second_factors.standing import note_first_sign_in
from cabinet.tenancy.scope import scoped

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shown to who holds the link; accepted by a POST, once."""
    if _too_many(request):
        return ratelimit.respond_429(request)
    person = request.user if request.user.is_authenticated else None
    try:
        context = _door(token, person)
        response = _answer(request, token, person, context)
    except InvitationUnusable as refused:
        response = render(request, "cabinet/invitation_unusable.html", {"refused": refused}, status=404)
    # The address is the key: it goes to no other site, nor anywhere in ours. `no-referrer` would also make
    # browsers send « Origin: null » with the form, which the protection against forgery refuses.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _too_many(request: HttpRequest) -> bool:
    """Without Valkey nobody is refused: 256 random bits are not tried out."""
    try:
        return not ratelimit.consume(request, app="allauth.account", action="invitation", limit_get=True)
    except RedisError:
        return False


def _door(token: str, person: Person | None) -> dict:
    """What the invitation says, and what it asks for: a sign-in, another account, a password, nothing."""
    cabinet_id = cabinet_of(token)
    if cabinet_id is None:
        raise InvitationUnusable
    with transaction.atomic(), scoped(cabinet_id):
        found = open_invitation(token, at=timezone.now())
        cabinet = found.cabinet
        account = account_of(found)
        host = found.invited_by.display_name if found.invited_by_id else ""
    asks = "password"
    if person is not None:
        asks = "nothing" if person.email == found.email else "other_account"
    elif account is not None:
        asks = "sign_in"
    return {
        "invitation": found,
        "cabinet": cabinet,
        "host": host,
        "role": found.profession or Role(found.role).label,
        "asks": asks,
    }


def _answer(request: HttpRequest, token: str, person: Person | None, context: dict) -> HttpResponse:
    form = AcceptInvitationForm(request.POST or None) if context["asks"] == "password" else None
    ready = request.method == "POST" and (form is None or form.is_valid())
    if ready:
        try:
            membership = accept_invitation(
                token=token,
                person=person,
                password=form.cleaned_data["password"] if form else "",
                at=timezone.now(),
            )
        except ValidationError as refused:
            assert form is not None
            form.add_error("password", refused)
        except (SignInFirst, WrongAccount) as refused:
            context |= {"refused": refused}
        else:
            if person is None:
                login(request, membership.person, backend=BACKEND)
                note_first_sign_in(membership.person, at=timezone.now())
                note_device(request)
            return redirect("home_of_practice", slug=context["cabinet"].slug)
    refused_now = "refused" in context or (form is not None and form.errors)
    return render(
        request,
        "cabinet/invitation.html",
        context | {"form": form, "refused": context.get("refused")},
        status=422 if refused_now else 200,
    )
