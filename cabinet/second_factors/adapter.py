"""What allauth's second factors ask of the house: seals, names, the square to scan."""

import io

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from cabinet.second_factors import seals

WHO_WE_ARE = "Cabinet collaboratif"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et recopiez-le.",
        "unverified_email": "Votre adresse e-mail n’est pas encore vérifiée.",
    }

    def encrypt(self, text: str) -> str:
        return seals.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return seals.unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Black on white whatever the theme: cameras read nothing else surely."""
        written = io.BytesIO()
        segno.make(url, error="m", micro=False).save(
            written, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None
        )
        return written.getvalue().decode()

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's word)
        already = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "Clé d’accès" if not already else f"Clé d’accès {already + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": WHO_WE_ARE}
