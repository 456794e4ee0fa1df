"""A person's own devices and silent hours: asked for by them, shown to them, ended by them."""

import base64
import binascii
from datetime import datetime, time

from cabinet.actions.refusals import Refused
from cabinet.models import Person
from messaging.models import PushDevice, Quiet
from messaging.push import may_push_to

#: A phone, a tablet, two computers, and those that were forgotten.
MOST_DEVICES = 10
POINT_BYTES, SECRET_BYTES = 65, 16


class DeviceRefused(Refused):
    """This browser cannot be told anything."""


class QuietRefused(Refused):
    """The hours are not understood."""


def add_device(
    *, person: Person, endpoint: str, p256dh: str, auth: str, label: str, at: datetime
) -> PushDevice:
    """The browser at that address is this person's; asked again, it is the same. Raises DeviceRefused."""
    if not may_push_to(endpoint) or not _is(p256dh, POINT_BYTES) or not _is(auth, SECRET_BYTES):
        raise DeviceRefused(
            "Ce navigateur passe par un service de notifications que nous ne connaissons pas. "
            "Essayez avec Firefox, Chrome, Edge ou Safari\u202f; le courriel reste possible."
        )
    others = PushDevice.objects.filter(person=person).exclude(endpoint=endpoint)
    if others.count() >= MOST_DEVICES:
        raise DeviceRefused(f"{MOST_DEVICES} appareils au plus. Retirez-en un qui ne sert plus.")
    device, _ = PushDevice.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "person": person, "p256dh": p256dh, "auth": auth, "label": label[:80], "asked_at": at,
            "failed_at": None,
        },
    )  # fmt: skip
    return device


def remove_device(*, device: PushDevice) -> None:
    device.delete()


def remove_devices(person_id: int) -> int:
    """All of theirs; how many there were."""
    return PushDevice.objects.filter(person=person_id).delete()[0]


def choose_quiet(*, person: Person, starts: time | None, ends: time | None, digest: bool) -> Quiet:
    """Both hours or none. Raises QuietRefused."""
    if (starts is None) != (ends is None):
        raise QuietRefused("Dites les deux heures, ou aucune.", field="starts" if starts is None else "ends")
    if starts is not None and starts == ends:
        raise QuietRefused(
            "Les deux heures sont les mêmes\u202f: il n’y aurait pas de silence.", field="ends"
        )
    wish, _ = Quiet.objects.update_or_create(
        person=person, defaults={"starts": starts, "ends": ends, "digest": digest}
    )
    return wish


def _is(written: str, length: int) -> bool:
    try:
        return len(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))) == length
    except (ValueError, binascii.Error):
        return False
