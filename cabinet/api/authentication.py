"""`Authorization: Token …`: the key was looked up before the practice was opened (`ApiTokenMiddleware`)."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from cabinet.api_tokens import key_of


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        if not key_of(request._request):
            return None
        person = getattr(request._request, "api_person", None)
        if person is None:
            raise AuthenticationFailed("Jeton inconnu, expiré ou révoqué.")
        return person, None

    def authenticate_header(self, request) -> str:
        return 'Token realm="api"'
