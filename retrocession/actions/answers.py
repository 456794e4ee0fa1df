"""What is said of an issued statement: the locum agrees or contests, the payer or the secretary replies."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.text import month as month_text
from retrocession.actions.closing import lock_month
from retrocession.models import Statement, StatementWord
from retrocession.models.answer import TEXT_LIMIT
from retrocession.permissions import RoleRefused, may_read
from retrocession.queries.answers import answer_now
from retrocession.rules.answer import Answer, Word, may_say


class WordRefused(Refused):
    """What cannot be said of this statement now, or needs to say why."""


def say(
    *, statement: Statement, word: Word, by: Membership, at: datetime, text: str = "", about: str = ""
) -> StatementWord:
    """Write one word of the conversation, and tell the other party that there is one.

    `statement` bears its two memberships. Agreeing twice is agreeing once. Raises `WordRefused`, or
    `RoleRefused` for who is no party to it.
    """
    if not may_read(by, statement):
        raise RoleRefused("Ce relevé est celui de quelqu’un d’autre.")
    lock_month(statement.month)
    words = list(statement.words.all())
    answer = answer_now(statement, words, practice=Cabinet.current(), today=at.astimezone(PARIS).date())
    is_payee = by.person_id == statement.remplacant.person_id
    if word is Word.AGREE and answer is Answer.AGREED and is_payee:
        return words[-1]
    if not may_say(word, answer, is_payee=is_payee):
        raise WordRefused(_why_not(word, statement, is_payee=is_payee))
    text, about = text.strip(), " ".join(about.split())[:120]
    if word is not Word.AGREE and not text:
        raise WordRefused("Dites en quelques mots ce qu’il en est, sans nommer de patient.", field="text")
    if len(text) > TEXT_LIMIT:
        raise WordRefused(
            f"Le message dépasse {TEXT_LIMIT} caractères\u202f: gardez l’essentiel.", field="text"
        )
    said = StatementWord.objects.create(
        statement=statement, word=word, about=about, text=text, said_by=by, said_at=at
    )
    audit.record(f"{word}_statement", statement, by=by, at=at, number=statement.number)
    _tell(said, statement, word, by=by, at=at)
    return said


def _why_not(word: Word, statement: Statement, *, is_payee: bool) -> str:
    if word is Word.REPLY:
        if is_payee:
            return "C’est à l’autre partie de répondre. Acceptez le relevé, ou contestez-le."
        return "Ce relevé n’est pas contesté\u202f: il n’y a rien à répondre."
    if not is_payee:
        return f"Seul {statement.remplacant.display_name} accepte ou conteste ce relevé."
    return "Vous contestez déjà ce relevé\u202f: attendez la réponse, ou acceptez-le."


def _tell(said: StatementWord, statement: Statement, word: Word, *, by: Membership, at: datetime) -> None:
    """A contest goes to the payer and to the secretary, a reply to the payee; neither amount nor text."""
    if word is Word.AGREE:
        return
    payee, practice = statement.remplacant, Cabinet.current()
    told = [payee] if word is Word.REPLY else [statement.titulaire, *_secretaries(at)]
    what = "une réponse vous attend" if word is Word.REPLY else f"{payee.display_name} le conteste"
    for member in {other.person_id: other for other in told}.values():
        if member.person_id == by.person_id:
            continue
        announce(
            key=f"statement_word:{said.pk}:{member.person_id}",
            recipient=member.person.email,
            subject=f"{practice.name}\u202f: relevé {statement.number}, {what}",
            body="Bonjour,\n\n"
            f"Relevé n° {statement.number} ({month_text(statement.month)})\u202f: {what}.\n\n"
            f"Lisez et répondez ici\u202f: {address_of(_page_for(member, statement, practice))}\n\n"
            f"{practice.name}\n",
            at=at,
        )


def _page_for(member: Membership, statement: Statement, practice: Cabinet) -> str:
    """A party reads it among their own, even once their membership ended; the secretary in the practice."""
    if member.role == Role.SECRETAIRE:
        return reverse("retrocession:statement", args=[practice.slug, statement.pk])
    return reverse("retrocession:my-statement", args=[statement.pk])


def _secretaries(at: datetime) -> Iterable[Membership]:
    today = at.astimezone(PARIS).date()
    return Membership.objects.on(today).filter(role=Role.SECRETAIRE).select_related("person")
