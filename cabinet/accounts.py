"""Sign-in by django-allauth, with the doors that this house keeps closed."""

from smtplib import SMTPException
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils import timezone

from cabinet.outbox import address_of
from cabinet.second_factors.standing import note_first_sign_in

WITH = {
    "reauthenticate": "Avec mon mot de passe",
    "mfa_reauthenticate": "Avec un code",
    "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
}


class MailUnavailable(Exception):
    """The mail server does not answer: the page says so, and the person tries again."""


class AccountAdapter(DefaultAccountAdapter):
    def post_login(self, request, user, **options):
        response = super().post_login(request, user, **options)
        note_first_sign_in(user, at=timezone.now())
        return response

    def is_open_for_signup(self, request) -> bool:
        """One enters by invitation only."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address: the Host header of who asks is not to be believed in somebody's mailbox."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return address_of(path.replace("UID-KEY", quote(key)))

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
