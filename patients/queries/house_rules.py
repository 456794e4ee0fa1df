"""The règlement in force, who accepted it and who has not yet, and its former versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from patients.models import HouseRules, HouseRulesReading
from patients.permissions import is_bound_by_house_rules, keeps_intake, writes_for_doctors
from patients.rules.house_rules import Block, Change, blocks_of, changes_between


@dataclass(frozen=True)
class Reader:
    """A member, and when they accepted; None: not yet."""

    membership: Membership
    at: datetime | None


@dataclass(frozen=True)
class HouseRulesPage:
    """`rules` None: nothing was published. `since`: what changed from the version that I accepted last."""

    rules: HouseRules | None
    blocks: Sequence[Block]
    versions: Sequence[HouseRules]
    accepted_at: datetime | None
    since: HouseRules | None
    changes: Sequence[Change]
    readers: Sequence[Reader]
    writes: bool
    follows: bool

    @property
    def unread(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.at is None]

    @property
    def accepted(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.at is not None]


def house_rules_page(member: Member, at: datetime) -> HouseRulesPage:
    """Four statements at most, whatever the versions and the members."""
    versions = list(HouseRules.objects.select_related("published_by__person"))
    rules = versions[0] if versions else None
    readings = list(HouseRulesReading.objects.filter(membership=member.membership).select_related("rules"))
    mine = next((reading for reading in readings if rules and reading.rules_id == rules.pk), None)
    known = max((reading.rules for reading in readings), key=lambda one: one.version, default=None)
    since = known if known and rules and known.pk != rules.pk else None
    follows = keeps_intake(member.membership)
    return HouseRulesPage(
        rules=rules,
        blocks=blocks_of(rules.body) if rules else [],
        versions=versions,
        accepted_at=mine.at if mine else None,
        since=since,
        changes=changes_between(since.body, rules.body) if since and rules else [],
        readers=readers_of(rules, at.astimezone(PARIS).date()) if rules and follows else [],
        writes=writes_for_doctors(member.membership),
        follows=follows,
    )


def readers_of(rules: HouseRules, on: date) -> list[Reader]:
    """Those who are bound by it today, by name: two statements."""
    accepted = dict(HouseRulesReading.objects.filter(rules=rules).values_list("membership_id", "at"))
    return [
        Reader(membership, accepted.get(membership.pk))
        for membership in Membership.objects.on(on).with_person()
        if is_bound_by_house_rules(membership)
    ]


def to_accept(membership: Membership) -> HouseRules | None:
    """The version in force when this member is bound by it and has not accepted it; one statement."""
    if not is_bound_by_house_rules(membership):
        return None
    rules = HouseRules.objects.exclude(
        pk__in=HouseRulesReading.objects.filter(membership=membership).values("rules")
    ).first()
    return rules if rules and not HouseRules.objects.filter(version__gt=rules.version).exists() else None


@dataclass(frozen=True)
class VersionPage:
    """A former version, and what it changed of the one before."""

    rules: HouseRules
    blocks: Sequence[Block]
    before: HouseRules | None
    changes: Sequence[Change]
    latest: bool


def version_page(version: int) -> VersionPage | None:
    found = {
        one.version: one
        for one in HouseRules.objects.filter(version__in=[version - 1, version, version + 1]).select_related(
            "published_by__person"
        )
    }
    rules = found.get(version)
    if rules is None:
        return None
    before = found.get(version - 1)
    return VersionPage(
        rules=rules,
        blocks=blocks_of(rules.body),
        before=before,
        changes=changes_between(before.body, rules.body) if before else [],
        latest=version + 1 not in found,
    )
