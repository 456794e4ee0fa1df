"""Two years of what the practice costs, the grants that founded it, requests at each state, the registers."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from cabinet.clock import first_of_month, previous_month
from cabinet.models import Cabinet, Membership, Role
from commune.actions.costs import enter_costs, vote_budget
from commune.actions.counts import count_consultations
from commune.actions.files import join_file
from commune.actions.grants import enter_grant
from commune.actions.registers import move_entry, write_entry
from commune.actions.settling import date_step
from commune.models import Cost, Entry
from demo.drawn import paper

MONTHS = 26
#: A month's euros by kind; what varies with the season is added by `_cost`.
USUAL = {"secretary": 2385, "remote": 178, "charges": 540, "consumables": 165, "maintenance": 190}
WINTER = (11, 12, 1, 2, 3)
PURCHASES = {3: Decimal("1249.90"), 9: Decimal("386.40"), 17: Decimal("2140.00")}
BUDGET = {
    "secretary": 29_500, "remote": 2200, "charges": 8200, "consumables": 2100, "maintenance": 2000,
    "purchases": 2500,
}  # fmt: skip

#: payer, title, amount, purpose, conditions, first and last day.
GRANTS = (
    (
        "Région Pays de la Loire", "Fonds régional d’aide d’urgence", 50_000, "investment",
        "Un projet local de santé est engagé ; les locaux restent consacrés à l’activité médicale dix ans.",
        date(2022, 4, 5), date(2032, 4, 4),
    ),
    (
        "Département de la Vendée", "ECG, doppler et dermatoscope", 6000, "investment",
        "Le matériel reste au cabinet.", date(2022, 4, 5), date(2027, 4, 4),
    ),
    (
        "Communauté de communes", "Aide au télésecrétariat", 1800, "running", "Un bilan chaque année.",
        date(2026, 1, 1), date(2026, 12, 31),
    ),
)  # fmt: skip

#: kind, title, note, asked so many days ago, due in so many days, what became of it, the mairie's words.
REQUESTS = (
    ("repair", "Robinet du bureau 2 qui goutte", "", 6, 4, "asked", ""),
    ("consumables", "Gants M et draps d’examen", "Il reste une boîte de chaque.", 2, 5, "asked", ""),
    ("equipment", "Tensiomètre de rechange", "", 18, None, "accepted", "Commandé, livré sous quinzaine."),
    ("repair", "Volet de la salle d’attente", "", 46, None, "done", "Réparé par les services techniques."),
    ("equipment", "Second écran à l’accueil", "", 70, None, "refused", "Hors budget, revu en janvier."),
)

#: kind, title, reference, note, count, dated so many days ago, due in so many days, settled.
ENTRIES = (
    ("premises", "Locaux rue de l’Église", "Délibération 2022-31", "", None, 1690, 136, False),
    ("joint_practice", "Contrat d’exercice en commun des titulaires", "", "", None, 1680, None, False),
    ("cdom", "Dérogation pour les médecins adjoints", "CDOM 85, 2026-114", "", None, 120, 62, False),
    ("cpam", "Facturation en un lieu commun", "", "", None, 400, 330, False),
    ("cpe_cps", "Lot du lundi", "", "", 34, 4, None, False),
    ("cpe_cps", "Lot du mois dernier", "", "", 41, 17, None, False),
    ("cpe_cps", "Lot de la Toussaint", "", "", 28, 24, None, True),
    ("cpf_visit", "Sécuriser la CPF d’un remplaçant", "", "", None, 3, 5, False),
    ("paper_service", "Arrêts de travail", "", "Carte CPF pas encore reçue.", 6, 12, None, False),
    ("paper_service", "Protocoles de soins ALD", "", "Service indisponible.", 2, 33, None, False),
    ("obstacle", "Carte CPF reçue cinq semaines après la demande", "CPAM", "", None, 30, None, False),
    ("obstacle", "Pas de structure juridique pour la subvention", "ARS", "", None, 200, None, True),
)

#: Title of the entry → the name of what is joined to it, and its lines.
PAPERS = {
    "Locaux rue de l’Église": (
        "convention de mise à disposition.pdf", "Convention de mise à disposition",
        "Entre la commune, propriétaire des locaux,", "et les médecins du cabinet.",
        "Locaux consacrés à l’activité médicale.", "Délibération 2022-31.",
    ),
    "Tensiomètre de rechange": (
        "devis du fournisseur.pdf", "Devis", "1 tensiomètre et son brassard adulte", "Valable un mois.",
    ),
}  # fmt: skip


def open_the_books(
    members: dict[str, Membership], *, cabinet: Cabinet, today: date, at: datetime, keeper: str
) -> int:
    """The mairie's money and the registers of the open practice, once; how many months have costs."""
    count_consultations(cabinet=cabinet, at=at)
    if Cost.objects.exists():
        return 0
    mairie = next(member for member in members.values() if member.role == Role.MAIRIE)
    month = first_of_month(today)
    cells: dict[tuple[date, str], Decimal | None] = {}
    for ago in range(1, MONTHS + 1):
        month = previous_month(month)
        cells |= _costs(month, ago)
    enter_costs(cells=cells, seen=None, by=mairie, at=at)
    voted = {kind: Decimal(euros) for kind, euros in BUDGET.items()}
    vote_budget(year=today.year, amounts=voted, by=mairie, at=at)
    for payer, title, euros, purpose, conditions, first, last in GRANTS:
        values = {
            "payer": payer, "title": title, "amount": Decimal(euros), "purpose": purpose,
            "conditions": conditions, "starts_on": first, "ends_on": last,
        }  # fmt: skip
        enter_grant(values=values, by=mairie, at=at)
    _requests(members[keeper], mairie, today=today, at=at)
    _registers(members, keeper, today=today, at=at)
    _settling(members, today=today, at=at)
    return MONTHS


