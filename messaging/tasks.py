"""Jobs of messaging."""

from datetime import datetime

from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Job
from messaging.actions.channels import open_house_channels
from messaging.actions.urgent import ESCALATE, escalate
from messaging.models import Message

CHANNELS = "open_house_channels"


@handles(ESCALATE)
def escalate_message(*, job: Job, at: datetime, message: str) -> None:
    """Late or on time, it looks at what is due at `at`."""
    escalate(message=Message.objects.get(pk=message), at=at)


@expects
def expect_channels(at: datetime) -> None:
    """Once for each practice, those that were there before as well as the new ones."""
    enqueue_for_each_practice(CHANNELS, period="1", due_at=at)


@handles(CHANNELS)
def open_channels(*, job: Job, at: datetime) -> None:
    open_house_channels(at=at)
