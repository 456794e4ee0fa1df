"""Pro Santé Connect: the doctors' own card opens the account that bears their RPPS number, and no other.

Never by e-mail. The identity comes signed; it is looked up in the directories of the practices, each in turn,
the first time; what is kept is that this person is that holder.
"""

import secrets
from contextlib import suppress
from urllib.parse import urlencode

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from requests import RequestException

from cabinet import outbox
from cabinet.models import Cabinet, Person, PractitionerProfile
from cabinet.rules.card_identity import LEVELS, is_sure_enough, rpps_said
from cabinet.second_factors.seals import seal, unseal
from cabinet.second_factors.standing import signed_in_by_card
from cabinet.tenancy.scope import scoped
from cabinet.vault.envelope import UnreadableError

PROVIDER_ID = "pro-sante-connect"
NONCE = "pro_sante_connect_nonce"
#: What their session there is ended with: sealed, and gone with the session here.
HINT = "pro_sante_connect_hint"
ALGORITHMS = ("RS256", "PS256", "ES256")

FAILED = "Pro Santé Connect n’a pas confirmé qui vous êtes. Recommencez, ou connectez-vous d’une autre façon."
CANCELLED = "Vous avez annulé. Rien n’est fait."
NOT_SURE = (
    "Cette connexion n’a pas été faite avec une carte CPS ou l’application e-CPS. Prenez l’une d’elles."
)
AWAY = "Pro Santé Connect ne répond pas. Recommencez dans un moment, ou connectez-vous d’une autre façon."
NO_RPPS = (
    "Pro Santé Connect n’a pas donné de numéro RPPS pour vous. Connectez-vous avec votre adresse e-mail."
)


def is_configured() -> bool:
    return bool(settings.PSC_CLIENT_ID)


class Provider(OpenIDConnectProvider):
    """What is asked is ours alone: nothing of it comes from the address of the page."""

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()

    def get_auth_params_from_request(self, request: HttpRequest, action) -> dict:
        nonce = request.session[NONCE] = secrets.token_urlsafe(32)
        return {"acr_values": LEVELS[0], "nonce": nonce}

    def get_oauth2_adapter(self, request: HttpRequest) -> "Adapter":
        return Adapter(request)


class Adapter(OpenIDConnectOAuth2Adapter):
    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER_ID)

    def get_provider(self) -> Provider:
        return Provider(self.request, app=super().get_provider().app)

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return build_absolute_uri(request, reverse("pro_sante_connect_callback"), self.redirect_uri_protocol)

    def complete_login(self, request: HttpRequest, app, token, **kwargs) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        said = login.account.extra_data
        if said["userinfo"].get("sub") != said["id_token"].get("sub"):
            raise OAuth2Error("two subjects")
        self.request.session[HINT] = seal(kwargs["response"]["id_token"])
        return login

    def _decode_id_token(self, app, id_token: str) -> dict:
        """Its signature is verified wherever it came from, and it answers what this browser asked."""
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
            if algorithm not in ALGORITHMS:
                raise OAuth2Error("unsigned")
            claims = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise OAuth2Error("unreadable id_token") from error
        if "exp" not in claims:
            raise OAuth2Error("a token without end")
        asked = self.request.session.pop(NONCE, "")
        if not asked or not constant_time_compare(str(claims.get("nonce", "")), asked):
            raise OAuth2Error("not what was asked")
        return claims


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ) -> None:
        raise ImmediateHttpResponse(refused(request, CANCELLED if error == AuthError.CANCELLED else FAILED))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who holds this card, among the people here; whoever was linked before is looked at again."""
        said = sociallogin.account.extra_data
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(refused(request, FAILED))
        if not is_sure_enough(said["id_token"]):
            raise ImmediateHttpResponse(refused(request, NOT_SURE))
        rpps = rpps_said(said["userinfo"])
        if not rpps:
            raise ImmediateHttpResponse(refused(request, NO_RPPS))
        people = people_of_rpps(rpps)
        if len(people) != 1:
            raise ImmediateHttpResponse(refused(request, unknown(rpps) if not people else shared(rpps)))
        [person] = people
        account = sociallogin.account
        # What the card said of its holder stays with them: that it was them is all that is kept.
        account.user, account.extra_data = person, {}
        account.save()
        sociallogin.user, sociallogin.email_addresses, sociallogin.token = person, [], None


def people_of_rpps(rpps: str) -> list[Person]:
    """Those whom a practice knows by that number; more than one is a mistake that nobody here may settle."""
    found: set[int] = set()
    for cabinet_id in Cabinet.objects.order_by("pk").values_list("pk", flat=True):
        with scoped(cabinet_id):
            profiles = PractitionerProfile.objects.filter(rpps=rpps)
            found.update(profiles.values_list("membership__person_id", flat=True))
    return list(Person.objects.filter(pk__in=found))


def unknown(rpps: str) -> str:
    return (
        f"Aucun compte d’ici ne porte le numéro RPPS {rpps}. Connectez-vous avec votre adresse e-mail, "
        "écrivez votre numéro dans «\u202fMes informations\u202f», puis revenez. Sans compte, demandez une "
        "invitation à un cabinet."
    )


def shared(rpps: str) -> str:
    return (
        f"Deux comptes portent le numéro RPPS {rpps}\u202f: nous ne savons pas lequel est le vôtre. "
        "Connectez-vous avec votre adresse e-mail et prévenez la secrétaire, qui fera corriger l’autre."
    )


def refused(request: HttpRequest, sentence: str, *, status: int = 403) -> HttpResponse:
    return render(request, "account/card_refused.html", {"sentence": sentence}, status=status)


def way_out(request: HttpRequest) -> str:
    """Where their session at Pro Santé Connect is ended, for who came by the card; empty for the others, and
    when it does not answer: leaving here waits for nobody. To be asked before the session ends."""
    if not is_configured() or not request.user.is_authenticated or not signed_in_by_card(request):
        return ""
    with suppress(RequestException, ValueError, UnreadableError):
        if end := Adapter(request).openid_config.get("end_session_endpoint"):
            said = {
                "id_token_hint": unseal(request.session.get(HINT, "")),
                "client_id": settings.PSC_CLIENT_ID,
                "post_logout_redirect_uri": outbox.address_of(reverse("account_login")),
            }
            return f"{end}?{urlencode(said)}"
    return ""
