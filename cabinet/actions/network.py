"""Networks of practices: made, joined and left by titulaires, each for their own practice.

A network shares who is where and, with what other apps add, channels; a practice adds its pool and its counts
when it says so; patients and fees, never.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.models import Cabinet, Membership, Network, NetworkInvitation, Role


class NetworkRefused(Refused):
    """422: what cannot be done with this network."""


def create_network(*, name: str, by: Membership, at: datetime) -> Network:
    """A network with this practice in it; said again under the same name, it is the same one."""
    cabinet = _lock(by)
    if cabinet.network is not None:
        if cabinet.network.name == name:
            return cabinet.network
        raise NetworkRefused("Votre cabinet est déjà dans un réseau\u202f: quittez-le d’abord.", field="name")
    base = slugify(name)[:40] or "reseau"
    taken = set(Network.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug = next(s for n in range(1, len(taken) + 2) if (s := base if n == 1 else f"{base}-{n}") not in taken)
    network = Network.objects.create(slug=slug, name=name)
    _join(cabinet, network)
    audit.record("create_network", network, by=by, at=at)
    return network


def invite_practice(*, slug: str, by: Membership, at: datetime) -> NetworkInvitation | None:
    """Ask another practice in; None for one that is unknown, which the page does not tell apart."""
    cabinet = _lock(by)
    if cabinet.network_id is None:
        raise NetworkRefused("Créez d’abord un réseau.", field="practice")
    other = Cabinet.objects.filter(slug=slug).first()
    if other is None:
        return None
    if other.network_id == cabinet.network_id:
        raise NetworkRefused(f"{other.name} est déjà dans ce réseau.", field="practice")
    try:
        with transaction.atomic():
            asked = NetworkInvitation.objects.create(
                network_id=cabinet.network_id, asked_by=cabinet, practice=other, asked_at=at
            )
    except IntegrityError:
        return NetworkInvitation.objects.get(network_id=cabinet.network_id, practice=other, answered_at=None)
    audit.record("invite_practice", asked, by=by, at=at)
    return asked


def answer_network(*, invitation: NetworkInvitation, accept: bool, by: Membership, at: datetime) -> None:
    """Join, or not. Answered twice, the first answer stands; a practice is in one network at most."""
    cabinet = _lock(by)
    asked = NetworkInvitation.objects.select_related("network").get(pk=invitation.pk)
    if asked.practice_id != cabinet.pk:
        raise PermissionDenied
    if asked.answered_at:
        return
    if accept and cabinet.network_id and cabinet.network_id != asked.network_id:
        raise NetworkRefused("Votre cabinet est déjà dans un réseau\u202f: quittez-le d’abord.")
    asked.answered_at, asked.accepted = at, accept
    asked.save(update_fields=["answered_at", "accepted"])
    if accept:
        _join(cabinet, asked.network)
    audit.record("join_network" if accept else "decline_network", asked, by=by, at=at)


def share_in_network(*, pool: bool, territory: bool, by: Membership, at: datetime) -> None:
    """What this practice shares more: its pool of locums, its counts with the CLS. Said twice, said once."""
    cabinet = _lock(by)
    if cabinet.network is None:
        raise NetworkRefused("Votre cabinet n’est dans aucun réseau\u202f: il n’y a rien à partager.")
    before = (cabinet.shares_pool, cabinet.tells_territory)
    if before == (pool, territory):
        return
    cabinet.shares_pool, cabinet.tells_territory = pool, territory
    cabinet.save(update_fields=["shares_pool", "tells_territory"])
    audit.record("share_in_network", cabinet.network, by=by, at=at, pool=pool, territory=territory)


def leave_network(*, by: Membership, at: datetime) -> None:
    """From the next page on nothing is shared; the last to leave closes it. Left twice, left once."""
    cabinet = _lock(by)
    network = cabinet.network
    if network is None:
        return
    _join(cabinet, None)
    audit.record("leave_network", network, by=by, at=at)
    if not Cabinet.objects.filter(network=network).exists():
        network.delete()


def _lock(by: Membership) -> Cabinet:
    """The practice of who asks, a titulaire; one change of networks at a time."""
    if by.role != Role.TITULAIRE:
        raise PermissionDenied("Le réseau est l’affaire des titulaires.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('networks'))")
    return Cabinet.objects.select_related("network").get(pk=by.cabinet_id)


def _join(cabinet: Cabinet, network: Network | None) -> None:
    """What was agreed to holds within one network: the next one is asked again."""
    if cabinet.network == network:
        return
    cabinet.network, cabinet.shares_pool, cabinet.tells_territory = network, False, False
    cabinet.save(update_fields=["network", "shares_pool", "tells_territory"])
