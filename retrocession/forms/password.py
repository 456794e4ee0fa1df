"""One's own password again, before what cannot be undone: the form is of the ground floor."""

from cabinet.reauthentication import PasswordForm

__all__ = ["PasswordForm"]
