"""One row at least in each table of messaging, for `scene.furnish`."""

from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4

from cabinet.vault import keys
from messaging.models import (
    Attachment,
    Conversation,
    Mail,
    MailAlert,
    MailSender,
    Mention,
    Message,
    MessageRevision,
    Notice,
    Participant,
    ReadMark,
    UrgentAlert,
)
from tests.isolation.scene_files import sealed_file


def furnish_messaging(cast: SimpleNamespace, mark: str, at: datetime) -> None:
    keys.sealing_key()
    cast.conversation = Conversation.objects.create(
        kind="channel", audience="team", title=f"{mark}-équipe", opened_at=at, spoken_at=at, latest=1,
        opened_by=cast.texier,
    )  # fmt: skip
    cast.thread = Conversation.objects.create(
        kind="patient", patient=cast.patient, opened_at=at, spoken_at=at, opened_by=cast.texier
    )
    cast.expertise = Conversation.objects.create(
        kind="expertise", patient=cast.patient, specialty="dermatology", opened_at=at, spoken_at=at,
        opened_by=cast.texier,
    )  # fmt: skip
    Participant.objects.create(conversation=cast.expertise, membership=cast.fradin, added_at=at)
    cast.message = Message.objects.create(
        conversation=cast.conversation, number=1, author=cast.texier, body=f"{mark}-message", urgent=True,
        client_key=uuid4(), sent_at=at,
    )  # fmt: skip
    MessageRevision.objects.create(message=cast.message, body=f"{mark}-avant", until_at=at)
    Mention.objects.create(message=cast.message, person=cast.fradin.person)
    UrgentAlert.objects.create(message=cast.message, membership=cast.fradin, stage="addressed", told_at=at)
    ReadMark.objects.create(conversation=cast.conversation, person=cast.texier.person, number=1, read_at=at)
    cast.mail_sender = MailSender.objects.create(name=f"{mark}-laboratoire", address=f"{mark} rue des Lys")
    cast.mail = Mail.objects.create(
        kind="result", sender=cast.mail_sender, patient=cast.patient, about=f"{mark}-personne",
        note=f"{mark}-note", received_at=at, entered_at=at, entered_by=cast.jaulin, trace=uuid4(),
        urgent=True,
    )  # fmt: skip
    MailAlert.objects.create(mail=cast.mail, membership=cast.texier, told_at=at)
    cast.attachment = sealed_file(Attachment, cast, mark, at, message=cast.message)
    cast.draft = sealed_file(Attachment, cast, mark, at)
    Notice.objects.create(
        person=cast.fradin.person, kind="message", url=f"/{mark}/", message=cast.message, made_at=at
    )
