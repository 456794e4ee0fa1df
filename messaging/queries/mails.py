"""The mail as a list says it: what waits and for how long, whose it is, what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Cabinet, Membership
from cabinet.models.membership import CAREGIVERS
from cabinet.text import NARROW, clock, instant
from messaging.mail_access import siblings_of
from messaging.models import Mail, MailAlert, MailSender, MailState
from messaging.rules.mail_states import may_follow, may_read, may_take_back
from messaging.rules.mail_waiting import RED_AFTER, is_late, waiting_said
from patients.models import Patient

#: Lines of a page; those of the desk's card.
PAGE = 50
WAITING, TO_FILE, FILED, ROUTED = "a-lire", "a-classer", "classe", "readresse"
STATES = {
    WAITING: (MailState.RECEIVED, "À lire"),
    TO_FILE: (MailState.READ, "À classer"),
    FILED: (MailState.FILED, "Classés"),
    ROUTED: (MailState.ROUTED, "Réadressés"),
}
#: Whom a letter names before anybody read it, then afterwards.
NAMES_UNREAD = ("sender", "patient", "addressee__person", "came_from")
NAMES = (
    *NAMES_UNREAD, "entered_by__person", "read_by__person", "filed_by__person", "routed_by__person",
    "routed_to",
)  # fmt: skip


@dataclass(frozen=True)
class MailLine:
    """One letter, and what this member may do with it now."""

    mail: Mail
    alerts: Sequence[MailAlert]
    waited: str
    late: bool
    mine: bool
    reads: bool
    files: bool
    routes: bool
    takes_back: bool
    answers: bool

    @property
    def pk(self) -> UUID:
        return self.mail.pk

    @property
    def title(self) -> str:
        """Whom it concerns; what it is, when it concerns nobody."""
        return self.mail.person_said or self.mail.get_kind_display().capitalize()

    @property
    def taken(self) -> MailAlert | None:
        return next((alert for alert in self.alerts if alert.acknowledged_at), None)

    @property
    def alert_said(self) -> str:
        """« Dr Texier s’en occupe, depuis 9 h 20 »; « Dr Texier prévenu à 9 h 12, pas de réponse »."""
        if not self.mail.urgent or not (self.alerts or self.mail.state == MailState.RECEIVED):
            return ""
        if taken := self.taken:
            assert taken.acknowledged_at is not None
            return f"{taken.membership.display_name} s’en occupe, depuis {clock(taken.acknowledged_at)}"
        if self.mail.state != MailState.RECEIVED:
            return ""
        if not self.alerts:
            return "personne n’a pu être prévenu"
        last = self.alerts[-1]
        told = f"{last.membership.display_name}, prévenu·e à {clock(last.told_at)}"
        return f"{told}, n’a pas encore répondu"

    @property
    def fate(self) -> str:
        """What became of it: « lu par Dr Sorin, lun. 23 nov., 10 h 12 », « à Aubigny : pas encore lu »."""
        mail = self.mail
        if mail.state == MailState.READ and mail.read_at:
            return f"lu{by_said(mail.read_by)}, {instant(mail.read_at)}"
        if mail.state == MailState.FILED and mail.filed_at:
            return f"classé{by_said(mail.filed_by)}, {instant(mail.filed_at)}"
        if mail.state == MailState.ROUTED and mail.routed_to:
            return f"{mail.routed_to.name}{NARROW}: {became_said(mail)}"
        return ""


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; `sender` and `addressee` are ids, None for all."""

    state: str = WAITING
    sender: UUID | None = None
    addressee: UUID | None = None
    page: int = 1

    @property
    def query(self) -> str:
        """The same, in an address."""
        said = {"etat": self.state, "expediteur": self.sender, "pour": self.addressee, "page": self.page}
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class MailPage:
    asked: Asked
    counts: Sequence[tuple[str, str, int]]
    late: int
    mine: Sequence[MailLine]
    others: Sequence[MailLine]
    page: Page
    senders: Sequence[MailSender]
    addressees: Sequence[Membership]
    siblings: Sequence[Cabinet] = field(default_factory=tuple)

    @property
    def lines(self) -> list[MailLine]:
        return [*self.mine, *self.others]

    @property
    def patients(self) -> list[Patient]:
        return [line.mail.patient for line in self.lines if line.mail.patient]

    @property
    def filters(self) -> bool:
        return bool(self.asked.sender or self.asked.addressee)

    @property
    def query(self) -> str:
        """What the other pages of the list ask for as well."""
        asked = self.asked
        return f"etat={asked.state}&expediteur={asked.sender or ''}&pour={asked.addressee or ''}&"


