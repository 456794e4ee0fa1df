"""`/ouvrir/`: somebody opens a practice. Their address answers first; then one screen, and it is there."""

from allauth.core.internal import ratelimit
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.actions.opening import (
    HasAnAccount,
    LinkUnusable,
    account_of,
    make_account,
    open_practice,
    read_link,
    send_link,
)
from cabinet.actions.refusals import Refused
from cabinet.devices import note_device
from cabinet.forms.access import AcceptInvitationForm
from cabinet.forms.opening import AddressForm, PracticeForm
from cabinet.opening_codes import OpeningClosed, asks_code, check_code, refuse_if_closed
from cabinet.second_factors.standing import note_first_sign_in

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: The code that came with the letter, so that it is typed once.
CODE = "opening_code"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """An address for a visitor, the practice for who is signed in."""
    try:
        refuse_if_closed()
    except OpeningClosed as refused:
        return render(request, "cabinet/opening/closed.html", {"refused": refused}, status=404)
    if request.method == "POST" and not _may_try(request, "opening"):
        return ratelimit.respond_429(request)
    return _practice(request) if request.user.is_authenticated else _address(request)


def _address(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST or None, asks_code=asks_code())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        code = values.get("code", "")
        try:
            check_code(code, at=timezone.now())
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            # Beyond a few letters an hour none leaves, and the page says the same: nobody is pestered.
            if _may_try(request, "opening_letter", key=values["email"].lower()):
                send_link(
                    email=values["email"], first_name=values["first_name"],
                    last_name=values["last_name"], code=code,
                )  # fmt: skip
            return render(request, "cabinet/opening/letter.html", {"email": values["email"]})
    status = 422 if form.errors else 200
    return render(request, "cabinet/opening/address.html", {"form": form}, status=status)


def _practice(request: HttpRequest) -> HttpResponse:
    initial = {"code": request.session.get(CODE, "")}
    form = PracticeForm(request.POST or None, asks_code=asks_code(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            membership = open_practice(person=request.user, at=timezone.now(), **form.practice)
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            request.session.pop(CODE, None)
            return redirect("setup_next", slug=membership.cabinet.slug)
    status = 422 if form.errors else 200
    return render(request, "cabinet/opening/practice.html", {"form": form}, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def opening_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address has answered: a password, and the account is theirs."""
    if not _may_try(request, "invitation"):
        return ratelimit.respond_429(request)
    try:
        opener = read_link(token)
        response = _answer(request, opener)
    except LinkUnusable as refused:
        response = render(request, "cabinet/opening/unusable.html", {"refused": refused}, status=404)
    # The address is the key: see `cabinet.views.invitation`.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _answer(request: HttpRequest, opener) -> HttpResponse:
    if request.user.is_authenticated and request.user.email == opener.email:
        if request.method == "POST":
            request.session[CODE] = opener.code
            return redirect("opening")
        return render(request, "cabinet/opening/password.html", {"opener": opener, "asks": "nothing"})
    if request.user.is_authenticated or account_of(opener):
        asks = "other_account" if request.user.is_authenticated else "sign_in"
        status = 409 if request.method == "POST" else 200
        return render(
            request, "cabinet/opening/password.html", {"opener": opener, "asks": asks}, status=status
        )
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = make_account(opener=opener, password=form.cleaned_data["password"])
        except ValidationError as refused:
            form.add_error("password", refused)
        except HasAnAccount as refused:
            form.add_error(None, refused.sentence)
        else:
            login(request, person, backend=BACKEND)
            note_first_sign_in(person, at=timezone.now())
            note_device(request)
            request.session[CODE] = opener.code
            return redirect("opening")
    context = {"opener": opener, "asks": "password", "form": form}
    status = 422 if form.errors else 200
    return render(request, "cabinet/opening/password.html", context, status=status)


def _may_try(request: HttpRequest, action: str, key: str | None = None) -> bool:
    return bool(ratelimit.consume(request, app="allauth.account", action=action, key=key, limit_get=True))
