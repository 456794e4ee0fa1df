"""What naming a médecin remplacé would do to a month, read before it is done, and the corrections made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cabinet import text
from cabinet.clock import first_of_month, next_month
from cabinet.models import Membership, Role
from planning.models import Presence
from retrocession.models import Contract, DesignationCorrection, MonthClosing, Statement
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.months import MonthRow, is_here_in
from retrocession.rules.closing import State
from retrocession.rules.contracts import State as ContractState
from retrocession.rules.contracts import is_signed
from retrocession.rules.handover import Agreement, Handover, Standing, Way, handover


@dataclass
class MonthStanding:
    """`facts` for the rule; the numbers of the issued statements, and who pays them."""

    facts: Standing[Membership] = field(default_factory=Standing)
    statements: list[str] = field(default_factory=list)
    payer: Membership | None = None


@dataclass(frozen=True)
class Consequence:
    """What changing the médecin remplacé of a month would do; `forbids` when it cannot be done."""

    sentence: str
    forbids: bool = False


def standings(months: Collection[date]) -> dict[date, MonthStanding]:
    """What depends on the médecin remplacé in each of `months`: five statements, whatever their number."""
    closings = {
        one.month: one
        for one in MonthClosing.objects.filter(month__in=months).select_related("titulaire__person")
    }
    agreements: dict[date, list[Agreement[Membership]]] = {}
    contracts = (
        Contract.objects.filter(month__in=months)
        .exclude(state__in=WITHOUT_EFFECT)
        .select_related("titulaire__person", "remplacant__person")
        .order_by("month", "rank")
    )
    for one in contracts:
        signed = is_signed(ContractState(one.state))
        agreement = Agreement(one.reference, one.titulaire, one.remplacant, signed)
        agreements.setdefault(one.month, []).append(agreement)
    present = _present(months)
    issued: dict[date, list[Statement]] = {}
    for row in Statement.objects.filter(month__in=months).only("month", "year", "rank", "titulaire"):
        issued.setdefault(row.month, []).append(row)
    found = {}
    for month in months:
        closing = closings.get(month)
        payer = closing.titulaire if closing else None
        own = [row for row in issued.get(month, []) if payer and row.titulaire_id == payer.pk]
        found[month] = MonthStanding(
            Standing(
                State(closing.state) if closing else State.OPEN,
                tuple(agreements.get(month, ())),
                tuple(present.get(month, ())),
            ),
            [row.number for row in own],
            payer,
        )
    return found


def consequences(
    month: date, standing: MonthStanding, *, before: Membership | None, successor: Membership
) -> list[Consequence]:
    """What happens to a month when `successor` becomes its médecin remplacé, in French."""
    if not is_here_in(successor, month):
        what = f"{successor.display_name} n’est pas membre du cabinet en {text.month(month)}."
        return [Consequence(what, forbids=True)]
    if before is not None and before.pk == successor.pk:
        return [Consequence(f"{successor.display_name} a déjà ce mois.", forbids=True)]
    told = handover(standing.facts, successor=successor)
    return [Consequence(one) for one in _sentences(month, standing, told, successor) if one]


@dataclass(frozen=True)
class Newcomer:
    """What a month that had nobody gives its médecin remplacé to do."""

    month: date
    titulaire: Membership
    sentences: list[str]


def newcomers(proposal: Mapping[date, Membership]) -> list[Newcomer]:
    """What adopting `proposal` does, month by month: five statements, whatever their number."""
    found = standings(list(proposal))
    return [
        Newcomer(
            month,
            titulaire,
            [one.sentence for one in consequences(month, found[month], before=None, successor=titulaire)],
        )
        for month, titulaire in proposal.items()
    ]


def way_of(standing: MonthStanding, successor: Membership) -> Way:
    return handover(standing.facts, successor=successor).way


def corrections_of(months: Collection[date]) -> list[DesignationCorrection]:
    """The corrections of those months, the latest first: one statement."""
    return list(
        DesignationCorrection.objects.filter(month__in=months)
        .select_related("before__person", "after__person", "corrected_by__person")
        .order_by("-corrected_at")
    )


def exchange_consequences(one: MonthRow, other: MonthRow) -> list[Consequence]:
    """What happens when the médecins remplacés of two months take each other's; settled months forbid it."""
    assert one.titulaire is not None
    assert other.titulaire is not None
    found = standings([one.month, other.month])
    told: list[Consequence] = []
    for row, successor in ((one, other.titulaire), (other, one.titulaire)):
        if way_of(found[row.month], successor) is Way.CORRECTION:
            told.append(Consequence(_settled(row.month), forbids=True))
        else:
            told += consequences(row.month, found[row.month], before=row.titulaire, successor=successor)
    return told


def _settled(month: date) -> str:
    return (
        f"{text.sentence(text.month(month))}\u202f: un contrat est signé ou les relevés sont approuvés. Ce"
        " mois ne change plus que par une correction, avec son motif."
    )


def _sentences(
    month: date, standing: MonthStanding, told: Handover[Membership], successor: Membership
) -> list[str]:
    of_month, name = text.of_month(month), successor.display_name
    drafted = _names([one.display_name for one in told.to_draft])
    return [
        f"Contrats {of_month} à préparer au nom du {name}\u202f: {drafted}." if drafted else "",
        f"Contrats {of_month} non signés, abandonnés\u202f: {_listed(told.given_up)}."
        if told.given_up
        else "",
        f"Contrats {of_month} signés, qui le restent sans changer\u202f: {_listed(told.kept)}."
        if told.kept
        else "",
        f"Les relevés {of_month} sont préparés\u202f: {name} les approuvera et les paiera."
        if told.drafts_change_hands
        else "",
        f"Le mois revient à la vérification\u202f: personne n’a vérifié ces comptes au nom du {name}."
        if told.verified_again
        else "",
        _staying(standing, name) if told.statements_stay else "",
    ]


def _staying(standing: MonthStanding, successor: str) -> str:
    payer = standing.payer.display_name if standing.payer else ""
    numbers = _names(standing.statements)
    stay = f"Les relevés émis par {payer} restent à son nom, avec leurs paiements et leurs régularisations"
    between = (
        f" Si {successor} a encaissé ces honoraires, les deux titulaires règlent entre eux ce que {payer}"
        " verse aux remplaçants."
    )
    return f"{stay}\u202f: {numbers}.{between}" if numbers else f"{stay}."


def _listed(agreements: Sequence[Agreement[Membership]]) -> str:
    """« C-2027-03-01 (Dr Fradin avec Dr Texier) »."""
    return _names(
        [f"{a.reference} ({a.remplacant.display_name} avec {a.titulaire.display_name})" for a in agreements]
    )


def _names(names: Sequence[str]) -> str:
    *first, last = [*names] or [""]
    return f"{', '.join(first)} et {last}" if first else last


def _present(months: Collection[date]) -> dict[date, list[Membership]]:
    """The locums with days in each month, by name: two statements."""
    if not months:
        return {}
    rows = (
        Presence.objects.counting()
        .filter(on__gte=min(months), on__lt=next_month(max(months)), membership__role=Role.REMPLACANT)
        .order_by()
        .values_list("membership_id", "on")
        .distinct()
    )
    found = {(first_of_month(on), pk) for pk, on in rows}
    locums = Membership.objects.filter(pk__in={pk for _, pk in found}).with_person()
    present: dict[date, list[Membership]] = {}
    for locum in locums.order_by("person__sort_key"):
        for month in months:
            if (month, locum.pk) in found:
                present.setdefault(month, []).append(locum)
    return present
