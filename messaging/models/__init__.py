from messaging.models.attachment import Attachment
from messaging.models.conversation import (
    Audience,
    Conversation,
    ConversationKind,
    Participant,
    ReadMark,
    Specialty,
)
from messaging.models.devices import PushDevice, Quiet
from messaging.models.mail import AlertStage, Mail, MailAlert, MailKind, MailSender, MailState
from messaging.models.message import Mention, Message, MessageRevision, UrgentAlert
from messaging.models.notice import Notice, NoticeKind

__all__ = [
    "AlertStage",
    "Attachment",
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
    "Notice",
    "NoticeKind",
    "Participant",
    "PushDevice",
    "Quiet",
    "ReadMark",
    "Specialty",
    "UrgentAlert",
]
