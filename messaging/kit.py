"""What the start kit says and makes of this app: who sends mail, and the three channels of the house.

`mail_senders`: laboratories, hospitals, colleagues, each `{"name", "address"}`. Known before the first
letter, they are offered as it is typed, and what they send to the wrong place is counted under one name.
"""

from cabinet.kit import Kit
from cabinet.vault import keys
from messaging.actions.channels import house_channels, open_house_channels
from messaging.actions.mail_entry import SENDER_LIMIT
from messaging.models import MailSender
from messaging.rules.senders import LONGEST_ADDRESS


def load_senders(kit: Kit, value: object) -> None:
    """One of the same name, whatever its capitals, is that one."""
    known = {sender.name.casefold(): sender for sender in MailSender.objects.all()}
    seen: dict[str, str] = {}

    def load_one(item: dict, path: str) -> None:
        said = kit.read(
            item, path,
            required={"name": kit.text_up_to(SENDER_LIMIT)},
            optional={"address": kit.text_up_to(LONGEST_ADDRESS)},
        )  # fmt: skip
        name = said["name"].casefold()
        if seen.setdefault(name, path) != path:
            kit.fail(f"{path}.name", f"cet expéditeur est déjà en {seen[name]}.")
        if name in known:
            kit.update(known[name], {"address": said["address"]} if "address" in said else {}, "mail_senders")
        else:
            MailSender.objects.create(**said)
            kit.created("mail_senders")

    kit.each(value, "mail_senders", load_one)


def complete(kit: Kit) -> None:
    """The channels, once everybody is there; and the practice's key, before anybody writes: all its processes
    then know the same.
    """
    keys.sealing_key()
    before = house_channels().count()
    if opened := len(open_house_channels(at=kit.at)) - before:
        kit.created("channels", opened)


SECTIONS = {"mail_senders": load_senders}
LABELS = {"channels": "canal,canaux", "mail_senders": "expéditeur,expéditeurs"}
