"""What is said of a statement after it is issued: agreed, contested, replied."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.statement import Statement

WORDS = [("agree", "accepte"), ("contest", "conteste"), ("reply", "répond")]
TEXT_LIMIT = 1000


class StatementWord(TenantModel):
    """One word of the conversation, never changed. `about` names the line contested, as the reader saw it."""

    statement = TenantForeignKey(Statement, related_name="words")
    word = models.CharField(max_length=7, choices=WORDS)
    about = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=TEXT_LIMIT, blank=True)
    said_by = TenantForeignKey("cabinet.Membership", related_name="+")
    said_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["said_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="statement_word_statement_same_practice", field="statement"),
            SameTenant(name="statement_word_author_same_practice", field="said_by"),
            models.CheckConstraint(
                name="statement_word_says_something", condition=Q(word="agree") | ~Q(text="")
            ),
            AppendOnly(name="statement_word_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} · {self.word}"
