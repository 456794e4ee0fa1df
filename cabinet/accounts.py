"""Sign-in by django-allauth, with the doors that this house keeps closed."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """One enters by invitation only."""
        return False
