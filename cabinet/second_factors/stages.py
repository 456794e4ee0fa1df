"""The second step of a sign-in, left out for who came with their card: that was two factors already."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class FactorStage(AuthenticateStage):
    def _should_handle(self, request: HttpRequest) -> bool:
        if not super()._should_handle(request):
            return False
        records = get_authentication_records(request, self.login.user)
        return not records or records[-1].get("method") != "socialaccount"
