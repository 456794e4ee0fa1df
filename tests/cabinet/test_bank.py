"""Accounts: each change kept and told, typed for somebody by the secretary, confirmed by the payee."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cabinet import queries
from cabinet.actions.bank import AccountRefused, confirm_account, type_account
from cabinet.actions.settings import update_profile
from cabinet.models import AccountChange, AccountConfirmation, AuditEntry, OutboxMessage, PractitionerProfile
from cabinet.tenancy.scope import scoped
from tests.cast import PASSWORD

NEW = "FR7630004248833995766351736"
OTHER = "FR7630004666406942255555630"
ACCOUNTS = "/c/nieul/comptes-bancaires/"


@pytest.fixture
def here(cast):
    with scoped(cast.cabinet.pk):
        yield cast


def typed(cast, iban=NEW, holder="FRADIN MARGOT", by=None, payee=None):
    return type_account(
        payee=payee or cast.fradin, iban=iban, account_holder=holder, by=by or cast.jaulin, at=timezone.now()
    )


def test_account_typed_by_the_secretary_is_kept_told_and_awaited(here):
    change = typed(here)
    profile = PractitionerProfile.objects.get(membership=here.fradin)
    assert (profile.iban, profile.bic, profile.account_holder) == (NEW, "BNPAFRPP", "FRADIN MARGOT")
    assert (change.iban_before, change.is_first, change.typed_for_them) == (
        "FR7630004226767459122888181", False, True,
    )  # fmt: skip
    message = OutboxMessage.objects.get()
    assert message.recipient == here.fradin.person.email
    assert f"/mon-compte-bancaire/{here.fradin.pk}/" in message.body
    assert "Baptiste Jaulin" in message.body
    assert NEW not in message.body
    assert AuditEntry.objects.get(verb="type_account").details == {}
    assert queries.account_page(here.fradin.pk).awaits


def test_account_typed_twice_is_typed_once(here):
    typed(here)
    assert typed(here) is None
    assert AccountChange.objects.count() == OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("name", ["texier", "rabiller", "fradin"])
def test_only_the_secretary_types_it_for_somebody(here, name):
    with pytest.raises(PermissionDenied):
        typed(here, by=getattr(here, name))
    assert not AccountChange.objects.exists()


def test_bank_that_nobody_knows_is_left_to_the_payee(here):
    with pytest.raises(AccountRefused) as refused:
        typed(here, iban="NL56XXXX0417164300")
    assert refused.value.field == "iban"


def test_payee_confirms_once(here):
    change = AccountChange.objects.select_related("membership").get(pk=typed(here).pk)
    for _ in range(2):
        confirm_account(change=change, by=here.fradin, at=timezone.now())
    assert AccountConfirmation.objects.count() == 1
    assert not queries.account_page(here.fradin.pk).awaits


def test_nobody_confirms_for_somebody_else(here):
    change = typed(here)
    with pytest.raises(PermissionDenied):
        confirm_account(change=change, by=here.jaulin, at=timezone.now())


def test_account_changed_since_is_to_be_read_again(here):
    change = typed(here)
    typed(here, iban=OTHER)
    with pytest.raises(AccountRefused, match="a encore changé"):
        confirm_account(change=change, by=here.fradin, at=timezone.now())


def test_own_change_is_kept_too(here):
    profile = PractitionerProfile.objects.get(membership=here.fradin)
    read = {"iban": profile.iban, "bic": profile.bic, "account_holder": profile.account_holder}
    update_profile(values=read | {"iban": NEW, "bic": ""}, read=read, by=here.fradin, at=timezone.now())
    change = AccountChange.objects.get()
    assert (change.typed_for_them, change.is_first, change.asks_confirmation) == (False, False, True)


def test_first_account_typed_by_oneself_asks_nothing_more(here):
    PractitionerProfile.objects.filter(membership=here.fradin).update(iban="", bic="")
    read = {"iban": "", "bic": "", "account_holder": "FRADIN MARGOT"}
    PractitionerProfile.objects.filter(membership=here.fradin).update(account_holder="FRADIN MARGOT")
    update_profile(values=read | {"iban": NEW}, read=read, by=here.fradin, at=timezone.now())
    change = AccountChange.objects.get()
    assert (change.is_first, change.asks_confirmation) == (True, False)
    assert "confirmez-le" not in OutboxMessage.objects.get().body


def test_account_emptied_then_filled_is_no_first_one(here):
    typed(here, iban="", holder="X")
    assert not typed(here).is_first


# Pages


def test_accounts_are_listed_masked_in_few_statements(cast, as_member, django_assert_num_queries):
    client = as_member(cast.jaulin)
    page = client.get(ACCOUNTS).text
    assert "FR76 •••• 8181" in page
    assert "4226767459" not in page
    with scoped(cast.cabinet.pk), django_assert_num_queries(3):
        queries.accounts()
    with scoped(cast.cabinet.pk):
        typed(cast)
        with django_assert_num_queries(4):
            assert len(queries.accounts()) >= 4


@pytest.mark.parametrize("name", ["fradin", "hervouet", "naulleau", "guilbaud"])
def test_others_do_not_see_accounts(cast, as_member, name):
    assert as_member(getattr(cast, name)).get(ACCOUNTS).status_code == 403


def account_of(cast):
    with scoped(cast.cabinet.pk):
        return PractitionerProfile.objects.get(membership=cast.fradin).iban


def test_secretary_types_an_account_with_her_password(cast, as_member):
    client, where = as_member(cast.jaulin), f"{ACCOUNTS}{cast.fradin.pk}/"
    before = account_of(cast)
    data = {"iban": NEW, "account_holder": "FRADIN MARGOT", "password": "faux"}
    refused = client.post(where, data)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["password"])
    assert NEW in refused.text
    assert account_of(cast) == before
    assert client.post(where, data | {"password": PASSWORD}).status_code == 302
    assert account_of(cast) == NEW
    page = client.get(where).text
    assert "attend la confirmation" in page
    assert NEW not in page


@pytest.mark.parametrize(
    ("iban", "sentence"),
    [
        ("FR4914445757326164684313043", "Cet IBAN comporte une erreur"),
        ("FR76144457573261646843130", "Un IBAN français compte 27 caractères, celui-ci en compte 25."),
    ],
)
def test_wrong_account_number_is_refused_when_typed(cast, as_member, iban, sentence):
    data = {"iban": iban, "account_holder": "X", "password": PASSWORD}
    refused = as_member(cast.jaulin).post(f"{ACCOUNTS}{cast.fradin.pk}/", data)
    assert refused.status_code == 422
    assert sentence in refused.text


def test_titulaire_reads_an_account_and_types_none(cast, as_member):
    client, where = as_member(cast.texier), f"{ACCOUNTS}{cast.fradin.pk}/"
    assert "Saisir un autre compte" not in client.get(where).text
    assert client.post(where, {"iban": NEW}).status_code == 403


def test_payee_confirms_on_their_own_page(cast, as_member):
    with scoped(cast.cabinet.pk):
        change = typed(cast)
    client, where = as_member(cast.fradin), f"/mon-compte-bancaire/{cast.fradin.pk}/"
    page = client.get(where)
    assert "Est-ce bien votre compte ?" in page.text
    assert NEW not in page.text
    data = {"change": str(change.pk), "password": "faux"}
    assert client.post(where, data).status_code == 422
    assert client.post(where, data | {"password": PASSWORD}).status_code == 302
    assert "Est-ce bien" not in client.get(where).text
    with scoped(cast.cabinet.pk):
        assert AccountConfirmation.objects.get().confirmed_by == cast.fradin


def test_account_of_somebody_else_is_no_page(cast, as_member):
    assert as_member(cast.rabiller).get(f"/mon-compte-bancaire/{cast.fradin.pk}/").status_code == 404
    assert as_member(cast.stranger).get(f"{ACCOUNTS}{cast.fradin.pk}/").status_code == 404
