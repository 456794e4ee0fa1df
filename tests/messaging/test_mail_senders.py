"""Who sends mail is noted in « Mise en route », and offered at the first letter."""

from django.urls import reverse

from cabinet.tenancy.scope import scoped
from messaging.models import MailSender

PAGE = reverse("messaging:setup-senders", args=["nieul"])


def test_senders_are_noted_once_and_said(cast, as_member):
    client = as_member(cast.texier)
    assert "Les expéditeurs du courrier" in client.get(reverse("setup", args=["nieul"])).content.decode()
    typed = {"senders": "Laboratoire du Lay ; 2 rue du Port\nCH des Olonnes"}
    assert client.post(PAGE, typed).status_code == 302
    assert client.post(PAGE, {"senders": "LABORATOIRE DU LAY\nDr Avril"}).status_code == 302
    with scoped(cast.cabinet.pk):
        kept = list(MailSender.objects.values_list("name", "address"))
    assert kept == [("CH des Olonnes", ""), ("Dr Avril", ""), ("Laboratoire du Lay", "2 rue du Port")]
    page = client.get(PAGE).content.decode()
    assert "CH des Olonnes, Dr Avril, Laboratoire du Lay" in page


def test_wrong_list_is_refused_and_kept(cast, as_member):
    client = as_member(cast.texier)
    wrong = client.post(PAGE, {"senders": "Labo\n; 4 rue des Dunes"})
    assert (wrong.status_code, "Ligne 2\u202f: le nom manque" in wrong.text) == (422, True)
    assert "; 4 rue des Dunes" in wrong.text
    assert "Écrivez au moins un expéditeur" in client.post(PAGE, {"senders": " "}).text


def test_step_is_for_who_manages_and_reads_mail(cast, as_member):
    for who, status in (("jaulin", 200), ("fradin", 403), ("guilbaud", 403), ("stranger", 404)):
        assert as_member(getattr(cast, who)).get(PAGE).status_code == status
    assert "expéditeurs" not in as_member(cast.guilbaud).get(reverse("setup", args=["nieul"])).text
