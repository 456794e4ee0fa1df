"""What the start kit makes of this app: the three channels of the house, once everybody is there."""

from cabinet.kit import Kit
from cabinet.vault import keys
from messaging.actions.channels import house_channels, open_house_channels

SECTIONS: dict = {}
LABELS = {"channels": "canal,canaux"}


def complete(kit: Kit) -> None:
    """And the practice's key, before anybody writes: all its processes then know the same."""
    keys.sealing_key()
    before = house_channels().count()
    if opened := len(open_house_channels(at=kit.at)) - before:
        kit.created("channels", opened)