def _costs(month: date, ago: int) -> dict[tuple[date, str], Decimal | None]:
    euros = {kind: Decimal(amount) for kind, amount in USUAL.items()}
    euros["charges"] += Decimal(215 if month.month in WINTER else 0) + Decimal(month.month * 7) / 10
    euros["consumables"] += Decimal((month.month * 37) % 55)
    euros["secretary"] -= Decimal(75) if ago > 12 else Decimal(0)
    if ago in PURCHASES:
        euros["purchases"] = PURCHASES[ago]
    return {(month, kind): amount for kind, amount in euros.items()}


def _requests(by: Membership, mairie: Membership, *, today: date, at: datetime) -> None:
    for kind, title, note, ago, due, state, words in REQUESTS:
        said_at = at - timedelta(days=ago)
        values = {
            "kind": kind, "title": title, "note": note, "dated_on": today - timedelta(days=ago),
            "due_on": today + timedelta(days=due) if due else None,
        }  # fmt: skip
        entry = write_entry(values=values, by=by, at=said_at)
        if state != "asked":
            answered_at = said_at + timedelta(days=min(ago, 3))
            move_entry(entry=entry, to=state, words=words, version=1, by=mairie, at=answered_at)
            _join(entry, by=mairie, at=answered_at)


def _registers(members: dict[str, Membership], keeper: str, *, today: date, at: datetime) -> None:
    titulaires = [member for member in members.values() if member.role == Role.TITULAIRE]
    for rank, (kind, title, reference, note, count, ago, due, settled) in enumerate(ENTRIES):
        values = {
            "kind": kind, "title": title, "reference": reference, "note": note, "count": count,
            "dated_on": today - timedelta(days=ago),
            "due_on": today + timedelta(days=due) if due else None,
            "owner": titulaires[rank % len(titulaires)] if kind in ("cpe_cps", "cpf_visit") else None,
        }  # fmt: skip
        entry = write_entry(values=values, by=members[keeper], at=at)
        _join(entry, by=members[keeper], at=at)
        if settled:
            to = "done" if kind == "cpe_cps" else "settled"
            move_entry(entry=entry, to=to, words="", version=1, by=members[keeper], at=at)


def _join(entry: Entry, *, by: Membership, at: datetime) -> None:
    if entry.title in PAPERS:
        name, *lines = PAPERS[entry.title]
        join_file(entry=entry, file=SimpleUploadedFile(name, paper(*lines)), by=by, at=at)


def _settling(members: dict[str, Membership], *, today: date, at: datetime) -> None:
    """Two locums became regular; one of them is now a collaborateur."""
    titulaire = next(member for member in members.values() if member.role == Role.TITULAIRE)
    locums = sorted(
        (member for member in members.values() if member.role == Role.REMPLACANT), key=lambda m: m.starts_on
    )[:2]
    for rank, locum in enumerate(locums):
        regular = min(locum.starts_on + timedelta(days=200 + 90 * rank), today)
        date_step(membership=locum, step="regular", on=regular, by=titulaire, at=at)
        if not rank:
            date_step(membership=locum, step="collaborateur", on=today, by=titulaire, at=at)
