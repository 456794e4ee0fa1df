"""What rétrocession adds to the house: its doors, and the step that waits for somebody."""

from datetime import date

from django.urls import reverse

from cabinet.clock import first_of_month, today_in_paris
from cabinet.house import Card, Door, SetupStep, Traced
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.models.membership import AGGREGATES_ONLY, DOCTORS
from cabinet.text import count
from retrocession.archive_words import TABLES
from retrocession.models import Designation
from retrocession.permissions import is_remplace
from retrocession.queries.board_facts import contested_statements
from retrocession.queries.contracts_awaiting import contracts_awaiting
from retrocession.queries.months import MonthRow, months_list
from retrocession.queries.papers import gaps_of, in_force, said
from retrocession.queries.receipts_month import own_sum, usual_month
from retrocession.queries.statements import last_received
from retrocession.queries.traced import contract_names, statement_names, transfer_names
from retrocession.rules.closing import State

#: Who takes the next step of a month that stands there.
OF_THE_SECRETARY = (State.OPEN, State.PREPARED)
OF_THE_REMPLACE = (State.VERIFIED, State.APPROVED, State.ISSUED)


def traced() -> list[Traced]:
    return [
        Traced("retrocession.statement", "relevé", "relevés", statement_names),
        Traced("retrocession.contract", "contrat", "contrats", contract_names),
        Traced("retrocession.transferfile", "fichier de virement", "fichiers de virement", transfer_names),
    ]


def navigation(member: Member) -> list[Door]:
    doors = []
    if member.role == Role.SECRETAIRE:
        receipts = reverse("retrocession:receipts", args=[member.cabinet.slug])
        doors.append(Door("Recettes", receipts, "receipt-euro", order=40))
    if member.may("designate"):
        board, months = (
            reverse(f"retrocession:{name}", args=[member.cabinet.slug]) for name in ("board", "months")
        )
        doors.append(Door("Rétrocession", board, "hand-coins", order=41, under=months))
    if member.role in DOCTORS:
        doors.append(Door("Contrats", reverse("retrocession:my-contracts"), "file-pen-line", order=44))
        doors.append(Door("Mes relevés", reverse("retrocession:my-statements"), "file-check", order=45))
    return doors


def setup_steps(member: Member) -> list[SetupStep]:
    """Who is médecin remplacé of the coming months; one statement, none for the mairie."""
    if member.role in AGGREGATES_ONLY:
        return []
    named = Designation.objects.filter(month__gte=first_of_month(today_in_paris())).count()
    return [
        SetupStep(
            "designations", "Les médecins remplacés",
            reverse("retrocession:setup-designations", args=[member.cabinet.slug]), done=named > 0,
            said=count(named, "mois désigné", "mois désignés"), order=50, allowed=member.may("designate"),
        )
    ]  # fmt: skip


def booking_notices(membership: Membership, on: date) -> list[str]:
    """Whoever books a day is told of the papers that the contract will ask for."""
    if not in_force().exists():
        return []  # a practice that keeps no papers here
    missing = [said(gap) for gap in gaps_of(membership, [on])]
    return [f"Papiers à fournir avant le contrat\u202f: {', '.join(missing)}."] if missing else []


def home_cards(member: Member, today: date) -> list[Card]:
    if member.role == Role.REMPLACANT:
        return [*_cards_of_contracts(member, today), *_cards_of_locum(member, today)]
    cards = []
    if member.may("designate"):
        is_secretary = member.role == Role.SECRETAIRE
        cards = _cards_of_contracts(member, today)
        contested = list(contested_statements(None if is_secretary else member.membership))
        if contested:
            context = {"statements": contested, "slug": member.cabinet.slug}
            cards.append(Card("retrocession/cards/contested.html", context, order=4))
        rows = [row for row in months_list(today) if _waits_for(member, row, today)]
        if rows:
            context = {"rows": rows, "slug": member.cabinet.slug}
            cards.append(Card("retrocession/cards/months_awaiting.html", context, order=5))
    return cards


def _cards_of_contracts(member: Member, today: date) -> list[Card]:
    """What waits for this person; the papers that a locum lacks, where papers are kept."""
    awaited = contracts_awaiting(member, today)
    if not awaited.lines and not (awaited.missing and in_force().exists()):
        return []
    context = {"awaited": awaited, "slug": member.cabinet.slug}
    return [Card("retrocession/cards/contracts_awaiting.html", context, order=6)]


def _cards_of_locum(member: Member, today: date) -> list[Card]:
    """The last statement, and what was recorded under their name for the month that is being closed."""
    statement = {"statement": last_received(member.membership)}
    cards = [Card("retrocession/cards/last_statement.html", statement, order=40)]
    month = usual_month(today)
    own = own_sum(member.membership, month) | {"month": month, "slug": member.cabinet.slug}
    if own["lines"]:
        cards.append(Card("retrocession/cards/my_receipts.html", own, order=50))
    return cards


def _waits_for(member: Member, row: MonthRow, today: date) -> bool:
    """Whether this person takes the next step of the month."""
    if not row.awaited:
        return False
    if row.titulaire is None:
        return row.month <= today
    if row.state in OF_THE_SECRETARY:
        return member.role == Role.SECRETAIRE
    return row.state in OF_THE_REMPLACE and is_remplace(member.membership, row.titulaire)


def archive_tables() -> dict[str, str]:
    return TABLES
