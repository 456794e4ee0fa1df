"""Rates by act, as they are typed: « CRN=100 VRN=92,50 »."""

import re
from decimal import Decimal

from django import forms

#: « CRN=100 », « VRN=92,50 ».
_ACT_RATE = re.compile(r"([^\s=]{1,12})=(\d{1,3}(?:[.,]\d{1,2})?)")


def act_rates_text(rates: dict[str, str]) -> str:
    """« CRM=100 CRN=92,50 », as it is typed."""
    return " ".join(
        f"{act}={rate.removesuffix('.00').replace('.', ',')}" for act, rate in sorted(rates.items())
    )


class ActRatesField(forms.CharField):
    """« CRN=100 VRN=92,50 » → {"CRN": "100.00", "VRN": "92.50"}: acts and their rates, in per cent."""

    def clean(self, value: object) -> dict[str, str]:
        typed = re.sub(r"\s*=\s*", "=", super().clean(value).upper()).replace("%", " ")
        pairs = [_ACT_RATE.fullmatch(one) for one in typed.split()]
        if None in pairs:
            raise forms.ValidationError("Écrivez chaque acte avec son taux, par exemple CRN=100 VRN=92,50.")
        rates = {pair[1]: Decimal(pair[2].replace(",", ".")) for pair in pairs if pair}
        if any(rate > 100 for rate in rates.values()):
            raise forms.ValidationError("Un taux va de 0 à 100.")
        if len(rates) < len(pairs):
            raise forms.ValidationError("Chaque acte s’écrit une seule fois.")
        return {act: f"{rate:.2f}" for act, rate in sorted(rates.items())}
