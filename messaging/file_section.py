"""What a patient's page says of what is exchanged about them: their thread, an opinion to ask, their mail."""

from typing import Any

from cabinet.models import Membership
from messaging.mail_access import sees_mail
from messaging.models import Mail, MailState
from messaging.permissions import about_patients, follows
from patients.file_sections import FileSection, Place
from patients.queries.patient_file import Looked


def sees_exchanges(membership: Membership) -> bool:
    return about_patients(membership) or sees_mail(membership)


def read_exchanges(looked: Looked) -> dict[str, Any]:
    """Two statements. Whoever is not in the care team is told how to be."""
    asks = about_patients(looked.by)
    enters = sees_mail(looked.by)
    waiting = Mail.objects.filter(patient=looked.patient, state=MailState.RECEIVED)
    return {
        "asks": asks,
        "follows": asks and follows(looked.by, looked.patient),
        "enters": enters,
        "mail_to_read": waiting.count() if enters else 0,
    }


SECTION = FileSection(
    "exchanges", Place.SIDE, "messaging/file/exchanges.html", read_exchanges, sees_exchanges
)
