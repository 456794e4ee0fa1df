"""Each step of a closing: works, refuses, records, twice is once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from cabinet.models import AuditEntry, Cabinet, Job, Membership, PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import (
    ClosingRefused,
    NothingToClose,
    approve_month,
    prepare_month,
    send_back,
    verify_month,
)
from retrocession.actions.designation import DesignationRefused, designate
from retrocession.actions.statements import issue_month
from retrocession.models import Designation, Draft, MonthClosing, Statement, StatementCounter
from retrocession.permissions import RoleRefused
from retrocession.queries.months import months_list
from retrocession.queries.statements import own_years
from tests.retrocession.closing.conftest import AT, OCTOBER, bill, close, write

NOVEMBER = date(2026, 11, 1)
STEPS = [prepare_month, verify_month, approve_month, issue_month]


@pytest.fixture
def here(october):
    """October's practice, open."""
    with scoped(october.pk):
        yield october


def verbs():
    return list(AuditEntry.objects.order_by("at", "pk").values_list("verb", "by__person__last_name"))


def test_designation_names_a_titulaire(here, member):
    sorin = member("lucie.sorin")
    designate(month=NOVEMBER, titulaire=sorin, by=sorin, at=AT)
    designate(month=NOVEMBER, titulaire=sorin, by=sorin, at=AT)
    assert Designation.objects.get(month=NOVEMBER).titulaire == sorin
    assert [verb for verb in verbs() if verb[0] == "designate"][1:] == [("designate", "Sorin")]


@pytest.mark.parametrize("name", ["kevin.rabiller", "baptiste.jaulin", "anais.hervouet"])
def test_only_a_titulaire_is_designated(here, member, name):
    with pytest.raises(DesignationRefused, match="titulaire du cabinet"):
        designate(month=NOVEMBER, titulaire=member(name), by=None, at=AT)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "here_then"),
    [
        (date(2026, 11, 30), None, True),
        (date(2026, 12, 1), None, False),
        (date(2025, 1, 1), date(2026, 11, 1), True),
        (date(2025, 1, 1), date(2026, 10, 31), False),
    ],
)
def test_designated_titulaire_is_there_in_the_month(here, member, starts_on, ends_on, here_then):
    sorin = member("lucie.sorin")
    sorin.starts_on, sorin.ends_on = starts_on, ends_on
    if here_then:
        assert designate(month=NOVEMBER, titulaire=sorin, by=None, at=AT).titulaire == sorin
    else:
        with pytest.raises(DesignationRefused, match="n’est pas membre du cabinet en novembre 2026"):
            designate(month=NOVEMBER, titulaire=sorin, by=None, at=AT)


def test_designation_before_approval_changes_who_approves(here, member):
    close(here, "verified")
    designate(month=OCTOBER, titulaire=member("lucie.sorin"), by=member("baptiste.jaulin"), at=AT)
    with pytest.raises(RoleRefused, match="Dr Sorin"):
        approve_month(month=OCTOBER, by=member("ulysse.texier"), at=AT)
    assert approve_month(month=OCTOBER, by=member("lucie.sorin"), at=AT).state == "approved"


@pytest.mark.parametrize("state", ["approved", "issued"])
def test_designation_is_settled_by_approval(here, member, state):
    close(here, state)
    with pytest.raises(
        DesignationRefused, match="les relevés sont déjà approuvés, le médecin remplacé ne change plus"
    ):
        designate(month=OCTOBER, titulaire=member("lucie.sorin"), by=None, at=AT)
    assert designate(month=OCTOBER, titulaire=member("ulysse.texier"), by=None, at=AT)


@pytest.mark.parametrize("name", ["kevin.rabiller", "tiphaine.bossard", "anais.hervouet", "helene.drapeau"])
def test_designation_is_refused_to_other_roles(here, member, name):
    with pytest.raises(RoleRefused):
        designate(month=NOVEMBER, titulaire=member("lucie.sorin"), by=member(name), at=AT)


def test_month_without_designation_or_receipts_is_not_prepared(here, member):
    with pytest.raises(NothingToClose, match="Novembre 2026 n’a pas de médecin remplacé"):
        prepare_month(month=NOVEMBER, by=None, at=AT)
    designate(month=NOVEMBER, titulaire=member("lucie.sorin"), by=None, at=AT)
    with pytest.raises(NothingToClose, match="aucune recette"):
        prepare_month(month=NOVEMBER, by=None, at=AT)
    assert Draft.objects.count() == 0


