"""The few things that are typed while a month is closed."""

from datetime import date

from django import forms

from cabinet import text
from cabinet.clock import parse_month
from cabinet.models import Membership
from retrocession.forms.password import PasswordForm
from retrocession.queries.months import MonthRow


class ApprovalForm(PasswordForm):
    """One's password again, and the total that one saw: what is approved is what was on the screen."""

    nothing_done = "Rien n’a été émis."

    total = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)
    field_order = ["total", "password"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.help_text = "Pour être sûr que c’est vous\u202f: les relevés émis ne changent plus."
        password.error_messages["required"] = "Tapez votre mot de passe pour approuver."


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui est à revoir",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites à la secrétaire ce qui est à revoir."},
    )


class DesignationForm(forms.Form):
    month = forms.ChoiceField(label="Mois")
    titulaire = forms.ChoiceField(
        label="Médecin remplacé", error_messages={"required": "Choisissez un titulaire."}
    )

    def __init__(self, *args, months: list[MonthRow], titulaires: list[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.titulaires = {str(titulaire.pk): titulaire for titulaire in titulaires}
        self.fields["month"].choices = [
            (f"{row.month:%Y-%m}", text.sentence(text.month(row.month)))
            for row in reversed(months)
            if row.can_change
        ]
        self.fields["titulaire"].choices = [
            ("", "Choisir…"),
            *[(key, titulaire.display_name) for key, titulaire in self.titulaires.items()],
        ]

    def clean_month(self) -> date:
        return parse_month(self.cleaned_data["month"])

    def clean_titulaire(self) -> Membership:
        return self.titulaires[self.cleaned_data["titulaire"]]
