"""What leaves the application about an urgent letter: that one waits, and where; never whom it concerns."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from cabinet.models import Membership
from cabinet.outbox import address_of, announce
from cabinet.text import clock
from messaging.actions.notices import notice
from messaging.actions.system_messages import post_in_channel
from messaging.models import AlertStage, Mail, NoticeKind, PushDevice

WHY = {
    AlertStage.PRESENT: "vous êtes au cabinet aujourd’hui",
    AlertStage.ON_CALL: "vous êtes d’astreinte",
    AlertStage.NEXT: "le médecin prévenu avant vous n’a pas répondu",
    AlertStage.REMPLACE: "vous êtes médecin remplacé de ce mois et personne n’a répondu",
    AlertStage.TITULAIRES: "vous êtes titulaire et personne n’a répondu",
}


def tell_doctor(membership: Membership, *, mail: Mail, stage: str, at: datetime, next_at: datetime) -> None:
    """At once by e-mail, and on the devices that they have, whatever their silent hours."""
    cabinet = mail.cabinet
    url = reverse("messaging:mail-alert", args=[cabinet.slug, mail.pk])
    if PushDevice.objects.filter(person=membership.person_id).exists():
        kind = NoticeKind.URGENT_MAIL
        notice(people=[membership.person_id], kind=kind, url=url, at=at, urgent=True, of=mail)
    announce(
        key=f"mail_alert:{mail.pk}:{membership.pk}",
        recipient=membership.person.email,
        subject=f"{cabinet.name}\u202f: un courrier urgent vous attend",
        body=(
            f"Un courrier urgent est arrivé à {clock(mail.received_at)} et attend un médecin"
            f" ({WHY[AlertStage(stage)]}).\n\n"
            f"Dites ici que vous vous en occupez\u202f:\n{address_of(url)}\n\n"
            f"Sans réponse à {clock(next_at)}, quelqu’un d’autre sera prévenu.\n"
        ),
        at=at,
    )


def tell_the_pool(mail: Mail, people: Iterable[Membership], *, at: datetime, number: int) -> None:
    """The pool's channel says who was told; whoever is nearer may see to it."""
    names = ", ".join(one.display_name for one in people)
    post_in_channel(
        audience="pool",
        text=(
            f"Un courrier urgent arrivé à {clock(mail.received_at)} attend un médecin."
            f" Prévenu\u202f: {names}."
        ),
        at=at,
        key=f"mail_alert:{mail.pk}:{number}",
    )
