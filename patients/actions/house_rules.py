"""The règlement intérieur is published by a titulaire, then read and accepted by each, by name."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from cabinet.outbox import address_of, announce
from patients.models import HouseRules, HouseRulesReading
from patients.permissions import is_bound_by_house_rules, reads_house_rules, writes_for_doctors
from patients.rules.house_rules import blocks_of

LIMIT = 40_000


class HouseRulesRefused(Refused):
    """422: a text that says nothing, or too much."""


class HouseRulesChangedMeanwhile(Refused):
    """409: another version was published since this one was read; `now` is in force."""

    def __init__(self, now: HouseRules, sentence: str) -> None:
        super().__init__(sentence)
        self.now = now


def publish_house_rules(*, body: str, version: int, by: Membership, at: datetime) -> HouseRules:
    """A new version, which each must read again, as an e-mail tells them. `version`: the one read, or 0.

    The same words again publish nothing.
    """
    if not writes_for_doctors(by):
        raise PermissionDenied("Le règlement intérieur est écrit par les titulaires.")
    body = body.replace("\r\n", "\n").strip()
    if not blocks_of(body):
        raise HouseRulesRefused("Écrivez le règlement avant de le publier.", field="body")
    if len(body) > LIMIT:
        raise HouseRulesRefused(f"Le texte dépasse {LIMIT} caractères\u202f: raccourcissez-le.", field="body")
    now = HouseRules.objects.first()
    if now is not None and now.body == body:
        return now
    if (now.version if now else 0) != version:
        assert now is not None
        raise _conflict(now)
    made = HouseRules(version=version + 1, body=body, published_at=at, published_by=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "house_rules_version_is_published_once":
            raise
        raise _conflict(HouseRules.objects.all()[0]) from None
    audit.record("publish_house_rules", made, by=by, at=at, version=made.version)
    for member in Membership.objects.on(at.astimezone(PARIS).date()).with_person():
        if member.pk != by.pk and is_bound_by_house_rules(member):
            _announce(made, member, by=by, at=at)
    return made


def accept_house_rules(*, rules: HouseRules, by: Membership, at: datetime) -> HouseRulesReading:
    """« Lu et accepté »: the version in force, by this member. Accepted twice, it is accepted once."""
    if not reads_house_rules(by):
        raise PermissionDenied("Le règlement intérieur est celui des soignants et du secrétariat.")
    now = HouseRules.objects.all()[0]
    if now.pk != rules.pk:
        raise HouseRulesChangedMeanwhile(
            now, "Une nouvelle version vient d’être publiée\u202f: lisez-la, puis acceptez-la."
        )
    known = HouseRulesReading.objects.filter(rules=rules, membership=by).first()
    if known is not None:
        return known
    reading = HouseRulesReading(rules=rules, membership=by, at=at)
    try:
        with transaction.atomic():
            reading.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "house_rules_are_accepted_once":
            raise
        return HouseRulesReading.objects.get(rules=rules, membership=by)
    audit.record("accept_house_rules", rules, by=by, at=at, version=rules.version)
    return reading


def _conflict(now: HouseRules) -> HouseRulesChangedMeanwhile:
    return HouseRulesChangedMeanwhile(
        now,
        "Quelqu’un vient de publier une autre version. Rien n’est perdu\u202f: comparez, puis publiez "
        "de nouveau.",
    )


def _announce(rules: HouseRules, member: Membership, *, by: Membership, at: datetime) -> None:
    page = address_of(reverse("patients:house-rules", args=[by.cabinet.slug]))
    announce(
        key=f"house_rules:{rules.pk}:{member.pk}",
        recipient=member.person.email,
        subject=f"{by.cabinet.name}\u202f: règlement intérieur, version {rules.version}",
        body=f"Bonjour {member.person.first_name},\n\nUne nouvelle version du règlement intérieur est "
        f"publiée. Lisez ce qui change, puis acceptez-la\u202f:\n{page}\n\n{by.cabinet.name}\n",
        at=at,
    )
