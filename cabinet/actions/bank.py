"""The accounts on which a practice pays its doctors: each change is kept, and told to the payee.

What decides whether a transfer waits for the payee is `retrocession/rules/account.py`; here it is only asked
of them to say that the account is theirs.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet import audit, identifiers
from cabinet.actions.refusals import Refused
from cabinet.models import AccountChange, AccountConfirmation, Membership, PractitionerProfile, Role
from cabinet.models.membership import DOCTORS
from cabinet.outbox import address_of, announce

#: What the bank is told of a payee.
BANK = ("iban", "bic", "account_holder")


class AccountRefused(Refused):
    """The account cannot be written or confirmed; the sentence says why."""


def may_type_accounts(member: Membership) -> bool:
    """The secretary types an account for somebody; the person themself does so in « Mes informations »."""
    return member.role == Role.SECRETAIRE


def type_account(
    *, payee: Membership, iban: str, account_holder: str, by: Membership, at: datetime
) -> AccountChange | None:
    """Write the account of a doctor for them; None when it was that one already.

    The BIC is that of the IBAN's bank. The payee is told, and confirms it before any transfer goes there.
    """
    if not may_type_accounts(by) or payee.person_id == by.person_id:
        raise PermissionDenied
    if payee.role not in DOCTORS:
        raise AccountRefused("Seul un médecin est payé par virement.")
    bic = _bic_of(iban) if iban else ""
    holder = " ".join(account_holder.split())
    profile, _ = PractitionerProfile.objects.get_or_create(membership=payee)
    profile = PractitionerProfile.objects.select_for_update().get(pk=profile.pk)
    before = account_of_profile(profile)
    profile.iban, profile.bic, profile.account_holder = iban, bic, holder
    change = note_change(profile, before=before, by=by, at=at)
    if change is not None:
        profile.save(update_fields=list(BANK))
        audit.record("type_account", profile, by=by, at=at)
        tell_payee(change, payee, at=at)
    return change


def confirm_account(*, change: AccountChange, by: Membership, at: datetime) -> AccountConfirmation:
    """The payee says that the account is theirs; said twice, it is said once. The page asks for their
    password first.

    `change` bears its membership. An account that was changed since is refused: the new one is to be read.
    """
    payee = change.membership
    if by.person_id != payee.person_id:
        raise PermissionDenied
    # The profile is what every writer of an account locks.
    PractitionerProfile.objects.select_for_update().get(membership=payee)
    last = AccountChange.objects.filter(membership=payee).first()
    if last is None or last.pk != change.pk:
        raise AccountRefused("Ce compte a encore changé depuis\u202f: relisez-le avant de le confirmer.")
    if not change.iban:
        raise AccountRefused("Il n’y a plus de compte à confirmer\u202f: donnez-en un.")
    done = AccountConfirmation.objects.filter(change=change).first()
    if done is None:
        done = AccountConfirmation.objects.create(change=change, confirmed_by=by, confirmed_at=at)
        audit.record("confirm_account", change, by=by, at=at)
    return done


def account_of_profile(profile: PractitionerProfile) -> tuple[str, str]:
    """What the bank compares: the number and the holder's name."""
    return profile.iban, profile.account_holder


def note_change(
    profile: PractitionerProfile, *, before: tuple[str, str], by: Membership | None, at: datetime
) -> AccountChange | None:
    """Keep the account that `profile` now bears, when it is not the one before. The profile is locked."""
    if account_of_profile(profile) == before:
        return None
    earlier = AccountChange.objects.filter(membership=profile.membership_id)
    known = bool(before[0]) or earlier.exclude(iban="", iban_before="").exists()
    return AccountChange.objects.create(
        membership_id=profile.membership_id,
        iban=profile.iban,
        bic=profile.bic,
        account_holder=profile.account_holder,
        iban_before=before[0],
        account_holder_before=before[1],
        is_first=not known,
        changed_by=by,
        changed_at=at,
    )


def tell_payee(change: AccountChange, payee: Membership, *, at: datetime) -> None:
    """An e-mail without the number: what was done, by whom, and where to say that it is right."""
    by = f" par {change.author}" if change.typed_for_them else ""
    page = address_of(reverse("my_account", args=[payee.pk]))
    asked = (
        f"Relisez-le et confirmez-le ici\u202f: {page}\n"
        "Un virement déjà préparé attend votre confirmation.\n\n"
        if change.asks_confirmation
        else ""
    )
    announce(
        key=f"bank_details:{change.pk}",
        recipient=payee.person.email,
        subject="Votre compte bancaire a été modifié",
        body=(
            f"Bonjour {payee.person.first_name},\n\nLe compte sur lequel vous recevez vos virements du "
            f"{payee.cabinet.name} vient d’être modifié{by}.\n\n{asked}"
            "Si ce n’est pas vous, prévenez le cabinet aujourd’hui et changez votre mot de passe.\n"
        ),
        at=at,
    )


def _bic_of(iban: str) -> str:
    bic = identifiers.derived_bic(iban)
    if not bic:
        raise AccountRefused(
            "La banque de cet IBAN n’est pas dans notre annuaire\u202f: la personne l’écrit elle-même, avec"
            " son BIC, dans « Mes informations ».",
            field="iban",
        )
    return bic
