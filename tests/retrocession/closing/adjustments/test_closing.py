"""Months that carry adjustments: on whose statement, for how much, and who pays."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.template.loader import render_to_string

from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from retrocession.actions.adjustments import add_correction, add_late_line, withdraw_adjustment
from retrocession.actions.adjustments_refused import (
    AdjustmentRefused,
    AlreadyThere,
    CarryingMonthSettled,
    NoLongerAwaiting,
)
from retrocession.actions.closing import (
    ClosingRefused,
    NothingToClose,
    approve_month,
    prepare_month,
    verify_month,
)
from retrocession.actions.designation import designate
from retrocession.actions.rejections import import_rejections
from retrocession.actions.statements import issue_month
from retrocession.actions.transfers import make_transfer_file
from retrocession.documents import statement_page
from retrocession.models import Adjustment, Contract, Draft, Statement
from retrocession.permissions import RoleRefused
from retrocession.queries.transfers import order_of
from tests.retrocession.closing.adjustments.conftest import rows
from tests.retrocession.closing.conftest import AT, OCTOBER, SAMPLES, bill, member_named, write

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def people(issued):
    """`people("kevin.rabiller")`, in the open scope of the practice."""
    with scoped(issued.pk):
        yield lambda name: member_named(issued, name)


def refuse(*lines, month=NOVEMBER):
    report = import_rejections(stream=rows(*lines), file_name="rejets.csv", month=month, by=None, at=AT)
    assert report.errors == []
    return report


def issue(month, titulaire):
    designate(month=month, titulaire=titulaire, by=None, at=AT)
    for step in (prepare_month, verify_month, approve_month, issue_month):
        closing = step(month=month, by=None, at=AT)
    return closing


def figures(month):
    """(titulaire, locum): days, share, adjustments, net."""
    return {
        (one.titulaire.person.last_name, one.remplacant.person.last_name): (
            one.days,
            one.share,
            one.adjustments,
            one.net,
        )
        for one in Statement.objects.filter(month=month).select_related(
            "titulaire__person", "remplacant__person"
        )
    }


def draft():
    return Draft.objects.get(closing__month=NOVEMBER)


def d(text):
    return Decimal(text)


def test_next_statement_of_the_same_two_carries_it(people):
    texier, gael = people("ulysse.texier"), people("gael.herbreteau")
    write(bill(gael, date(2026, 11, 4), "G", "100.00"))
    refuse("20261000040;GS;30,00;Droits fermés;12/11/2026", "20261000140;VG;21,00;x;12/11/2026")
    issue(NOVEMBER, texier)
    assert figures(NOVEMBER) == {("Texier", "Herbreteau"): (1, d("80.00"), d("-40.80"), d("39.20"))}
    statement = Statement.objects.get(month=NOVEMBER)
    assert [one["share"] for one in statement.detail["adjustments"]] == ["-24.00", "-16.80"]
    assert statement.detail["adjustments"][0] == {
        "kind": "rejection",
        "invoice": "20261000040",
        "act": "GS",
        "on": "2026-10-01",
        "origin": "2026-0004",
        "origin_month": "2026-10-01",
        "reason": "Droits fermés",
        "noted_on": "2026-11-12",
        "amount": "-30.00",
        "rate": "80.00",
        "share": "-24.00",
    }
    assert list(Adjustment.objects.values_list("outcomes__statement", flat=True)) == [statement.pk] * 2


def test_receivable_stays_with_the_titulaire_of_its_month(people):
    sorin, gael = people("lucie.sorin"), people("gael.herbreteau")
    write(bill(gael, date(2026, 11, 4), "G", "100.00"))
    refuse("20261000040;GS;30,00;x;12/11/2026")
    add_late_line(
        month=NOVEMBER, remplacant=people("kevin.rabiller"), on=date(2026, 10, 7), invoice="20261000999",
        act="g", amount=d("30.00"), reason="feuille retrouvée", by=None, at=AT,
    )  # fmt: skip
    closing = issue(NOVEMBER, sorin)
    assert figures(NOVEMBER) == {
        ("Sorin", "Herbreteau"): (1, d("80.00"), d("0.00"), d("80.00")),
        ("Texier", "Herbreteau"): (0, d("0.00"), d("-24.00"), d("-24.00")),
        ("Texier", "Rabiller"): (0, d("0.00"), d("25.50"), d("25.50")),
    }
    by_payer = {
        name: [payment.amount for payment in order_of(closing, titulaire=people(email)).payments]
        for name, email in (("Sorin", "lucie.sorin"), ("Texier", "ulysse.texier"))
    }
    assert by_payer == {"Sorin": [d("80.00")], "Texier": [d("25.50")]}
    texier = people("ulysse.texier")
    with pytest.raises(RoleRefused):
        make_transfer_file(month=NOVEMBER, by=texier, at=AT)
    own = make_transfer_file(month=NOVEMBER, by=texier, at=AT, payer=texier)
    closing.refresh_from_db()
    assert (own.control_sum, own.titulaire_id, closing.state) == (d("25.50"), texier.pk, "issued")
    theirs = make_transfer_file(month=NOVEMBER, by=sorin, at=AT)
    closing.refresh_from_db()
    assert (theirs.control_sum, closing.state) == (d("80.00"), "transferred")
    assert make_transfer_file(month=NOVEMBER, by=texier, at=AT, payer=texier) == own


def test_negative_net_waits_for_the_pairs_next_statement(people):
    texier, gael = people("ulysse.texier"), people("gael.herbreteau")
    refuse("20261000040;GS;30,00;x;12/11/2026")
    issue(NOVEMBER, texier)
    assert figures(NOVEMBER) == {("Texier", "Herbreteau"): (0, d("0.00"), d("-24.00"), d("-24.00"))}
    write(bill(gael, date(2026, 12, 2), "G", "20.00"))
    refuse("20261000140;VG;21,00;x;01/12/2026", month=DECEMBER)
    issue(DECEMBER, texier)
    # 16.00 − 24.00 owed − 16.80 refused.
    assert figures(DECEMBER) == {("Texier", "Herbreteau"): (1, d("16.00"), d("-40.80"), d("-24.80"))}
    write(bill(gael, date(2027, 1, 5), "G", "100.00"))
    issue(date(2027, 1, 1), texier)
    assert figures(date(2027, 1, 1)) == {("Texier", "Herbreteau"): (1, d("80.00"), d("-24.80"), d("55.20"))}


def test_debt_alone_makes_no_statement(people):
    texier = people("ulysse.texier")
    refuse("20261000040;GS;30,00;x;12/11/2026")
    issue(NOVEMBER, texier)
    designate(month=DECEMBER, titulaire=texier, by=None, at=AT)
    with pytest.raises(NothingToClose):
        prepare_month(month=DECEMBER, by=None, at=AT)


def test_refusal_fourteen_months_later_takes_the_rate_of_its_month(people):
    gael, sorin = people("gael.herbreteau"), people("lucie.sorin")
    gael.profiles.update(retrocession_rate=d("70.00"))
    later = date(2027, 12, 1)
    write(bill(gael, date(2027, 12, 2), "G", "100.00"))
    refuse("20261000040;GS;30,00;x;03/12/2027", month=later)
    issue(later, sorin)
    assert figures(later) == {
        ("Sorin", "Herbreteau"): (1, d("70.00"), d("0.00"), d("70.00")),
        ("Texier", "Herbreteau"): (0, d("0.00"), d("-24.00"), d("-24.00")),
    }


def test_titulaire_who_left_still_pays_and_is_owed(people):
    texier, sorin = people("ulysse.texier"), people("lucie.sorin")
    Membership.objects.filter(pk=texier.pk).update(ends_on=date(2026, 10, 31))
    refuse("20261000040;GS;30,00;x;12/11/2026")
    issue(NOVEMBER, sorin)
    assert figures(NOVEMBER) == {("Texier", "Herbreteau"): (0, d("0.00"), d("-24.00"), d("-24.00"))}


def test_drafts_follow_what_is_added_and_withdrawn(people):
    texier, kevin = people("ulysse.texier"), people("kevin.rabiller")
    designate(month=NOVEMBER, titulaire=texier, by=None, at=AT)
    write(bill(kevin, date(2026, 11, 4), "G", "100.00"))
    prepare_month(month=NOVEMBER, by=None, at=AT)
    statement = Statement.objects.get(remplacant=kevin)
    one = add_correction(
        month=NOVEMBER, statement=statement, amount=d("-10.00"), reason="compté deux fois", by=None, at=AT
    )
    assert draft().net == d("76.50")
    withdraw_adjustment(adjustment=one, reason="c’était juste", by=None, at=AT)
    assert draft().net == d("85.00")
    with pytest.raises(NoLongerAwaiting):
        withdraw_adjustment(adjustment=one, reason="encore", by=None, at=AT)
    again = add_correction(
        month=NOVEMBER, statement=statement, amount=d("-10.00"), reason="compté deux fois", by=None, at=AT
    )
    assert (again.pk != one.pk, draft().net) == (True, d("76.50"))
    with pytest.raises(AlreadyThere):
        add_correction(
            month=NOVEMBER, statement=statement, amount=d("-10"), reason="compté deux fois", by=None, at=AT
        )
    verify_month(month=NOVEMBER, by=None, at=AT)
    with pytest.raises(CarryingMonthSettled):
        withdraw_adjustment(adjustment=again, reason="trop tard", by=None, at=AT)
    with pytest.raises(CarryingMonthSettled):
        refuse("20261000040;GS;30,00;x;12/11/2026")


def test_withdrawn_refusal_may_come_again(people):
    line = "20261000040;GS;30,00;x;12/11/2026"
    refuse(line)
    withdraw_adjustment(adjustment=Adjustment.objects.get(), reason="retrouvé", by=None, at=AT)
    assert refuse(line).written == 1
    assert refuse(line).written == 0
    assert Adjustment.objects.count() == 2


def test_correction_can_go_whole_and_name_a_line(people):
    kevin = people("kevin.rabiller")
    statement = Statement.objects.get(remplacant=kevin)
    whole = add_correction(
        month=NOVEMBER, statement=statement, amount=d("12.34"), whole=True, reason="frais", by=None, at=AT
    )
    assert (whole.rate, whole.share) == (d("100.00"), d("12.34"))
    with pytest.raises(AdjustmentRefused, match="pas de ligne avec cette facture"):
        add_correction(
            month=NOVEMBER, statement=statement, amount=d("-1"), invoice="20261000040", act="GS",
            reason="x", by=None, at=AT,
        )  # fmt: skip


def late(people, **changed):
    asked = {
        "month": NOVEMBER, "remplacant": people("kevin.rabiller"), "on": date(2026, 10, 7), "invoice": "77",
        "act": "G", "amount": d("30.00"), "reason": "retrouvée", "by": None, "at": AT,
    }  # fmt: skip
    return add_late_line(**(asked | changed))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"on": date(2026, 9, 30)}, "Les relevés de septembre 2026 ne sont pas encore émis"),
        ({"on": date(2026, 11, 2)}, "régularise un mois qui le précède"),
        ({"amount": d("0.00")}, "différent de zéro"),
        ({"reason": " "}, "Indiquez la raison"),
        ({"month": OCTOBER, "on": date(2026, 9, 2)}, "les relevés sont émis et ne changent plus"),
    ],
)
def test_late_line_is_refused_in_french(people, changed, sentence):
    with pytest.raises(AdjustmentRefused, match=sentence):
        late(people, **changed)


def test_late_line_is_written_once_and_not_twice_billed(people):
    assert late(people).share == d("25.50")
    with pytest.raises(AlreadyThere):
        late(people)
    with pytest.raises(AlreadyThere, match="déjà dans les recettes d’octobre"):
        late(
            people,
            remplacant=people("gael.herbreteau"),
            on=date(2026, 10, 1),
            invoice="20261000040",
            act="GS",
        )
    with pytest.raises(AdjustmentRefused, match="hors rétrocession"):
        late(people, remplacant=people("anais.hervouet"))


def test_locum_without_a_statement_that_month_gets_their_own_rate(people):
    gael = people("gael.herbreteau")
    other = Membership.objects.create(
        person=gael.person, role="remplacant", starts_on=date(2020, 1, 1), ends_on=date(2020, 6, 1)
    )
    assert late(people, remplacant=other).remplacant == gael
    nobody = Membership.objects.exclude(statements__isnull=False).filter(role="remplacant").first()
    one = late(people, remplacant=nobody)
    assert (one.origin, one.rate, one.titulaire) == (None, d("85.00"), people("ulysse.texier"))


def test_locum_without_a_statement_that_month_gets_the_rate_of_their_contract(people):
    nobody = Membership.objects.exclude(statements__isnull=False).filter(role="remplacant").first()
    Contract.objects.create(
        month=OCTOBER, rank=1, titulaire=people("ulysse.texier"), remplacant=nobody, kind="assistant",
        proposed_kind="assistant", rate=d("90.00"), drafted_at=AT,
    )  # fmt: skip
    assert late(people, remplacant=nobody).share == d("27.00")


def test_only_the_secretary_and_the_remplace_of_the_month_adjust(people):
    designate(month=NOVEMBER, titulaire=people("lucie.sorin"), by=None, at=AT)
    for name, may in (("baptiste.jaulin", True), ("lucie.sorin", True), ("ulysse.texier", False)):
        try:
            late(people, by=people(name), invoice=name)
            done = True
        except RoleRefused:
            done = False
        assert (name, done) == (name, may)


def test_designation_that_changes_takes_the_drafts_along(people):
    texier, sorin = people("ulysse.texier"), people("lucie.sorin")
    designate(month=NOVEMBER, titulaire=texier, by=None, at=AT)
    write(bill(people("kevin.rabiller"), date(2026, 11, 4), "G", "100.00"))
    prepare_month(month=NOVEMBER, by=None, at=AT)
    verify_month(month=NOVEMBER, by=None, at=AT)
    designate(month=NOVEMBER, titulaire=sorin, by=None, at=AT)
    assert draft().titulaire == sorin
    approve_month(month=NOVEMBER, by=sorin, at=AT)


def test_approval_of_other_figures_is_refused(people):
    texier = people("ulysse.texier")
    refuse("20261000040;GS;30,00;x;12/11/2026")
    designate(month=NOVEMBER, titulaire=texier, by=None, at=AT)
    prepare_month(month=NOVEMBER, by=None, at=AT)
    Draft.objects.filter(closing__month=NOVEMBER).update(adjustments=d("-1.00"), net=d("-1.00"))
    with pytest.raises(ClosingRefused, match="des régularisations"):
        verify_month(month=NOVEMBER, by=None, at=AT)


@pytest.mark.parametrize("table", ["adjustment", "adjustmentoutcome"])
@pytest.mark.parametrize(
    "words", ["UPDATE retrocession_{} SET cabinet_id = cabinet_id", "DELETE FROM retrocession_{}"]
)
def test_what_is_written_is_final(people, table, words):
    refuse("20261000040;GS;30,00;x;12/11/2026")
    issue(NOVEMBER, people("ulysse.texier"))
    with (
        pytest.raises((InternalError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(words.format(table))


def test_october_is_as_it_was(people):
    before = figures(OCTOBER)
    with (SAMPLES / "rejets-2026-10.csv").open("rb") as stream:
        import_rejections(stream=stream, file_name="r.csv", month=NOVEMBER, by=None, at=AT)
    issue(NOVEMBER, people("ulysse.texier"))
    assert figures(OCTOBER) == before


def test_document_says_each_adjustment_with_its_act(people):
    write(bill(people("gael.herbreteau"), date(2026, 11, 4), "G", "100.00"))
    refuse("20261000040;GS;30,00;Droits fermés;12/11/2026")
    issue(NOVEMBER, people("ulysse.texier"))
    page = statement_page(Statement.objects.get(month=NOVEMBER))
    assert page["adjustments"] == [
        {
            "about": "GS du 1er octobre 2026",
            "origin": "facture 20261000040, relevé 2026-0004",
            "what": "Rejet du 12 novembre 2026",
            "reason": "Droits fermés",
            "amount": d("-30.00"),
            "rate": d("80.00"),
            "share": d("-24.00"),
        }
    ]
    assert page["kept_in_all"] == d("14.00")
    html = render_to_string("retrocession/statement_pdf.html", page)
    assert "14,00\u00a0€ régularisations comprises" in html
