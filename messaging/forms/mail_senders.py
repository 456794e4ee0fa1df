"""Senders of mail, pasted or typed."""

from django import forms

from messaging.rules.senders import SenderFault, read_senders


class SendersForm(forms.Form):
    senders = forms.CharField(
        label="Les expéditeurs, un par ligne",
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "autocomplete": "off",
                "placeholder": "Laboratoire du Lay ; 2 rue du Port, 85320 Mareuil",
            }
        ),
        help_text="Laboratoires, hôpitaux, confrères\u202f: le nom, puis s’il y a lieu un point-virgule "
        "et l’adresse. Depuis un tableur, les deux colonnes se collent telles quelles.",
    )

    def clean_senders(self) -> list[tuple[str, str]]:
        try:
            read = read_senders(self.cleaned_data["senders"])
        except SenderFault as fault:
            raise forms.ValidationError(fault.sentence) from fault
        if not read:
            raise forms.ValidationError("Écrivez au moins un expéditeur, ou passez cette étape.")
        return read
