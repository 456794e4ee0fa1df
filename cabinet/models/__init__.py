from cabinet.models.access import Access
from cabinet.models.account import AccountChange, AccountConfirmation
from cabinet.models.api_token import ApiToken
from cabinet.models.archive import Archive, ArchivePart
from cabinet.models.audit import AuditEntry
from cabinet.models.cabinet import Cabinet, Network
from cabinet.models.data_key import DataKey
from cabinet.models.heartbeat import Heartbeat
from cabinet.models.idempotency import IdempotencyRecord
from cabinet.models.invitation import Invitation
from cabinet.models.jobs import Job
from cabinet.models.live import LiveCounter, LiveEvent
from cabinet.models.membership import Membership, Role
from cabinet.models.network_invitation import NetworkInvitation
from cabinet.models.opening import OpeningCode
from cabinet.models.outbox import OutboxMessage
from cabinet.models.person import Person
from cabinet.models.profile import PractitionerProfile

__all__ = [
    "Access",
    "AccountChange",
    "AccountConfirmation",
    "ApiToken",
    "Archive",
    "ArchivePart",
    "AuditEntry",
    "Cabinet",
    "DataKey",
    "Heartbeat",
    "IdempotencyRecord",
    "Invitation",
    "Job",
    "LiveCounter",
    "LiveEvent",
    "Membership",
    "Network",
    "NetworkInvitation",
    "OpeningCode",
    "OutboxMessage",
    "Person",
    "PractitionerProfile",
    "Role",
]