def test_preparing_again_follows_the_receipts_until_verified(here, member):
    locum = member("jeanne.cougnaud")
    assert close(here, "prepared").drafts.count() == 5
    write(bill(locum, date(2026, 10, 5), "G", "30.00"))
    assert prepare_month(month=OCTOBER, by=None, at=AT).drafts.count() == 6
    assert Draft.objects.get(remplacant=locum).net == Decimal("25.50")
    recorded = [verb for verb in verbs() if verb[0] == "prepare_month"]
    prepare_month(month=OCTOBER, by=None, at=AT + timedelta(days=1))
    assert [verb for verb in verbs() if verb[0] == "prepare_month"] == recorded
    assert MonthClosing.objects.get().prepared_at == AT


def test_rate_is_the_persons_else_the_practices(here, member):
    PractitionerProfile.objects.filter(membership=member("kevin.rabiller")).update(retrocession_rate="0.00")
    Cabinet.objects.filter(pk=here.pk).update(retrocession_rate="72.50")
    close(here, "prepared")
    rates = dict(Draft.objects.values_list("remplacant__person__last_name", "rate"))
    assert rates == {
        "Barreteau": Decimal("72.50"),
        "Chauvet": Decimal("72.50"),
        "Fradin": Decimal("72.50"),
        "Herbreteau": Decimal("80.00"),
        "Rabiller": Decimal("0.00"),
    }


def test_lines_follow_the_membership_they_were_billed_under(here, member):
    """Dr Chauvet installed herself in the middle of the month."""
    locum = member("fanny.chauvet")
    Membership.objects.filter(pk=locum.pk).update(ends_on=date(2026, 10, 27))
    titulaire = Membership.objects.create(person=locum.person, role="titulaire", starts_on=date(2026, 10, 28))
    write(bill(titulaire, date(2026, 10, 28), "G", "30.00"))
    close(here, "issued")
    assert Statement.objects.get(remplacant__person=locum.person).net == Decimal("922.05")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (verify_month, "Octobre 2026 doit d’abord être préparé"),
        (approve_month, "Octobre 2026 doit d’abord être vérifié"),
        (issue_month, "Octobre 2026 doit d’abord être approuvé"),
    ],
)
def test_step_out_of_order_is_refused(here, step, sentence):
    with pytest.raises(ClosingRefused, match=sentence):
        step(month=OCTOBER, by=None, at=AT)


def test_each_step_is_recorded_once_with_its_author(here, member):
    secretary, titulaire = member("baptiste.jaulin"), member("ulysse.texier")
    for step, by in zip(STEPS, [None, secretary, titulaire, titulaire], strict=True):
        step(month=OCTOBER, by=by, at=AT)
        step(month=OCTOBER, by=by, at=AT + timedelta(hours=1))
    assert [verb for verb in verbs() if verb[0].endswith("_month")] == [
        ("prepare_month", None),
        ("verify_month", "Jaulin"),
        ("approve_month", "Texier"),
        ("issue_month", "Texier"),
    ]
    closing = MonthClosing.objects.get()
    assert (closing.verified_by, closing.verified_at) == (secretary, AT)
    assert (closing.approved_by, closing.issued_at) == (titulaire, AT)


@pytest.mark.parametrize(
    ("step", "before", "allowed"),
    [
        (prepare_month, None, {"baptiste.jaulin", "ulysse.texier"}),
        (verify_month, "prepared", {"baptiste.jaulin", "ulysse.texier"}),
        (approve_month, "verified", {"ulysse.texier"}),
        (issue_month, "approved", {"ulysse.texier"}),
    ],
)
def test_each_step_is_for_those_the_matrix_names(here, step, before, allowed):
    if before:
        close(here, before)
    for by in Membership.objects.select_related("person"):
        name = by.person.email.split("@")[0]
        if name in allowed:
            continue
        with pytest.raises(RoleRefused):
            step(month=OCTOBER, by=by, at=AT)
    for name in sorted(allowed):
        step(month=OCTOBER, by=Membership.objects.get(person__email__startswith=name), at=AT)


def test_sent_back_month_is_verified_again(here, member):
    close(here, "verified")
    titulaire = member("ulysse.texier")
    with pytest.raises(ClosingRefused, match="Dites à la secrétaire"):
        send_back(month=OCTOBER, reason="  ", by=titulaire, at=AT)
    closing = send_back(month=OCTOBER, reason="Le 15, il manque un chèque.", by=titulaire, at=AT)
    send_back(month=OCTOBER, reason="Encore.", by=titulaire, at=AT)
    closing.refresh_from_db()
    assert (closing.state, closing.sent_back_reason) == ("prepared", "Le 15, il manque un chèque.")
    assert (closing.verified_at, closing.verified_by) == (None, None)
    assert AuditEntry.objects.get(verb="send_back_month").details == {"month": "2026-10"}
    assert verify_month(month=OCTOBER, by=None, at=AT).state == "verified"


