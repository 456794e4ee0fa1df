"""Mail of the last weeks: what waits, what was read and filed, what came to the wrong practice."""

from datetime import datetime, timedelta

from cabinet.models import Cabinet, Membership, Network
from messaging.actions.mail_entry import Arrived, enter_mail
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import file_mail, read_mail
from messaging.mail_access import siblings_of
from messaging.models import Mail
from patients.models import Patient

OCEAN, BOCAGE, CHD = "Laboratoire Océan", "Biologie du Bocage", "CHD Vendée, cardiologie"
RADIO, AVRIL = "Imagerie des Olonnes", "Dr Avril, dermatologue"

#: Sender, kind, hours since it came, and what became of it.
PAST = (
    (OCEAN, "result", 700, "filed"), (CHD, "letter", 640, "filed"), (OCEAN, "result", 560, "routed"),
    (RADIO, "imaging", 500, "filed"), (BOCAGE, "result", 420, "routed"), (OCEAN, "result", 330, "routed"),
    (AVRIL, "letter", 240, "filed"), (BOCAGE, "result", 170, "filed"), (CHD, "letter", 120, "routed"),
    (OCEAN, "result", 30, "read"), (RADIO, "imaging", 26, "read"),
)  # fmt: skip
#: What waits: the first one is in red.
WAITING = ((CHD, "letter", 75), (OCEAN, "result", 20), (AVRIL, "letter", 4), (BOCAGE, "result", 1))
#: Who is not on the list of the practice that received it.
ELSEWHERE = ("Odette Thibaud", "Marcel Fleury", "Irène Renaud", "Joël Blanchard")


def join_network() -> None:
    """The two practices of the demo are of one network: what comes to the wrong one is routed."""
    network = Network.objects.filter(cabinets__slug="aubigny").first()
    Cabinet.objects.filter(slug="nieul-le-dolent", network=None).update(network=network)


def bring_mail(
    members: dict[str, Membership], *, cabinet: Cabinet, keeper: str, doctor: str, at: datetime
) -> int:
    """Once for each practice: what came by another one does not count; how many letters."""
    if Mail.objects.filter(came_from=None).exists():
        return 0
    by, reader = members[keeper], members[doctor]
    for arrived_before in Mail.objects.exclude(came_from=None).order_by("received_at"):
        settled_at = arrived_before.received_at + timedelta(hours=9)
        if settled_at + timedelta(days=2) < at:
            read_mail(mail=arrived_before, by=reader, at=settled_at)
            file_mail(mail=arrived_before, by=reader, at=settled_at + timedelta(hours=1))
    people = list(Patient.objects.order_by("pk")[: len(PAST) + len(WAITING)])
    to = siblings_of(cabinet).first()
    strangers = iter(ELSEWHERE)
    for n, (sender, kind, hours, became) in enumerate(PAST):
        came_at = at - timedelta(hours=hours)
        if became == "routed" and to is None:
            continue
        about = next(strangers) if became == "routed" else ""
        patient = None if about else people[n % len(people)]
        arrived = Arrived(kind, sender, came_at, patient=patient, about=about)
        mail = enter_mail(arrived=arrived, by=by, at=came_at)
        if became == "routed":
            route_mail(mail=mail, to=to, by=by, at=came_at + timedelta(hours=2))
            continue
        read_mail(mail=mail, by=reader, at=came_at + timedelta(hours=5))
        if became == "filed":
            file_mail(mail=mail, by=reader, at=came_at + timedelta(hours=6))
    for n, (sender, kind, hours) in enumerate(WAITING, len(PAST)):
        came_at = at - timedelta(hours=hours)
        addressee = reader if n % 2 else None
        arrived = Arrived(kind, sender, came_at, patient=people[n % len(people)], addressee=addressee)
        enter_mail(arrived=arrived, by=by, at=came_at)
    return len(PAST) + len(WAITING)