def by_said(member: Membership | None) -> str:
    return f" par {member.display_name}" if member else ""


def became_said(mail: Mail) -> str:
    """« pas encore lu », « lu jeu. 26 nov., 9 h », « réadressé plus loin »: what the other one says."""
    at = f" {instant(mail.became_at)}" if mail.became_at else ""
    return {
        MailState.RECEIVED: "pas encore lu",
        MailState.READ: f"lu{at}",
        MailState.FILED: f"classé{at}",
        MailState.ROUTED: f"réadressé plus loin{at}",
    }[MailState(mail.became or MailState.RECEIVED)]


def read_mails(mails: QuerySet[Mail], *, names: Sequence[str] = NAMES) -> QuerySet[Mail]:
    """With all that a line says: two statements, however many."""
    alerts = MailAlert.objects.select_related("membership__person")
    return mails.select_related(*names).prefetch_related(Prefetch("alerts", queryset=alerts))


def line_of(mail: Mail, by: Membership, at: datetime, *, siblings: bool) -> MailLine:
    """A row of `read_mails`. `siblings`: its practice has others to route to."""
    alerts = list(mail.alerts.all())
    reader, state = may_read(mail.kind, by.role), mail.state
    clicked_at = {
        MailState.READ: mail.read_at, MailState.FILED: mail.filed_at, MailState.ROUTED: mail.routed_at
    }.get(MailState(state))  # fmt: skip
    touched = state == MailState.ROUTED and mail.became != MailState.RECEIVED
    taken = any(alert.acknowledged_at for alert in alerts)
    return MailLine(
        mail=mail,
        alerts=alerts,
        waited=waiting_said(mail.received_at, at),
        late=is_late(mail.received_at, at, read=state != MailState.RECEIVED),
        mine=mail.addressee_id == by.pk,
        reads=state == MailState.RECEIVED and reader,
        files=may_follow(state, MailState.FILED),
        routes=siblings and may_follow(state, MailState.ROUTED),
        takes_back=clicked_at is not None
        and may_take_back(clicked_at, at, touched_there=touched)
        and (state != MailState.READ or reader),
        answers=mail.urgent and state == MailState.RECEIVED and not taken and reader,
    )


def mail_page(member: Member, at: datetime, asked: Asked) -> MailPage:
    """One state, the urgent first and then who waits longest; what is settled, the latest first. Seven
    statements: counts, how many, rows, alerts, senders, members, practices of the network."""
    by, state = member.membership, STATES[asked.state][0]
    counted = Mail.objects.aggregate(
        late=Count("pk", filter=Q(state=MailState.RECEIVED, received_at__lt=at - RED_AFTER)),
        **{one.value: Count("pk", filter=Q(state=one)) for one, _ in STATES.values()},
    )
    mails = filtered(Mail.objects.filter(state=state), asked)
    if state in (MailState.RECEIVED, MailState.READ):
        hers = Case(When(addressee=by, then=Value(0)), default=Value(1), output_field=IntegerField())
        mails = mails.order_by(hers, "-urgent", "received_at", "pk")
    else:
        mails = mails.order_by("-filed_at" if state == MailState.FILED else "-routed_at", "-pk")
    siblings = list(siblings_of(member.cabinet))
    page = Paginator(read_mails(mails), PAGE).get_page(asked.page)
    lines = [line_of(mail, by, at, siblings=bool(siblings)) for mail in page]
    split = member.is_caregiver and state in (MailState.RECEIVED, MailState.READ)
    return MailPage(
        asked=asked,
        counts=[(key, label, counted[one.value]) for key, (one, label) in STATES.items()],
        late=counted["late"],
        mine=[line for line in lines if split and line.mine],
        others=[line for line in lines if not (split and line.mine)],
        page=page,
        senders=list(MailSender.objects.all()),
        addressees=readers_on(at),
        siblings=siblings,
    )


def filtered(mails: QuerySet[Mail], asked: Asked) -> QuerySet[Mail]:
    if asked.sender:
        mails = mails.filter(sender=asked.sender)
    return mails.filter(addressee=asked.addressee) if asked.addressee else mails


def readers_on(at: datetime) -> list[Membership]:
    """The doctors and interns of that day, by name."""
    today = at.astimezone(PARIS).date()
    return list(Membership.objects.on(today).filter(role__in=CAREGIVERS).with_person())
