"""A dinner to come that many answered, a training that waits, a meeting of last month."""

from datetime import date, datetime, time, timedelta

from cabinet.clock import in_paris
from cabinet.models import Membership
from planning.models import Event, EventAnswer

#: kind, title, place, details, days from today, from, to, author, who comes, who does not.
EVENTS = (
    (
        "convivial", "Repas d’équipe", "Restaurant du Marais, Nieul-le-Dolent",
        "Conjoints bienvenus. Dites à Baptiste si vous ne mangez pas de tout.",
        12, time(19, 30), time(22, 30), "baptiste",
        ["ulysse", "kevin", "anais", "gael", "helene", "tiphaine"], ["noemie"],
    ),
    (
        "training", "Échographie au cabinet", "", "Deux heures, avec les cas de chacun. Matériel fourni.",
        24, time(12, 30), time(14, 0), "ulysse", ["anais", "valentine"], ["quentin"],
    ),
    (
        "meeting", "Réunion des médecins", "", "Planning du trimestre et règlement intérieur.",
        -19, time(20, 0), time(22, 0), "ulysse", ["ulysse", "kevin", "gael", "noemie"], ["valentine"],
    ),
)  # fmt: skip


def announce(members: dict[str, Membership], *, today: date, at: datetime) -> int:
    """The events of the open practice, once; how many. Nobody is written to."""
    if Event.objects.exists():
        return 0
    for kind, title, place, details, days, starts, ends, author, yes, no in EVENTS:
        on = today + timedelta(days=days)
        said_at = min(at, in_paris(on - timedelta(days=10), time(9)))
        event = Event.objects.create(
            kind=kind, title=title, place=place, details=details, created_by=members[author],
            created_at=said_at, starts_at=in_paris(on, starts), ends_at=in_paris(on, ends),
        )  # fmt: skip
        EventAnswer.objects.bulk_create(
            EventAnswer(event=event, membership=members[name], comes=comes, answered_at=said_at)
            for names, comes in ((yes, True), (no, False))
            for name in names
        )
    return len(EVENTS)
