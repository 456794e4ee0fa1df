"""How the practice works: its lists half ticked, a règlement in its second version, numbers and protocols."""

from datetime import date, datetime, timedelta

from cabinet.models import Membership
from patients.actions.checklists import start_lists, tick_item
from patients.actions.directory import add_entry, add_usual_entries
from patients.actions.house_rules import accept_house_rules, publish_house_rules
from patients.actions.protocols import write_protocol
from patients.models import ChecklistTemplate, DirectoryEntry, HouseRules, ListKind, TriageProtocol
from patients.queries.checklist_state import items_of, templates_in_force
from patients.usual.house_rules import BODY

AROUND = (
    ("doctor", "Cabinet médical de La Mothe", "02 61 91 40 12", "du lundi au vendredi, 9\u202fh – 18\u202fh"),
    ("doctor", "Dr Céleste Arnaudeau", "02 61 91 40 27", "mardi et vendredi matin"),
    ("laboratory", "Laboratoire du Bocage", "02 61 91 40 33", "du lundi au samedi, 7\u202fh – 18\u202fh"),
    ("pharmacy", "Pharmacie de la Place", "02 61 91 40 48", "du lundi au samedi"),
)
PROTOCOLS = (
    (
        "Douleur dans la poitrine",
        "# Demander\n- Depuis quand\u202f? Est-ce que cela serre\u202f?\n"
        "- Essoufflement, sueurs, malaise\u202f?\n"
        "# Envoyer\nAu moindre oui, ou en cas de doute\u202f: passer l’appel au 15 sans raccrocher.\n"
        "Sinon\u202f: un médecin des environs le jour même.",
    ),
    (
        "Fièvre chez un enfant",
        "# Demander\n- Quel âge, quelle température, depuis quand\u202f?\n- Boit-il\u202f? Réagit-il\u202f? "
        "Des taches sur la peau\u202f?\n# Envoyer\n"
        "Moins de trois mois, taches, enfant qui ne réagit pas\u202f: le 15.\n"
        "Sinon, depuis plus de deux jours\u202f: un médecin des environs, ou le 116 117 le soir.",
    ),
    (
        "Plus de traitement",
        "# Demander\n- Quel jour finit-il\u202f? Reste-t-il des comprimés\u202f?\n"
        "# Envoyer\nLa pharmacie peut dépanner\u202f; noter un rappel pour le prochain jour de médecin.",
    ),
)
ADDED = "\n\n# Les vaccins\nChacun vérifie les vaccins à la première consultation."


def organise(members: dict[str, Membership], *, keeper: str, today: date, at: datetime) -> int:
    """Write what is missing in the open practice; how many of lists, texts and numbers."""
    secretary = members[keeper]
    written = start_lists(by=secretary, at=at - timedelta(days=20))
    if written:
        _tick_some(members, secretary, today=today, at=at)
    if not DirectoryEntry.objects.exists():
        for kind, name, phone, hours in AROUND:
            values = {"kind": kind, "name": name, "phone": phone, "hours": hours, "note": ""}
            add_entry(values=values | {"without_doctor": kind == "doctor"}, by=secretary, at=at)
        written += len(AROUND) + add_usual_entries(by=secretary, at=at)
    titulaire = next(member for member in members.values() if member.role == "titulaire")
    if not TriageProtocol.objects.exists():
        for title, body in PROTOCOLS:
            write_protocol(title=title, body=body, by=titulaire, at=at - timedelta(days=12))
        written += len(PROTOCOLS)
    if not HouseRules.objects.exists():
        written += _rule(members, titulaire, at=at)
    return written


def _rule(members: dict[str, Membership], by: Membership, *, at: datetime) -> int:
    """A first version that most accepted, and a second one that waits."""
    before = at - timedelta(days=18)
    first = publish_house_rules(body=BODY, version=0, by=by, at=before)
    bound = [m for m in members.values() if m.role in ("titulaire", "remplacant", "secretaire")]
    for rank, member in enumerate(bound):
        accept_house_rules(rules=first, by=member, at=before + timedelta(hours=3 * rank + 1))
    second = publish_house_rules(body=BODY + ADDED, version=1, by=by, at=at - timedelta(days=2))
    accept_house_rules(rules=second, by=by, at=at - timedelta(days=2))
    return 2


def _tick_some(members: dict[str, Membership], secretary: Membership, *, today: date, at: datetime) -> None:
    """Three points of this morning, and last open day's closing but one."""
    known: dict[str, ChecklistTemplate] = templates_in_force()
    before = today - timedelta(days=3 if today.weekday() == 0 else 2 if today.weekday() == 6 else 1)
    for kind, on, number, when in (
        (ListKind.OPENING, today, 3, at),
        (ListKind.CLOSING, before, 6, at - timedelta(hours=14)),
    ):
        template = known[kind]
        for rank, item in enumerate(items_of(template)[:number]):
            moment = when - timedelta(minutes=12 - 2 * rank)
            tick_item(template=template, on=on, item=item.key, by=secretary, at=moment)
