"""What is typed of a statement after it is issued: words, days, references."""

from uuid import UUID

from django import forms

from retrocession.actions.payments import REFERENCE_LIMIT
from retrocession.models import Statement
from retrocession.models.answer import TEXT_LIMIT
from retrocession.rules.answer import Word


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class WordForm(forms.Form):
    """Agree, contest or reply; what is contested is named as the locum sees it."""

    word = forms.ChoiceField(choices=[(word.value, word.value) for word in Word], widget=forms.HiddenInput)
    about = forms.CharField(
        label="Ce que vous contestez",
        max_length=120,
        required=False,
        help_text="Un jour, un acte ou un montant. Par exemple\u202f: « jeu. 22 oct., 3 actes ».",
    )
    text = forms.CharField(
        label="Message",
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sans nommer de patient.",
    )


class HandedInForm(forms.Form):
    on = forms.DateField(label="Remis à la banque le", widget=DayInput())


class DebitedForm(forms.Form):
    """The statements that the bank debited, all of those that wait unless said."""

    on = forms.DateField(label="Débité le", widget=DayInput())
    reference = forms.CharField(
        label="Référence",
        max_length=REFERENCE_LIMIT,
        help_text="Celle du relevé de compte\u202f: elle dira d’où vient l’argent.",
    )
    statements = forms.TypedMultipleChoiceField(
        label="Relevés payés",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un relevé."},
    )

    def __init__(self, *args, statements: list[Statement], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statements"].choices = [
            (str(statement.pk), f"{statement.remplacant.display_name}, relevé {statement.number}")
            for statement in statements
        ]
        self.initial["statements"] = [str(statement.pk) for statement in statements]


class ReturnedForm(forms.Form):
    on = forms.DateField(label="Rejeté le", widget=DayInput())
    reason = forms.CharField(label="Motif de la banque", max_length=REFERENCE_LIMIT)
