"""Who is let in: a key of the API, an invitation to the team, and what whoever accepts it says."""

from datetime import timedelta

from django import forms

from cabinet.actions.invitations import invitable_roles
from cabinet.models import Membership, Role
from cabinet.reauthentication import PasswordForm
from cabinet.text import sentence

TOKEN_LIFETIMES = [("30", "un mois"), ("90", "trois mois"), ("365", "un an")]


class ApiTokenForm(PasswordForm):
    nothing_done = "Aucune clé n’est faite."
    why = "Une clé ouvre ce que vous pouvez ouvrir."

    label = forms.CharField(
        label="À quoi sert cette clé", max_length=60, help_text="Par exemple « Tableur de la MSP »."
    )
    days = forms.ChoiceField(
        label="Elle ouvre pendant", choices=TOKEN_LIFETIMES, widget=forms.RadioSelect, initial="90"
    )

    field_order = ["label", "days", "password"]

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))


class InvitationForm(PasswordForm):
    """`by` is who invites: only the roles they may invite are offered.

    A titulaire may do all that they may: who invites one says again who they are.
    """

    nothing_done = "Personne n’est invité."
    why = "Demandé seulement pour inviter un médecin titulaire."

    role = forms.ChoiceField(label="Fonction")
    first_name = forms.CharField(label="Prénom", max_length=60)
    last_name = forms.CharField(label="Nom", max_length=60)
    email = forms.EmailField(label="Adresse e-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    profession = forms.CharField(
        label="Profession",
        max_length=60,
        required=False,
        help_text="Pour un paramédical\u202f: infirmier, pharmacienne, kinésithérapeute…",
    )

    field_order = ["role", "first_name", "last_name", "email", "profession", "password"]

    def __init__(self, *args, by: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        roles = invitable_roles(by)
        self.fields["password"].required = False
        if Role.TITULAIRE not in roles:
            del self.fields["password"]
        choices = [(role.value, sentence(role.label)) for role in roles]
        # Nobody becomes a titulaire because it came first in a list.
        self.fields["role"].choices = choices if len(choices) == 1 else [("", "Choisir…"), *choices]

    def clean_password(self) -> str:
        """What a browser filled in by itself for another role is not looked at."""
        if self.cleaned_data.get("role") != Role.TITULAIRE:
            return ""
        if not self.cleaned_data["password"] and not self.is_confirmed:
            raise forms.ValidationError("Tapez votre mot de passe pour inviter un médecin titulaire.")
        return super().clean_password()

    @property
    def invited(self) -> dict:
        """What the invitation is made of."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}


class AcceptInvitationForm(forms.Form):
    """A new account chooses its password; Django's validators are run by the action."""

    password = forms.CharField(
        label="Choisissez un mot de passe",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 caractères au moins. Une phrase dont vous vous souviendrez convient très bien.",
    )
    again = forms.CharField(
        label="Encore une fois",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        values = super().clean()
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "Les deux mots de passe ne sont pas les mêmes.")
        return values