def test_issued_month_is_not_sent_back(here):
    close(here, "issued")
    with pytest.raises(ClosingRefused, match="déjà émis"):
        send_back(month=OCTOBER, reason="Trop tard.", by=None, at=AT)


@pytest.mark.parametrize("state", ["prepared", "verified", "approved"])
def test_figures_that_no_longer_hold_go_no_further(here, member, state):
    close(here, state)
    write(bill(member("jeanne.cougnaud"), date(2026, 10, 5), "G", "30.00"))
    following = {"prepared": verify_month, "verified": approve_month, "approved": issue_month}[state]
    with pytest.raises(ClosingRefused, match="ont changé depuis la préparation"):
        following(month=OCTOBER, by=None, at=AT)
    if state != "prepared":
        send_back(month=OCTOBER, reason="Une recette est arrivée.", by=None, at=AT)
    assert prepare_month(month=OCTOBER, by=None, at=AT).drafts.count() == 6


def test_numbers_go_on_through_the_year_of_issue(here, member):
    close(here, "issued")
    assert [str(statement) for statement in Statement.objects.all()] == [f"2026-000{n}" for n in range(1, 6)]
    designate(month=NOVEMBER, titulaire=member("lucie.sorin"), by=None, at=AT)
    write(bill(member("kevin.rabiller"), date(2026, 11, 3), "G", "30.00"))
    for step in STEPS:
        step(month=NOVEMBER, by=None, at=AT + timedelta(days=30))
    assert str(Statement.objects.get(month=NOVEMBER)) == "2026-0006"
    december = date(2026, 12, 1)
    designate(month=december, titulaire=member("ulysse.texier"), by=None, at=AT)
    write(bill(member("kevin.rabiller"), date(2026, 12, 3), "G", "30.00"))
    for step in STEPS:
        step(month=december, by=None, at=AT + timedelta(days=65))
    last = Statement.objects.get(month=december)
    assert (str(last), last.year_to_date) == ("2027-0001", Decimal("25.50"))
    assert dict(StatementCounter.objects.values_list("year", "last")) == {2026: 6, 2027: 1}


def test_year_to_date_is_of_the_pair(here, member):
    designate(month=NOVEMBER, titulaire=member("ulysse.texier"), by=None, at=AT)
    write(bill(member("kevin.rabiller"), date(2026, 11, 3), "G", "30.00"))
    close(here, "issued")
    for step in STEPS:
        step(month=NOVEMBER, by=None, at=AT + timedelta(days=30))
    assert Statement.objects.get(month=NOVEMBER).year_to_date == Decimal("1558.62")


def test_statement_keeps_parties_days_and_signatures(here, member):
    close(here, "verified", by=member("baptiste.jaulin"))
    close(here, "issued", by=member("ulysse.texier"))
    statement = Statement.objects.get(remplacant=member("kevin.rabiller"))
    assert statement.payer["siret"] == "94470316400011"
    assert statement.payee["address"] == "65 rue des Tilleuls, 85430 Nieul-le-Dolent"
    assert statement.signatures["verified"] == {
        "by": "Baptiste Jaulin",
        "role": "secrétaire médicale",
        "doctor": False,
        "at": AT.isoformat(),
    }
    days = statement.detail["days"]
    assert [day["on"] for day in days] == ["2026-10-07", "2026-10-09", "2026-10-15", "2026-10-29"]
    assert sum(day["acts"] for day in days) == 68
    for day in days:
        modes = sum(Decimal(day[m]) for m in ("especes", "cheque", "cb", "virement", "tiers_payant"))
        assert modes == Decimal(day["total"])
    assert sum(Decimal(day["total"]) for day in days) == statement.billed


def test_issuing_asks_for_one_pdf_each(here):
    close(here, "issued")
    jobs = Job.objects.filter(kind="freeze_statement").values_list("payload__statement", flat=True)
    assert sorted(jobs) == sorted(str(pk) for pk in Statement.objects.values_list("pk", flat=True))


def test_month_of_a_titulaire_alone_is_closed_without_a_statement(here, member):
    designate(month=NOVEMBER, titulaire=member("lucie.sorin"), by=None, at=AT)
    write(bill(member("lucie.sorin"), date(2026, 11, 3), "G", "30.00"))
    for step in STEPS:
        closing = step(month=NOVEMBER, by=None, at=AT)
    assert (closing.state, closing.statements.count()) == ("issued", 0)
    (row,) = [row for row in months_list(NOVEMBER) if row.month == NOVEMBER]
    assert (row.state, row.awaited) == ("issued", "")


def test_month_that_transfers_nothing_awaits_nobody(here, member):
    issue_lines(here, member, NOVEMBER, "lucie.sorin", "-100.00")
    issue_lines(here, member, date(2026, 12, 1), "zoe.epaud", "30.00")
    awaited = {row.month: row.awaited for row in months_list(NOVEMBER)}
    assert awaited[NOVEMBER] == ""
    assert awaited[date(2026, 12, 1)] == "virement à faire par Dr Épaud"


