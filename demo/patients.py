"""Sixty people who wait, were called, seen or given up: every list of the front desk shows something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cabinet.models import Membership
from patients.actions.enter import enter_patient
from patients.actions.settings import update_patient_settings
from patients.actions.steps import take_step
from patients.actions.waves import move_to_wave, open_wave
from patients.models import Patient
from patients.rules.entry import Entry

LAST_NAMES = (
    "Avrillon", "Bouron", "Chiron", "Daviet", "Épiard", "Fortineau", "Gautreau", "Hillairet", "Izacard",
    "Joussemet", "Logeais", "Mornet", "Nicolleau", "Onillon", "Perrocheau", "Quéré", "Raffin", "Simonneau",
    "Traineau", "Violleau",
)  # fmt: skip
OLD = ("Huguette", "Roger", "Paulette", "Fernand", "Simone", "Gaston", "Lucette", "Émile", "Yvonne", "Armand")
ADULT = ("Céline", "Frédéric", "Nathalie", "Ludovic", "Aurélie", "Mickaël", "Sandrine", "Jérôme", "Laëtitia")
YOUNG = ("Inès", "Malo", "Jade")
STREETS = (
    "rue du Lavoir",
    "impasse des Genêts",
    "chemin de la Garenne",
    "place de l’Église",
    "rue du Moulin",
)
HERE = ("85430", "Nieul-le-Dolent")
WIDER = (
    ("85430", "Aubigny-Les Clouzeaux"),
    ("85150", "Saint-Georges-de-Pointindoux"),
    ("85440", "Talmont-Saint-Hilaire"),
)
#: criteria, and in how many days the treatment ends: what comes back among those of the first wave.
PRIORITIES: tuple[tuple[tuple[str, ...], int | None], ...] = (
    (("ald", "domicile"), -9),
    (("ald",), 12),
    (("ehpad", "polypathologie"), None),
    (("ald", "polypathologie"), 45),
    (("mobilite_reduite",), -30),
    (("ald", "precarite"), 25),
    (("polypathologie", "domicile"), 100),
    (("ald",), None),
)
CALLERS = ("", "", "sa fille", "", "son voisin", "", "l’infirmière", "")
#: (number in the list, the steps that they took, why).
WAYS = (
    *((n, ("called", "seen", "followed"), "") for n in (2, 9, 16)),
    *((n, ("called", "seen"), "") for n in (4, 11, 23, 31, 38, 45)),
    *((n, ("called",), "") for n in (0, 1, 5, 12, 26, 40)),
    (7, ("oriented",), "suivi lourd\u202f: cabinet du Dr Texier"),
    (19, ("called", "oriented"), "a trouvé un médecin à La Roche-sur-Yon"),
    (14, ("given_up",), "a déménagé"),
    (33, ("called", "given_up"), "trois appels sans réponse"),
)


@dataclass(frozen=True)
class Somebody:
    number: int
    entry: Entry
    days_ago: int


def take_in(
    members: dict[str, Membership], *, today: date, at: datetime, keeper: str, number: int = 60
) -> int:
    """Write them once in the open practice; how many. The desk's own changes are left as they are."""
    if Patient.objects.exists():
        return 0
    secretary = members[keeper]
    update_patient_settings(
        values={"wider_communes": [commune for _, commune in WIDER]}, read={"wider_communes": []},
        by=secretary, at=at,
    )  # fmt: skip
    for wave in (1, 2):
        open_wave(wave=wave, by=secretary, at=at - timedelta(days=40 - 15 * wave))
    entered = {}
    for one in _people(today, number):
        entered[one.number] = enter_patient(
            entry=one.entry, by=secretary, at=at - timedelta(days=one.days_ago, minutes=one.number),
            kept_apart=True,
        )  # fmt: skip
    for n, way, reason in WAYS:
        for day, step in enumerate(way if n in entered else (), 1):
            take_step(
                patient=entered[n],
                after=step,
                by=secretary,
                at=at - timedelta(days=9 - 2 * day),
                reason=reason,
            )
    _move(entered, by=members.get("ulysse", secretary), at=at - timedelta(days=3))
    return len(entered)


def _move(entered: dict[int, Patient], *, by: Membership, at: datetime) -> None:
    """One was moved by hand: her neighbour drives them both."""
    if (patient := entered.get(30)) is not None:
        move_to_wave(
            patient=patient, wave=1, reason="vient avec sa mère, de la vague 1", version=patient.version,
            by=by, at=at,
        )  # fmt: skip


def _people(today: date, number: int) -> Iterator[Somebody]:
    """Half of them first, then those of the commune, then those from around, and one whom no wave takes."""
    for n in range(number):
        if n < number // 2:
            yield Somebody(n, _first(n, today), 35 - n % 20)
        elif n < number * 5 // 6:
            yield Somebody(n, _of_the_commune(n, today), 24 - n % 18)
        else:
            yield Somebody(n, _from_around(n, today), 12 - n % 11)


def _first(n: int, today: date) -> Entry:
    criteria, days = PRIORITIES[n % len(PRIORITIES)]
    infant = n % 12 == 10
    first_name = YOUNG[n % 3] if infant else OLD[(n + n // 20 * 3) % 10]
    return Entry(
        **_who(
            n,
            first_name,
            _born(n, 1 if infant else 62 + n % 31, today),
        ),
        **_where(n, HERE if n % 4 else WIDER[n % 3]),
        **_calls(n),
        criteria=() if infant else criteria,
        on_former_list=n % 3 != 2,
        renewal_until_on=None if infant or days is None else today + timedelta(days=days + n % 5),
        remark="sonner deux fois" if n % 9 == 3 else "",
    )


def _of_the_commune(n: int, today: date) -> Entry:
    return Entry(
        **_who(n, ADULT[(n + n // 20) % 9], _born(n, 24 + n % 38, today)),
        **_where(n, HERE),
        **_calls(n),
        criteria=("precarite",) if n % 7 == 0 else (),
        renewal_until_on=today + timedelta(days=18 + n) if n % 5 == 0 else None,
    )


def _from_around(n: int, today: date) -> Entry:
    last = n % 10 == 9
    return Entry(
        **_who(n, ADULT[(n + 4) % 9], _born(n, 30 + n % 40, today)),
        **_where(n, ("85000", "La Roche-sur-Yon") if last else WIDER[n % 3]),
        **_calls(n),
    )


def _who(n: int, first_name: str, birth_on: date) -> dict:
    return {"last_name": LAST_NAMES[n * 7 % 20].upper(), "first_name": first_name, "birth_on": birth_on}


def _born(n: int, age: int, today: date) -> date:
    return date(today.year - age, 1 + n * 5 % 10, 1 + n * 11 % 28)


def _where(n: int, place: tuple[str, str]) -> dict:
    postcode, commune = place
    return {"address": f"{1 + n * 3 % 87} {STREETS[n % 5]}", "postcode": postcode, "commune": commune}


def _calls(n: int) -> dict:
    """Numbers of the ranges kept for fiction (Arcep): nobody answers them."""
    mobile = f"06 39 98 {n:02d} {n * 37 % 100:02d}"
    return {
        "phone": mobile if n % 3 else f"02.61.91.{n:02d}.{n * 53 % 100:02d}",
        "second_phone": "chez sa fille, le soir" if n == 6 else (mobile if n % 6 == 0 and n else ""),
        "called_by": CALLERS[n % 8],
    }
