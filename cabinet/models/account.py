"""Where a practice pays somebody: each change of it, by whom, and the payee's own word that it is theirs."""

from django.db import models

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class AccountChange(TenantModel):
    """A bank account as it was written, and the one before. `changed_by` is null for the operator.

    `is_first`: no account was known before, so that nothing was replaced.
    """

    membership = TenantForeignKey("cabinet.Membership", related_name="account_changes")
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    account_holder = models.CharField(max_length=70, blank=True)
    iban_before = models.CharField(max_length=34, blank=True)
    account_holder_before = models.CharField(max_length=70, blank=True)
    is_first = models.BooleanField()
    changed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-changed_at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="account_change_member_same_practice", field="membership"),
            SameTenant(name="account_change_author_same_practice", field="changed_by"),
            AppendOnly(name="account_change_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.changed_at}"

    @property
    def typed_for_them(self) -> bool:
        """By another member; the operator's kit is the practice's own word on its first day."""
        return self.changed_by is not None and self.changed_by.person_id != self.membership.person_id

    @property
    def author(self) -> str:
        """Who wrote it, by name; empty for the operator."""
        return self.changed_by.person.get_full_name() if self.changed_by else ""

    @property
    def asks_confirmation(self) -> bool:
        """Whether the payee has something to confirm: an account typed for them, or that replaced one."""
        return bool(self.iban) and (self.typed_for_them or not self.is_first)


class AccountConfirmation(TenantModel):
    """The payee said, their password typed again, that this account is theirs."""

    change = TenantForeignKey(AccountChange, related_name="confirmations")
    confirmed_by = TenantForeignKey("cabinet.Membership", related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="account_confirmation_change_same_practice", field="change"),
            SameTenant(name="account_confirmation_author_same_practice", field="confirmed_by"),
            models.UniqueConstraint(fields=["cabinet", "change"], name="account_change_is_confirmed_once"),
            AppendOnly(name="account_confirmation_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} · {self.confirmed_at}"
