from messaging.models.conversation import (
    Audience,
    Conversation,
    ConversationKind,
    Participant,
    ReadMark,
    Specialty,
)
from messaging.models.devices import PushDevice, Quiet
from messaging.models.mail import Mail, MailAlert, MailKind, MailSender, MailState
from messaging.models.message import (
    Attachment,
    AttachmentState,
    Mention,
    Message,
    MessageRevision,
    UrgentAlert,
)

__all__ = [
    "Attachment",
    "AttachmentState",
    "Audience",
    "Conversation",
    "ConversationKind",
    "Mail",
    "MailAlert",
    "MailKind",
    "MailSender",
    "MailState",
    "Mention",
    "Message",
    "MessageRevision",
    "Participant",
    "PushDevice",
    "Quiet",
    "ReadMark",
    "Specialty",
    "UrgentAlert",
]
