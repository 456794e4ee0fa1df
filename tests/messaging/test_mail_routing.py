"""A letter for the practice next door: there in one transaction, once, told back, within the network."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cabinet.models import AuditEntry, Cabinet
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_refused import MailMoved, MailRefused
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import file_mail, read_mail, take_back_mail
from messaging.models import Mail
from tests.messaging.mail import a_mail, at_aubigny, make_network
from tests.patients.conftest import NOW, at_once

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def sent(nieul_in_network, enter):
    """A result of somebody of our list, routed to Aubigny by the secretary."""
    cast = nieul_in_network
    cast.patient = enter()
    cast.mail = a_mail(
        cast.jaulin, patient=cast.patient, addressee=cast.fradin, note="par fax",
        received_at=NOW - timedelta(hours=5),
    )  # fmt: skip
    route_mail(mail=cast.mail, to=cast.aubigny.cabinet, by=cast.jaulin, at=NOW)
    return cast


def ours(cast) -> Mail:
    with scoped(cast.cabinet.pk):
        return Mail.objects.select_related("routed_to").get()


def theirs(cast) -> Mail:
    with at_aubigny(cast):
        return Mail.objects.select_related("sender", "came_from").get()


def test_routed_here_is_received_there(sent):
    here, there = ours(sent), theirs(sent)
    assert (here.state, here.routed_to, here.routed_by, here.routed_at) == (
        "routed", sent.aubigny.cabinet, sent.jaulin, NOW,
    )  # fmt: skip
    assert (there.state, there.came_from, there.trace, there.entered_by) == (
        "received", sent.cabinet, here.trace, None,
    )  # fmt: skip
    assert (there.kind, there.sender.name, there.received_at) == ("result", "Labo Océan", here.received_at)


def test_the_patient_goes_as_a_name_and_is_nobodys_there(sent):
    there = theirs(sent)
    assert (there.patient_id, there.addressee_id) == (None, None)
    with at_aubigny(sent):
        assert (there.about, there.note) == ("GRELIER Thérèse", "par fax")


def test_each_keeps_its_trace_of_it(sent):
    with scoped(sent.cabinet.pk):
        assert AuditEntry.objects.get(verb="route_mail").details == {"state": "routed", "to": "aubigny"}
    with at_aubigny(sent):
        entry = AuditEntry.objects.get(verb="receive_mail")
        assert (entry.by, entry.details) == (None, {"came_from": "nieul"})


def test_twice_is_once(sent):
    with scoped(sent.cabinet.pk):
        route_mail(mail=sent.mail, to=sent.aubigny.cabinet, by=sent.texier, at=LATER)
    assert ours(sent).routed_by == sent.jaulin
    assert theirs(sent).version == 1


def test_each_tells_the_other_what_became_of_it(sent):
    there = theirs(sent)
    assert (ours(sent).became, ours(sent).became_at) == ("received", NOW)
    with at_aubigny(sent):
        read_mail(mail=there, by=sent.aubigny.menard, at=LATER)
    assert (ours(sent).became, ours(sent).became_at) == ("read", LATER)
    with at_aubigny(sent):
        file_mail(mail=there, by=sent.aubigny.menard, at=LATER)
    assert ours(sent).became == "filed"
    with at_aubigny(sent):
        take_back_mail(mail=there, state="filed", by=sent.aubigny.menard, at=LATER)
    assert (ours(sent).became, ours(sent).state) == ("read", "routed")


def test_a_wrong_routing_is_taken_back_while_nobody_touched_it(sent):
    with scoped(sent.cabinet.pk):
        row = take_back_mail(mail=sent.mail, state="routed", by=sent.jaulin, at=LATER)
    assert (row.state, row.routed_to, row.routed_at, row.became) == ("received", None, None, "")
    with at_aubigny(sent):
        assert Mail.objects.count() == 0
        assert AuditEntry.objects.filter(verb="lose_mail").count() == 1
    with scoped(sent.cabinet.pk):
        route_mail(mail=sent.mail, to=sent.aubigny.cabinet, by=sent.jaulin, at=LATER)
    assert theirs(sent).state == "received"


def test_what_they_have_read_stays_there(sent):
    with at_aubigny(sent):
        read_mail(mail=Mail.objects.get(), by=sent.aubigny.menard, at=NOW)
    with scoped(sent.cabinet.pk), pytest.raises(MailRefused, match="s’en est déjà occupé"):
        take_back_mail(mail=sent.mail, state="routed", by=sent.jaulin, at=LATER)
    assert (ours(sent).state, theirs(sent).state) == ("routed", "read")


def test_sent_back_it_is_one_letter_again(sent):
    with at_aubigny(sent):
        route_mail(mail=Mail.objects.get(), to=sent.cabinet, by=sent.aubigny.gauvrit, at=LATER)
    here, there = ours(sent), theirs(sent)
    assert (here.state, here.came_from, here.routed_to, here.became) == (
        "received",
        sent.aubigny.cabinet,
        None,
        "",
    )
    assert here.patient_id == sent.patient.pk
    assert (there.state, there.routed_to) == ("routed", sent.cabinet)
    with scoped(sent.cabinet.pk):
        read_mail(mail=here, by=sent.fradin, at=LATER)
    assert (ours(sent).state, theirs(sent).became) == ("read", "read")


def test_what_was_filed_stays_here(nieul_in_network):
    cast = nieul_in_network
    mail = a_mail(cast.jaulin)
    read_mail(mail=mail, by=cast.fradin, at=NOW)
    file_mail(mail=mail, by=cast.fradin, at=NOW)
    with pytest.raises(MailMoved, match="Déjà classé"):
        route_mail(mail=mail, to=cast.aubigny.cabinet, by=cast.jaulin, at=NOW)


def test_nothing_leaves_the_network(nieul_in_network):
    cast = nieul_in_network
    mail = a_mail(cast.jaulin)
    for to in (cast.next_door.cabinet, cast.cabinet):
        with pytest.raises(MailRefused) as refused:
            route_mail(mail=mail, to=to, by=cast.jaulin, at=NOW)
        assert refused.value.field == "to"
    assert Mail.objects.get().state == "received"


@pytest.mark.parametrize("column", ["routed_to_id", "came_from_id"])
def test_the_database_refuses_a_practice_of_another_network(nieul_in_network, column):
    cast = nieul_in_network
    mail = a_mail(cast.jaulin)
    for stranger in (cast.next_door.cabinet.pk, cast.cabinet.pk):
        with (
            pytest.raises(IntegrityError, match="would leave its network"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE messaging_mail SET {column} = %s WHERE id = %s", [stranger, mail.pk])


def test_a_practice_that_leaves_the_network_keeps_its_past(sent):
    Cabinet.objects.filter(pk=sent.aubigny.cabinet.pk).update(network=None)
    with at_aubigny(sent):
        read_mail(mail=Mail.objects.get(), by=sent.aubigny.menard, at=LATER)
    assert ours(sent).became == "read"


@pytest.mark.parametrize("who", ["bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_routing_is_for_who_sees_the_mail(nieul_in_network, who):
    cast = nieul_in_network
    mail = a_mail(cast.jaulin)
    with pytest.raises(PermissionDenied):
        route_mail(mail=mail, to=cast.aubigny.cabinet, by=getattr(cast, who), at=NOW)


def test_two_desks_route_at_once_and_one_arrives(living_cast):
    cast = make_network(living_cast)
    [mail] = at_once(cast, lambda: a_mail(cast.jaulin))
    rows = at_once(
        cast,
        *[
            lambda by=by: route_mail(mail=mail, to=cast.aubigny.cabinet, by=by, at=NOW)
            for by in (cast.jaulin, cast.texier)
        ],
    )
    assert len({row.routed_by_id for row in rows}) == 1
    assert theirs(cast).version == 1


def test_read_there_and_taken_back_here_at_once_is_one_or_the_other(living_cast):
    """Both take the lock of the trace: no deadlock, and the two practices agree."""
    cast = make_network(living_cast)
    [mail] = at_once(cast, lambda: a_mail(cast.jaulin))
    at_once(cast, lambda: route_mail(mail=mail, to=cast.aubigny.cabinet, by=cast.jaulin, at=NOW))
    there = theirs(cast)

    def read_there():
        with scoped(cast.aubigny.cabinet.pk):
            try:
                return read_mail(mail=there, by=cast.aubigny.menard, at=LATER).state
            except Mail.DoesNotExist:
                return "gone"

    [back, read] = at_once(
        cast, lambda: take_back_mail(mail=mail, state="routed", by=cast.jaulin, at=LATER), read_there
    )
    if read == "gone":
        assert back.state == "received"
    else:
        assert isinstance(back, MailRefused)
        assert (ours(cast).state, ours(cast).became) == ("routed", "read")


def test_one_click_from_the_list(network, as_member):
    with scoped(network.cabinet.pk):
        mail = a_mail(network.jaulin, about="Odette Thibaud")
    client = as_member(network.jaulin)
    page = client.get(reverse("messaging:mails", args=["nieul"])).content.decode()
    url = reverse("messaging:mail-routing", args=["nieul", mail.pk])
    assert url in page
    assert client.post(url, {"to": "aubigny"}).status_code == 302
    page = client.get(reverse("messaging:mails", args=["nieul"]), {"etat": "readresse"}).content.decode()
    assert "Cabinet d’Aubigny\u202f: pas encore lu" in page
    page = (
        as_member(network.aubigny.gauvrit).get(reverse("messaging:mails", args=["aubigny"])).content.decode()
    )
    for words in ("Odette Thibaud", "venu de Cabinet de Nieul"):
        assert words in page


@pytest.mark.parametrize("to", ["voisin", "nieul", "nulle-part", ""])
def test_routing_elsewhere_is_refused_in_words(network, as_member, to):
    with scoped(network.cabinet.pk):
        mail = a_mail(network.jaulin)
    response = as_member(network.jaulin).post(
        reverse("messaging:mail-routing", args=["nieul", mail.pk]), {"to": to}
    )
    assert response.status_code == 422
    assert "n’est pas de votre réseau" in response.content.decode()
    assert "Cabinet voisin" not in response.content.decode()
