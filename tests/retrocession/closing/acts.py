"""What people and workers do of a month, each in a transaction of its own as a request or a job has it."""

from datetime import date, datetime
from decimal import Decimal

from cabinet.jobs import run_due
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from retrocession.actions.answers import say
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.contracts import send_contract
from retrocession.actions.designation import designate
from retrocession.actions.payments import hand_in, mark_debited, mark_received
from retrocession.actions.payments_received import import_payments
from retrocession.actions.rejections import import_rejections
from retrocession.actions.statements import issue_month
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import ContractDocument, Statement, TransferFile
from retrocession.rules.answer import Word
from tests.cast import make_cast
from tests.retrocession.closing.conftest import (
    AT,
    OCTOBER,
    SAMPLES,
    bill,
    member_named,
    open_october,
    sample_practice,
    write,
)
from tests.retrocession.contracts import conftest as contracts

NOVEMBER = date(2026, 11, 1)
TODAY = AT.date()
PAYMENTS = "\r\n".join(
    ["N° facture;Acte;Montant payé;Date du paiement", "B;G;25,50;10/11/2026", "C;IK;3,05;12/11/2026", ""]
).encode()


def practice() -> Cabinet:
    """The one where all this happens."""
    return Cabinet.objects.get(slug__startswith="nieul")


def prepare(at: datetime) -> None:
    with scoped(practice().pk):
        prepare_month(month=OCTOBER, by=None, at=at)


def verify(at: datetime) -> None:
    secretary = member_named(practice(), "baptiste.jaulin")
    with scoped(practice().pk):
        verify_month(month=OCTOBER, by=secretary, at=at)


def approve(at: datetime) -> None:
    titulaire = member_named(practice(), "ulysse.texier")
    with scoped(practice().pk):
        approve_month(month=OCTOBER, by=titulaire, at=at)


def issue(at: datetime) -> None:
    titulaire = member_named(practice(), "ulysse.texier")
    with scoped(practice().pk):
        issue_month(month=OCTOBER, by=titulaire, at=at)


def freeze_statement(at: datetime) -> None:
    here = practice()
    with scoped(here.pk):
        first = Statement.objects.get(rank=1)
    run_due(at=at, key_prefix=f"freeze_statement:{here.pk}:2026-10:{first.pk}")


def statement_of(here: Cabinet, locum: Membership) -> Statement:
    with scoped(here.pk):
        return Statement.objects.select_related("titulaire__person", "remplacant__person").get(
            remplacant=locum
        )


def _say(word: Word, text: str, at: datetime) -> None:
    here = practice()
    locum = member_named(here, "kevin.rabiller")
    statement = statement_of(here, locum)
    with scoped(here.pk):
        say(statement=statement, word=word, text=text, by=locum, at=at)


def contest(at: datetime) -> None:
    _say(Word.CONTEST, "Il manque trois actes", at)


def agree(at: datetime) -> None:
    _say(Word.AGREE, "", at)


def make_file(at: datetime) -> None:
    titulaire = member_named(practice(), "ulysse.texier")
    with scoped(practice().pk):
        make_transfer_file(month=OCTOBER, by=titulaire, at=at)


def hand_in_file(at: datetime) -> None:
    titulaire = member_named(practice(), "ulysse.texier")
    with scoped(practice().pk):
        transfer = TransferFile.objects.select_related("titulaire__person", "closing").get()
        hand_in(transfer=transfer, on=TODAY, by=titulaire, at=at)


def debit(at: datetime) -> None:
    titulaire = member_named(practice(), "ulysse.texier")
    with scoped(practice().pk):
        statements = Statement.objects.select_related("titulaire__person", "remplacant__person")
        mark_debited(statements=statements, on=TODAY, reference="VIR 123", by=titulaire, at=at)


def receive(at: datetime) -> None:
    here = practice()
    locum = member_named(here, "kevin.rabiller")
    statement = statement_of(here, locum)
    with scoped(here.pk):
        mark_received(statement=statement, by=locum, at=at)


def refuse_lines(at: datetime) -> None:
    content = (SAMPLES / "rejets-2026-10.csv").read_bytes()
    with scoped(practice().pk):
        import_rejections(stream=content, file_name="rejets.csv", month=NOVEMBER, by=None, at=at)


def pay_lines(at: datetime) -> None:
    with scoped(practice().pk):
        import_payments(stream=PAYMENTS, file_name="paiements.csv", month=NOVEMBER, by=None, at=at)


def open_percu() -> None:
    """November on what is received, with two invoices awaited from the payers."""
    open_october()
    here = sample_practice()
    Cabinet.objects.filter(pk=here.pk).update(retrocession_base="percu", retrocession_base_since=NOVEMBER)
    titulaire, locum = member_named(here, "lucie.sorin"), member_named(here, "kevin.rabiller")
    with scoped(here.pk):
        designate(month=NOVEMBER, titulaire=titulaire, by=None, at=AT)
        write(
            bill(
                locum, date(2026, 11, 3), "G", "30.00", invoice="B", line=1, mode="tiers_payant",
                amo=Decimal("21.00"), amc=Decimal("4.50"), patient_part=Decimal("4.50"),
            ),
            bill(locum, date(2026, 11, 4), "IK", "3.05", invoice="C", line=2, mode="tiers_payant"),
        )  # fmt: skip
        prepare_month(month=NOVEMBER, by=None, at=AT)


def open_march() -> None:
    """A contract for March, sent to the two doctors and not yet printed."""
    cast = contracts.furnish(make_cast())
    with scoped(cast.cabinet.pk):
        send_contract(contract=contracts.draft(cast), by=cast.jaulin, at=contracts.AT)


def make_contract(at: datetime) -> None:
    run_due(at=at, key_prefix=f"make_contract_document:{practice().pk}")


def _sign(who: str, at: datetime) -> None:
    here = practice()
    person = Person.objects.get(email=f"{who}@nieul.example")
    with scoped(here.pk):
        signer = Membership.objects.select_related("person").get(person=person)
        contracts.sign(ContractDocument.objects.get(), signer, at=at)


def sign_first(at: datetime) -> None:
    _sign("texier", at)


def sign_last(at: datetime) -> None:
    _sign("fradin", at)


def prove(at: datetime) -> None:
    run_due(at=at, key_prefix=f"make_contract_evidence:{practice().pk}")
