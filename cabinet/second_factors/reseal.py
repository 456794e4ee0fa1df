"""The secrets of second factors under the current master key, before the former one is taken away."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from cabinet.second_factors import seals
from cabinet.vault import masters

SECRETS = ("secret", "seed")


@transaction.atomic
def reseal() -> int:
    """How many were sealed anew; those of the current key are left alone."""
    number, _ = masters.current()
    done = 0
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
        stale = {
            name: factor.data[name]
            for name in SECRETS
            if name in factor.data and seals.number_of(factor.data[name]) != number
        }
        if stale:
            factor.data |= {name: seals.seal(seals.unseal(sealed)) for name, sealed in stale.items()}
            factor.save(update_fields=["data"])
            done += 1
    return done
