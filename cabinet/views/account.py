"""A person's account: the way out, and the keys to the API."""

from allauth.account import views as allauth_views
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.api_tokens import create_api_token, revoke_api_token
from cabinet.forms.access import ApiTokenForm
from cabinet.models import ApiToken
from cabinet.pro_sante_connect import way_out
from cabinet.sign_in_tries import known_device


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    """allauth's own. Many tries from one address stop there, except where the person is known."""
    if not known_device(request, request.POST.get("login", "")) and not ratelimit.consume(
        request, action="sign_in"
    ):
        return ratelimit.respond_429(request)
    return allauth_views.login(request)


@login_not_required
def logout(request: HttpRequest) -> HttpResponse:
    """allauth's own; the browser then forgets the pages it kept.

    Who came by their card is told that their session there goes on, and may end it: by a link, for no form of
    ours leads to another site.
    """
    end = way_out(request) if request.method == "POST" else ""
    response = allauth_views.logout(request)
    if request.method == "POST":
        if end:
            response = render(request, "account/card_left.html", {"end": end})
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters("password")
@sensitive_variables("key")
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """The person's keys; a new one is shown in the answer to its making, and never again."""
    form = ApiTokenForm(request.POST or None, request=request)
    key = ""
    if request.method == "POST" and form.is_valid():
        key = create_api_token(
            person=request.user,
            label=form.cleaned_data["label"],
            at=timezone.now(),
            lifetime=form.lifetime,
        )
        form = ApiTokenForm(request=request)
    tokens = ApiToken.objects.filter(person=request.user, revoked_at=None, expires_at__gt=timezone.now())
    return render(
        request,
        "cabinet/api_tokens.html",
        {"form": form, "key": key, "tokens": tokens},
        status=422 if form.errors else 200,
    )


@require_POST
def api_token_revocation(request: HttpRequest, pk: int) -> HttpResponse:
    token = ApiToken.objects.filter(person=request.user, pk=pk).first()
    if token is None:
        raise Http404
    revoke_api_token(token=token, at=timezone.now())
    messages.success(request, f"La clé « {token.label} » n’ouvre plus rien.")
    return redirect("api_tokens")
