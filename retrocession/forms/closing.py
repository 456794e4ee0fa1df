"""The few things that are typed while a month is closed."""

from django import forms

from retrocession.forms.password import PasswordForm


class ApprovalForm(PasswordForm):
    """One's password again, and the total that one saw: what is approved is what was on the screen."""

    nothing_done = "Rien n’a été émis."
    why = "Pour être sûr que c’est vous\u202f: les relevés émis ne changent plus."

    total = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)
    field_order = ["total", "password"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Tapez votre mot de passe pour approuver."


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui est à revoir",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites à la secrétaire ce qui est à revoir."},
    )
