"""What the doctor on call leaves to the next one who comes, and who read it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.models import Membership
from cabinet.models.membership import CAREGIVERS
from planning.models import Astreinte, HandOver

TEXT_LIMIT = 300


class HandOverRefused(Refused):
    """422: nothing to leave, or not yet."""


def write_hand_over(*, astreinte: Astreinte, text: str, by: Membership, at: datetime) -> HandOver:
    """A line, from the beginning of the duty on; the same line twice is one."""
    if astreinte.membership_id != by.pk:
        raise PermissionDenied("Cette astreinte n’est pas la vôtre.")
    text = " ".join(text.split())
    astreinte = Astreinte.objects.select_for_update().get(pk=astreinte.pk)
    if not astreinte.stands:
        raise HandOverRefused("Cette astreinte n’est plus la vôtre.", field="text")
    if at < astreinte.starts_at:
        raise HandOverRefused("Cette astreinte n’a pas commencé.", field="text")
    if not text:
        raise HandOverRefused("Écrivez en une ligne ce que le prochain médecin doit savoir.", field="text")
    if len(text) > TEXT_LIMIT:
        raise HandOverRefused(
            f"La consigne dépasse {TEXT_LIMIT} caractères\u202f: gardez l’essentiel.", field="text"
        )
    line, new = HandOver.objects.get_or_create(
        astreinte=astreinte, text=text, defaults={"written_by": by, "written_at": at}
    )
    if new:
        audit.record("write_hand_over", line, by=by, at=at, on=str(astreinte.on))
    return line


def read_hand_over(*, hand_over: HandOver, by: Membership, at: datetime) -> HandOver:
    """« J’ai lu », by a doctor or an intern other than its writer; the first reader is kept."""
    if by.role not in CAREGIVERS or hand_over.written_by_id == by.pk:
        raise PermissionDenied("Une consigne se lit par le médecin suivant.")
    line = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    if line.read_at is None:
        line.read_by, line.read_at = by, at
        line.save(update_fields=["read_by", "read_at"])
        audit.record("read_hand_over", line, by=by, at=at)
    return line
