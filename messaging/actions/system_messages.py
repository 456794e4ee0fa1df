"""What the house itself says in a channel: a call for cover, an alert. It says no patient's name."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from cabinet.tenancy.scope import current_cabinet_id
from messaging.actions.channels import house_channels, open_house_channels
from messaging.actions.send import append
from messaging.actions.urgent import alert_addressed
from messaging.models import Message
from messaging.rules.hygiene import clean


def post_in_channel(
    *, audience: str, text: str, at: datetime, urgent: bool = False, key: str = ""
) -> Message:
    """A message without author in the practice's channel of that audience; the same `key` twice is one."""
    if audience not in set(house_channels().values_list("audience", flat=True)):
        open_house_channels(at=at)
    channel = house_channels().select_for_update(no_key=True).get(audience=audience)
    client_key = uuid5(NAMESPACE_URL, f"{current_cabinet_id()}:{key}") if key else uuid4()
    if (earlier := Message.objects.filter(client_key=client_key).first()) is not None:
        return earlier
    message = append(channel, body=clean(text), client_key=client_key, at=at, urgent=urgent)
    if urgent:
        alert_addressed(message=message, by=None, at=at)
    return message
