"""Sign-in by django-allauth, with the doors that this house keeps closed."""

import logging
from smtplib import SMTPException
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.urls import reverse
from django.utils import timezone

from cabinet.outbox import address_of
from cabinet.second_factors.standing import note_first_sign_in
from cabinet.sign_in_tries import count_try, forget_tries, remember_device

logger = logging.getLogger(__name__)

WITH = {
    "reauthenticate": "Avec mon mot de passe",
    "mfa_reauthenticate": "Avec un code",
    "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
}

THEIR_STAGE = "allauth.mfa.stages.AuthenticateStage"
OUR_STAGE = "cabinet.second_factors.stages.FactorStage"


class MailUnavailable(Exception):
    """The mail server does not answer: the page says so, and the person tries again."""


class AccountAdapter(DefaultAccountAdapter):
    def post_login(self, request, user, **options):
        response = super().post_login(request, user, **options)
        note_first_sign_in(user, at=timezone.now())
        logger.info(
            "Signed in", extra=self._said_of(request) | {"person": user.pk, "with": _factors(request, user)}
        )
        remember_device(request, response, user.email)
        return response

    def pre_authenticate(self, request, **credentials) -> None:
        """Ours instead of allauth's limit by account alone, with which anybody may keep anybody out."""
        self._tries = count_try(request, credentials.get("email", ""))

    def authentication_failed(self, request, **credentials) -> None:
        """Whose address was typed is not written: it may be a password typed in the wrong place."""
        logger.warning("Sign-in refused", extra=self._said_of(request))

    def _said_of(self, request) -> dict:
        return {"address": self.get_client_ip(request)}

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth when the password was right."""
        forget_tries(self._tries)

    def is_open_for_signup(self, request) -> bool:
        """One enters by invitation only."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address: the Host header of who asks is not to be believed in somebody's mailbox."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return address_of(path.replace("UID-KEY", quote(key)))

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        return [OUR_STAGE if stage == THEIR_STAGE else stage for stage in stages]

    def get_reauthentication_methods(self, user) -> list[dict]:
        """In our words, and in the order in which they are quick."""
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": WITH[method["id"]]} for method in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """At once and not through the outbox: the link it holds must not lie in a table.

        An unknown address is written to as well: asking for a password tells nothing, not even by its timing.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            raise MailUnavailable from error


def _factors(request, user) -> str:
    """« password mfa:totp »: how they said who they are."""
    records = get_authentication_records(request, user)
    return " ".join(":".join(filter(None, (one.get("method"), one.get("type")))) for one in records)
