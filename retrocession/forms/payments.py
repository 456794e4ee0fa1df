"""What is typed of a statement after it is issued: words, days, references."""

from uuid import UUID

from django import forms

from retrocession.actions.payments import REFERENCE_LIMIT
from retrocession.models import Statement, TransferLine
from retrocession.models.answer import TEXT_LIMIT
from retrocession.models.transfer import SUGGESTION_LIMIT
from retrocession.rules.answer import Word
from retrocession.rules.name_check import NAME_ANSWER_LABELS, NameAnswer


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
    """`names_wrong`: the payees whose name does not match; the box is asked for then alone."""

    on = forms.DateField(label="Remis à la banque le", widget=DayInput())
    despite_names = forms.BooleanField(
        label="Je remets le fichier bien qu’un nom ne corresponde pas", required=False
    )

    def __init__(self, *args, names_wrong: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not names_wrong:
            del self.fields["despite_names"]


class NameChecksForm(forms.Form):
    """What the bank answers for each payee of a file; what is left as it was is not written again."""

    def __init__(self, *args, lines: list[TransferLine], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            last = next(iter(line.checks.all()), None)
            self.fields[f"answer-{line.pk}"] = forms.ChoiceField(
                label=f"Réponse de la banque pour {line.statement.remplacant.display_name}",
                choices=[
                    ("", "pas encore de réponse"),
                    *[(key.value, w) for key, w in NAME_ANSWER_LABELS.items()],
                ],
                required=False,
                initial=last.answer if last else "",
            )
            self.fields[f"suggestion-{line.pk}"] = forms.CharField(
                label=f"Nom proposé par la banque pour {line.statement.remplacant.display_name}",
                max_length=SUGGESTION_LIMIT,
                required=False,
                initial=last.suggestion if last else "",
            )

    @property
    def rows(self) -> list[tuple[TransferLine, forms.BoundField, forms.BoundField]]:
        return [(line, self[f"answer-{line.pk}"], self[f"suggestion-{line.pk}"]) for line in self.lines]

    @property
    def said(self) -> list[tuple[TransferLine, NameAnswer, str]]:
        """The answers that were given."""
        return [
            (line, NameAnswer(answer), self.cleaned_data[f"suggestion-{line.pk}"])
            for line in self.lines
            if (answer := self.cleaned_data[f"answer-{line.pk}"])
        ]


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
