"""What was filed or routed long ago is forgotten, alerts and scans too; what waits is kept."""

from datetime import timedelta

from messaging.actions.mail_retention import forget_mail
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import file_mail, read_mail
from messaging.models import Mail, MailAlert
from patients.models import Purge
from tests.messaging.mail import a_mail
from tests.patients.conftest import NOW

LONG_AGO = NOW - timedelta(days=5 * 366)


def test_filed_long_ago_is_forgotten(nieul):
    waits = a_mail(nieul.jaulin, at=LONG_AGO, received_at=LONG_AGO)
    old = a_mail(nieul.jaulin, at=LONG_AGO, received_at=LONG_AGO, urgent=True)
    new = a_mail(nieul.jaulin, at=LONG_AGO, received_at=LONG_AGO)
    for mail, filed_at in ((old, LONG_AGO), (new, NOW)):
        read_mail(mail=mail, by=nieul.texier, at=filed_at)
        file_mail(mail=mail, by=nieul.texier, at=filed_at)
    assert (forget_mail(at=NOW), forget_mail(at=NOW)) == (1, 0)
    assert set(Mail.objects.all()) == {waits, new}
    assert MailAlert.objects.count() == 0
    assert [purge.counts for purge in Purge.objects.all()] == [{"mails": 1}]


def test_routed_long_ago_is_forgotten_here(nieul_in_network):
    cast = nieul_in_network
    mail = a_mail(cast.jaulin, at=LONG_AGO, received_at=LONG_AGO)
    route_mail(mail=mail, to=cast.aubigny.cabinet, by=cast.jaulin, at=LONG_AGO)
    assert forget_mail(at=NOW) == 1
    assert Mail.objects.count() == 0
