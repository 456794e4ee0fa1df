"""The council's report says what the API says; the path and « le bilan » are counts, for those who may."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from pypdf import PdfReader

from cabinet.tenancy.scope import scoped
from cabinet.text import amount, number
from commune.actions.costs import enter_costs, vote_budget
from commune.actions.grants import enter_grant
from commune.actions.settling import StepRefused, date_step
from commune.models import ConsultationCount, SettlingStep
from commune.queries.achievements import achievements
from commune.queries.council import council_report
from commune.queries.settling import settling_counts, ways
from patients.models import IntakeCount
from planning.rules.occupancy_words import days_said
from tests.commune.conftest import NOW
from tests.commune.test_grants import REGION
from tests.planning.test_occupancy import stand

JUNE = NOW + timedelta(days=100)
TODAY = JUNE.date()
PDF, BILAN = "/c/nieul/mairie/conseil.pdf?annee=2027", "/c/nieul/mairie/bilan/"
API = "/api/v1/cabinets/nieul/occupancy/"


def furnish(cast) -> None:
    """Days since last year, the costs of both years, a month that is told and a small one."""
    for n in range(60):
        on = date(2026, 2, 2) + timedelta(weeks=n)
        if on <= TODAY:
            stand(cast, cast.fradin, on)
    cells = {
        (date(year, month, 1), "secretary"): Decimal(2000 + month)
        for year in (2026, 2027)
        for month in range(1, 6)
    }
    enter_costs(cells=cells, seen=None, by=cast.guilbaud, at=NOW)
    vote_budget(year=2027, amounts={"secretary": Decimal(20000)}, by=cast.guilbaud, at=NOW)
    enter_grant(values=REGION, by=cast.guilbaud, at=NOW)
    for month, count in ((1, 400), (2, 390), (3, None)):
        ConsultationCount.objects.create(
            month=date(2027, month, 1), count=count, last_told=count, counted_at=NOW
        )


@pytest.fixture
def june(signed_in, time_machine):
    with scoped(signed_in.cabinet.pk):
        furnish(signed_in)
    time_machine.move_to(JUNE, tick=False)
    cache.clear()
    return signed_in


def text_of(response) -> str:
    assert response.status_code == 200
    pages = PdfReader(io.BytesIO(response.content)).pages
    assert 1 < len(pages) <= 4
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_council_report_says_what_the_api_says(june):
    client = june.as_member(june.guilbaud)
    said = text_of(client.get(PDF)).replace("\u202f", " ").replace("\xa0", " ")
    told = client.get(API, {"from": "2027-01-01", "to": "2027-12-31"}).json()
    costs = told["costs"]
    assert costs["consultations"] == 790
    assert costs["months_not_told"] == ["2027-03", "2027-04", "2027-05"]
    for figure in (
        f"{days_said(told['cover']['covered_half_days'])} jours sur {told['cover']['open_days']} ouverts",
        amount(Decimal(costs["total"])),
        amount(Decimal(costs["per_open_day"])),
        amount(Decimal(costs["per_consultation"])),
        f"{number(costs['consultations'])} consultations",
        f"{told['on_call']['covered']} sur {told['on_call']['needed']}",
        "dimanche 4 avril 2032",
    ):
        assert figure.replace("\u202f", " ").replace("\xa0", " ") in said


def test_council_report_compares_the_same_dates(june):
    with scoped(june.cabinet.pk):
        report = council_report(june.cabinet, 2027, TODAY)
    assert (report.before.span.first, report.before.span.last) == (date(2026, 1, 1), date(2026, 6, 9))
    assert report.last_year == {"secretary": Decimal(10015)}
    assert report.costs.whole.forecast == Decimal(10015) * 12 / 5


@pytest.mark.parametrize("how_many", [1, 30])
def test_council_report_is_read_in_a_constant_number_of_statements(june, django_assert_num_queries, how_many):
    with scoped(june.cabinet.pk):
        months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(how_many)]
        cells = {(month, "charges"): Decimal(10) for month in months}
        enter_costs(cells=cells, seen=None, by=june.guilbaud, at=NOW)
        with django_assert_num_queries(32):
            council_report(june.cabinet, 2027, TODAY)


@pytest.mark.parametrize("path", [BILAN, "/c/nieul/mairie/installation/"])
def test_reports_are_for_those_who_may(june, path):
    for role in ("texier", "jaulin", "guilbaud", "ouvrard"):
        assert june.as_member(getattr(june, role)).get(path).status_code == 200
    for role, status in (("fradin", 403), ("naulleau", 403), ("stranger", 404)):
        assert june.as_member(getattr(june, role)).get(path).status_code == status


@pytest.mark.parametrize("path", [PDF, "/c/nieul/mairie/bilan.pdf"])
def test_papers_are_for_those_who_may(june, path):
    for role, status in (("fradin", 403), ("stranger", 404), ("ouvrard", 200)):
        assert june.as_member(getattr(june, role)).get(path).status_code == status


def test_achievements_hide_small_counts(june):
    with scoped(june.cabinet.pk):
        IntakeCount.objects.create(on=date(2027, 1, 1), wave=1, waiting=40, taken_in=25)
        IntakeCount.objects.create(on=date(2027, 5, 1), wave=1, waiting=None, taken_in=60)
        IntakeCount.objects.create(on=date(2027, 5, 1), wave=2, waiting=80, taken_in=None)
        found = achievements(june.cabinet, TODAY)
    assert (found.opened_on, found.taken_in, found.waves, found.consultations) == (
        date(2026, 2, 2),
        60,
        1,
        790,
    )
    assert found.doctors == 1


def test_practice_that_has_not_opened_has_no_achievements(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    assert "n’a pas encore ouvert" in client.get(BILAN).content.decode()
    assert client.get("/c/nieul/mairie/bilan.pdf").status_code == 404


# --- The path to settling ---


def date_one(cast, step="regular", on=date(2026, 1, 1), by="texier"):
    return date_step(membership=cast.fradin, step=step, on=on, by=getattr(cast, by), at=NOW)


def test_date_step_is_counted_and_corrected(nieul, as_mairie):
    date_one(nieul)
    date_one(nieul, on=date(2026, 2, 1))
    assert list(SettlingStep.objects.values_list("step", "on")) == [("regular", date(2026, 2, 1))]
    with as_mairie():
        assert settling_counts() == {"locum": 2, "regular": 1, "collaborateur": 0, "installed": 0}


def test_date_step_refuses_what_does_not_follow(nieul):
    date_one(nieul, "installed", date(2026, 1, 1))
    with pytest.raises(StepRefused):
        date_one(nieul, "collaborateur", date(2026, 6, 1))
    with pytest.raises(PermissionDenied):
        date_one(nieul, by="jaulin")


def test_mairie_does_not_read_whose_step_it_is(nieul, as_mairie):
    date_one(nieul)
    with as_mairie(), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT membership_id FROM commune_settlingstep")


def test_settling_is_dated_by_a_titulaire(signed_in):
    where = "/c/nieul/mairie/installation/"
    typed = {"membership": str(signed_in.fradin.pk), "step": "regular", "on": "2026-05-01"}
    assert signed_in.as_member(signed_in.guilbaud).post(where, typed).status_code == 403
    assert "Fradin" not in signed_in.as_member(signed_in.guilbaud).get(where).content.decode()
    client = signed_in.as_member(signed_in.texier)
    assert client.post(where, typed | {"on": "2030-01-01"}).status_code == 422
    assert client.post(where, typed).status_code == 302
    assert "01/05/2026" in client.get(where).content.decode()


@pytest.mark.parametrize("how_many", [1, 30])
def test_ways_are_read_in_two_statements(nieul, django_assert_num_queries, how_many):
    for n in range(how_many):
        date_one(nieul, on=date(2026, 1, 1) + timedelta(days=n))
    with django_assert_num_queries(2):
        assert [way.is_whole for way in ways()] == [False, False]


def test_pasted_costs_are_the_same_in_the_report_and_in_the_api(june):
    """Typed nowhere but on screen, with the shapes that a spreadsheet gives."""
    client = june.as_member(june.guilbaud)
    table = (
        "Mois\tSecrétaire\tCharges\tConsommables\n"
        "janvier 2027\t2 210,35\t640,5\t\n"
        "02/2027\t2\u202f215,40 €\t655.25\t118,07\n"
    )
    paste = "/c/nieul/mairie/couts/coller/"
    seen = client.post(paste, {"text": table}).context["preview"]["seen"]
    assert client.post(paste, {"text": table, "confirm": "1", "seen": seen}).status_code == 302
    with scoped(june.cabinet.pk):
        report = council_report(june.cabinet, 2027, TODAY)
    span = {"from": str(report.found.span.first), "to": str(report.found.span.last)}
    told = client.get(API, span).json()
    costs, ours = told["costs"], report.found.costs.costs
    kinds = {one["kind"]: Decimal(one["amount"]) for one in costs["by_kind"]}
    secretary = Decimal("2210.35") + Decimal("2215.40") + 2003 + 2004 + 2005
    assert kinds == dict(ours.by_kind) == {
        "secretary": secretary, "charges": Decimal("1295.75"), "consumables": Decimal("118.07"),
    }  # fmt: skip
    for key in ("total", "granted", "net", "per_open_day", "net_per_open_day", "per_consultation"):
        assert Decimal(costs[key]) == getattr(ours, key)
    assert (costs["open_days"], costs["consultations"]) == (ours.open_days, ours.consultations)
    assert told["cover"]["covered_half_days"] == report.found.cover.held
    said = text_of(client.get(PDF)).replace("\u202f", " ").replace("\xa0", " ")
    for key in ("total", "per_open_day", "per_consultation"):
        assert amount(Decimal(costs[key])).replace("\u202f", " ").replace("\xa0", " ") in said