def test_nobody_but_a_doctor_bills(here, member):
    write(bill(member("helene.drapeau"), date(2026, 10, 6), "G", "30.00"))
    with pytest.raises(ClosingRefused, match="Hélène Drapeau"):
        prepare_month(month=OCTOBER, by=None, at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE retrocession_statement SET net = 0",
        "DELETE FROM retrocession_statement",
        "TRUNCATE retrocession_statement CASCADE",
        "UPDATE retrocession_statementdocument SET sha256 = ''",
        "DELETE FROM retrocession_statementdocument",
        "TRUNCATE retrocession_statementdocument",
    ],
)
def test_issued_statement_is_final_in_sql(here, statement):
    from django.db import ProgrammingError, transaction

    close(here, "issued")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change", ["state = 'open'", "state = 'approved'", "month = '2026-09-01'", "issued_at = now()"]
)
def test_issued_month_stays_issued_in_sql(here, change):
    from django.db import IntegrityError, transaction

    close(here, "issued")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE retrocession_monthclosing SET {change}")


def test_issued_statement_is_final_in_the_orm(here):
    from django.db import ProgrammingError, transaction

    close(here, "issued")
    statement = Statement.objects.first()
    statement.days = 31
    for change in (
        statement.save,
        lambda: Statement.objects.update(days=31),
        statement.delete,
        Statement.objects.all().delete,
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
    assert Statement.objects.filter(days=31).count() == 0


@pytest.mark.parametrize("role", ["cabinet_app", "cabinet_mairie"])
@pytest.mark.parametrize("table", ["statement", "statementdocument", "transferfile"])
def test_no_role_of_the_application_may_change_what_is_issued(db, role, table):
    with connection.cursor() as cursor:
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, %s)", [role, f"retrocession_{table}", privilege]
            )
            assert cursor.fetchone() == (False,), privilege


def issue_lines(here, member, month, titulaire, *amounts):
    """Issue a month of one locum's lines in the name of `titulaire`; their statement."""
    rabiller = member("kevin.rabiller")
    designate(month=month, titulaire=member(titulaire), by=None, at=AT)
    write(*(bill(rabiller, month, "G", amount, invoice=f"{month}{n}") for n, amount in enumerate(amounts)))
    for step in STEPS:
        step(month=month, by=None, at=AT)
    return Statement.objects.get(month=month, remplacant=rabiller)


def test_negative_net_is_carried_to_the_next_statement_of_the_pair(here, member):
    december, january, february = date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)
    first = issue_lines(here, member, NOVEMBER, "lucie.sorin", "-100.00")
    other = issue_lines(here, member, december, "zoe.epaud", "30.00")
    second = issue_lines(here, member, january, "lucie.sorin", "40.00")
    third = issue_lines(here, member, february, "lucie.sorin", "100.00")
    assert (first.adjustments, first.net) == (Decimal("0.00"), Decimal("-85.00"))
    assert (other.adjustments, other.net) == (Decimal("0.00"), Decimal("25.50"))
    assert (second.adjustments, second.net) == (Decimal("-85.00"), Decimal("-51.00"))
    assert (third.adjustments, third.net) == (Decimal("-51.00"), Decimal("34.00"))
    assert third.detail["carried"] == {"number": second.number, "net": "-51.00"}
    assert first.detail["carried"] is None
    # A debt that the next statement takes over counts once in what the year gives.
    assert [one.year_to_date for one in (first, second, third)] == [
        Decimal("-85.00"), Decimal("-51.00"), Decimal("34.00"),
    ]  # fmt: skip
    (year,) = own_years(member("kevin.rabiller").person)
    assert year.received_note == "total de l’année\u202f: 59,50\u00a0€"
    (year,) = own_years(member("lucie.sorin").person)
    assert year.issued_note.startswith("Vous avez à reverser 34,00\u00a0€ ")


def test_two_months_prepared_together_carry_a_debt_once(here, member):
    december, january = date(2026, 12, 1), date(2027, 1, 1)
    issue_lines(here, member, NOVEMBER, "lucie.sorin", "-100.00")
    rabiller = member("kevin.rabiller")
    for month in (december, january):
        designate(month=month, titulaire=member("lucie.sorin"), by=None, at=AT)
        write(bill(rabiller, month, "G", "200.00", invoice=str(month)))
        for step in (prepare_month, verify_month, approve_month):
            step(month=month, by=None, at=AT)
    issue_month(month=december, by=None, at=AT)
    with pytest.raises(ClosingRefused, match="préparé et vérifié de nouveau"):
        issue_month(month=january, by=None, at=AT)
