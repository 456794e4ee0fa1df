"""The closing boards: what waits for whom, what others are at, what is done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.actions.bank import confirm_account, type_account
from cabinet.members import Member
from cabinet.models import PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.answers import say
from retrocession.actions.payments import hand_in, mark_debited, mark_returned
from retrocession.actions.transfers import make_transfer_file
from retrocession.house import home_cards
from retrocession.models import ReceiptImport, RejectionImport, Statement
from retrocession.queries.board import closing_board
from retrocession.queries.board_desk import Rank, names
from retrocession.rules.answer import Word
from tests.retrocession.closing.conftest import AT, OCTOBER, bill, close, member_named, write
from tests.retrocession.closing.sheets.conftest import billed_on, first_day_of, type_day

TODAY = date(2026, 11, 3)


@pytest.fixture
def practice(october):
    """October of the sample, its file written; presences, and no contract."""
    with scoped(october.pk):
        ReceiptImport.objects.update(state=ReceiptImport.State.WRITTEN)
        yield october


@pytest.fixture
def board_of(practice):
    def read(name, today=TODAY):
        return closing_board(Member(member_named(practice, name)), today=today)

    return read


def waiting(board):
    """What waits now for October, but for its contracts."""
    tasks = [one.task for one in board.now if one.month == OCTOBER]
    return [(task.title, task.action) for task in tasks if task.rank is not Rank.CONTRACTS]


def october_of(board):
    return next(month for month in board.months if month.month == OCTOBER)


def statement_of(last_name="Rabiller"):
    found = Statement.objects.select_related("titulaire__person", "remplacant__person")
    return found.get(remplacant__person__last_name=last_name)


def test_secretary_is_told_to_prepare_a_month_that_has_receipts(board_of):
    assert waiting(board_of("baptiste.jaulin")) == [("Relevés à préparer", "Préparer les relevés")]


def test_secretary_is_told_to_bring_receipts_that_are_missing(practice, board_of):
    from retrocession.models import ReceiptLine

    ReceiptLine.objects.all().delete()
    assert waiting(board_of("baptiste.jaulin")) == [("Recettes à apporter", "Apporter les recettes")]


def test_secretary_is_told_of_the_first_missing_sheet_and_of_a_gap(practice, board_of):
    doctor = member_named(practice, "kevin.rabiller")
    first = first_day_of(doctor)
    cb = billed_on(doctor, first)["cb"]
    type_day(doctor, first, **{**billed_on(doctor, first), "cb": cb - 30})
    close(practice, "prepared")
    titles = [title for title, _ in waiting(board_of("baptiste.jaulin"))]
    assert titles[0].endswith("feuilles de journée manquent")
    assert titles[1:] == ["1 écart de pointage à commenter", "Comptes à vérifier"]


def test_practice_that_keeps_no_sheet_is_told_of_none(practice, board_of):
    close(practice, "prepared")
    assert waiting(board_of("baptiste.jaulin")) == [("Comptes à vérifier", "Relire et vérifier")]


def test_secretary_is_told_of_a_file_of_refusals_to_confirm(practice, board_of):
    close(practice, "verified")
    RejectionImport.objects.create(
        month=OCTOBER, file_name="rejets.csv", sha256="1" * 64, lines=2, uploaded_at=AT
    )
    assert waiting(board_of("baptiste.jaulin")) == [("Fichier de rejets à confirmer", "Relire les rejets")]


def test_month_goes_from_the_secretary_to_the_remplace(practice, board_of):
    close(practice, "verified")
    assert waiting(board_of("baptiste.jaulin")) == []
    assert waiting(board_of("ulysse.texier")) == [("5 relevés à approuver", "Relire et approuver")]
    done = [task.title for task in october_of(board_of("baptiste.jaulin")).done]
    assert done[-1] == "Comptes vérifiés"


def test_other_titulaire_has_nothing_to_do_with_it(practice, board_of):
    close(practice, "verified")
    assert [month.month for month in board_of("lucie.sorin").months if month.month == OCTOBER] == []


def test_transfers_are_made_handed_in_debited_then_done(practice, board_of):
    close(practice, "issued")
    remplace = member_named(practice, "ulysse.texier")
    assert waiting(board_of("ulysse.texier")) == [("5 virements à faire", "Préparer le fichier")]
    file = make_transfer_file(month=OCTOBER, by=remplace, at=AT)
    assert waiting(board_of("ulysse.texier")) == [("Fichier à remettre à la banque", "Remettre le fichier")]
    hand_in(transfer=file, on=AT.date(), by=remplace, at=AT)
    executed = file.execution_on
    assert waiting(board_of("ulysse.texier", today=executed - timedelta(days=1))) == []
    assert waiting(board_of("ulysse.texier", today=executed)) == [
        ("Débit de 5 virements à noter", "Noter le débit")
    ]
    statements = list(Statement.objects.select_related("titulaire__person", "remplacant__person"))
    mark_debited(
        statements=statements, on=executed, reference="VIR 1", by=remplace,
        at=AT + timedelta(days=5),
    )  # fmt: skip
    assert waiting(board_of("ulysse.texier", today=executed)) == []
    assert "Virements payés" in [
        task.title for task in october_of(board_of("ulysse.texier", today=executed)).done
    ]


def test_transfer_sent_back_comes_before_the_rest(practice, board_of):
    close(practice, "issued")
    remplace = member_named(practice, "ulysse.texier")
    statement = statement_of()
    mark_debited(statements=[statement], on=AT.date(), reference="VIR", by=remplace, at=AT)
    mark_returned(statement=statement, on=AT.date(), reason="Compte clos", by=remplace, at=AT)
    assert waiting(board_of("ulysse.texier"))[0] == ("Virement rejeté par la banque", "Refaire le virement")


def test_payee_without_iban_is_written_to(practice, board_of):
    PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(iban="", bic="")
    close(practice, "verified")
    tasks = [one.task for one in board_of("ulysse.texier").now if one.task.title.startswith("IBAN")]
    assert [(task.title, task.action) for task in tasks] == [
        ("IBAN manquant\u202f: Dr Rabiller", "Écrire à Dr Rabiller")
    ]
    assert tasks[0].url.startswith("mailto:kevin.rabiller@nieul-le-dolent.example?subject=Votre%20IBAN")


def test_account_to_confirm_is_told_to_payer_and_secretary_and_holds_its_transfer_up(practice, board_of):
    secretary, payee = member_named(practice, "baptiste.jaulin"), member_named(practice, "kevin.rabiller")
    close(practice, "issued")
    change = type_account(
        payee=payee, iban="FR7630004226767459122888181", account_holder="RABILLER KEVIN", by=secretary, at=AT
    )
    task = next(one.task for one in board_of("ulysse.texier").now if one.task.rank is Rank.ACCOUNT)
    assert (task.title, task.action) == (
        "Compte à confirmer\u202f: Dr Rabiller",
        "Écrire à Dr Rabiller",
    )
    assert task.note == "son compte, saisi au cabinet le lun. 2 nov.\u202f: sa confirmation est attendue"
    assert waiting(board_of("ulysse.texier"))[0] == ("4 virements à faire", "Préparer le fichier")
    assert "Compte à confirmer\u202f: Dr Rabiller" in [
        told.title for told in october_of(board_of("baptiste.jaulin")).others
    ]
    confirm_account(change=change, by=payee, at=AT)
    assert waiting(board_of("ulysse.texier")) == [("5 virements à faire", "Préparer le fichier")]
    assert not [
        told for told in october_of(board_of("baptiste.jaulin")).others if told.title.startswith("Compte")
    ]


def test_contested_statement_comes_first_with_its_words_for_payer_and_secretary(practice, board_of):
    close(practice, "issued")
    statement, payee = statement_of(), member_named(practice, "kevin.rabiller")
    say(
        word=Word.CONTEST,
        statement=statement,
        about="mar. 13 oct.",
        text="Il manque une visite.",
        by=payee,
        at=AT,
    )
    for name in ("ulysse.texier", "baptiste.jaulin"):
        first = board_of(name).now[0].task
        assert (first.title, first.quote, first.action) == (
            f"Dr Rabiller conteste le relevé {statement.number}",
            "Il manque une visite.",
            "Répondre",
        )
        cards = [card.template for card in home_cards(Member(member_named(practice, name)), TODAY)]
        assert cards[0] == "retrocession/cards/contested.html"
    assert waiting(board_of("lucie.sorin")) == []
    say(
        word=Word.REPLY,
        statement=statement,
        text="C’est corrigé.",
        by=member_named(practice, "ulysse.texier"),
        at=AT,
    )
    assert "Répondre" not in [action for _, action in waiting(board_of("ulysse.texier"))]


def test_statement_contested_after_its_month_is_paid_still_shows(practice, board_of):
    close(practice, "issued")
    say(
        word=Word.CONTEST,
        statement=statement_of(),
        about="",
        text="Encore une.",
        by=member_named(practice, "kevin.rabiller"),
        at=AT,
    )
    later = date(2027, 9, 1)
    assert board_of("baptiste.jaulin", today=later).now[0].task.action == "Répondre"


def test_titulaire_is_warned_of_the_franchise_from_eighty_per_cent(practice, board_of):
    assert not board_of("ulysse.texier").kept.is_warned
    write(bill(member_named(practice, "kevin.rabiller"), date(2026, 10, 5), "G", "200500.00", invoice="big"))
    close(practice, "issued")
    kept = board_of("ulysse.texier").kept
    assert kept.kept > Decimal("30000")
    assert kept.is_warned


def test_boards_read_the_same_statements_whatever_the_month_holds(practice, board_of):
    def statements(name):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            board_of(name)
        return len(queries)

    doctor = member_named(practice, "kevin.rabiller")
    type_day(doctor, date(2026, 10, 1), cb="20.00")
    before = {name: statements(name) for name in ("baptiste.jaulin", "ulysse.texier")}
    for day in range(2, 31):
        write(bill(doctor, date(2026, 10, day), "G", "30.00", invoice=f"more-{day}"))
        type_day(doctor, date(2026, 10, day), cb="20.00")
    assert (
        {name: statements(name) for name in before}
        == before
        == {
            "baptiste.jaulin": 18,
            "ulysse.texier": 23,
        }
    )


def test_missing_contracts_are_prepared_by_the_secretary_and_followed_by_the_remplace(practice, board_of):
    mine = [one.task for one in board_of("baptiste.jaulin").now if one.task.rank is Rank.CONTRACTS]
    assert [(task.title, task.action) for task in mine[:1]] == [
        ("5 contrats manquent", "Préparer les contrats")
    ]
    theirs = october_of(board_of("ulysse.texier")).others
    assert "5 contrats manquent" in [task.title for task in theirs]


def test_three_names_at_most_are_said():
    assert names([]) == ""
    assert names(["Dr A"]) == "Dr A"
    assert names(["Dr A", "Dr B", "Dr A"]) == "Dr A et Dr B"
    assert names(["Dr A", "Dr B", "Dr C"]) == "Dr A, Dr B et Dr C"
    assert names(["Dr A", "Dr B", "Dr C", "Dr D"]) == "Dr A, Dr B et 2 autres"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("baptiste.jaulin", 200),
        ("ulysse.texier", 200),
        ("lucie.sorin", 200),
        ("kevin.rabiller", 403),
        ("yann.guilbaud", 403),
    ],
)
def test_board_is_for_the_secretary_and_titulaires(practice, as_member, name, status):
    page = as_member(member_named(practice, name)).get("/c/nieul-le-dolent/retrocession/a-faire/")
    assert page.status_code == status


def test_iban_given_after_the_file_asks_for_another_file(practice, board_of):
    profiles = PractitionerProfile.objects.filter(membership__person__last_name="Rabiller")
    iban = profiles.get().iban
    profiles.update(iban="", bic="")
    close(practice, "issued")
    remplace = member_named(practice, "ulysse.texier")
    file = make_transfer_file(month=OCTOBER, by=remplace, at=AT)
    hand_in(transfer=file, on=AT.date(), by=remplace, at=AT)
    others = Statement.objects.exclude(remplacant__person__last_name="Rabiller")
    paid = list(others.select_related("titulaire__person", "remplacant__person"))
    later = {"on": AT.date(), "reference": "VIR", "by": remplace, "at": AT}
    mark_debited(statements=paid[:2], **later)
    assert (
        waiting(board_of("ulysse.texier", today=date(2026, 11, 20)))[0][0] == "Débit de 2 virements à noter"
    )
    mark_debited(statements=paid[2:], **later)
    profiles.update(iban=iban)
    assert waiting(board_of("ulysse.texier")) == [("1 virement à faire", "Préparer le fichier")]
