"""The report on screen, as PDF, XLSX, CSV and through the API: the same figures, for those who may."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from openpyxl import load_workbook
from pypdf import PdfReader

from cabinet import house
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from planning.models import Room
from tests.planning.conftest import FRIDAY, MONDAY, NOW, TUESDAY
from tests.planning.test_occupancy import at_the_desk, on_call, stand

PAGE = "/c/nieul/occupation/"
MARCH = "?du=2027-03-01&au=2027-03-31"
FILES = ["rapport.pdf", "tableaux.xlsx", "chiffres.csv"]
API = "/api/v1/cabinets/nieul/occupancy/"
MAY = {"texier", "jaulin", "guilbaud", "ouvrard"}
ROLES = ["texier", "fradin", "hervouet", "jaulin", "bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"]
#: A spreadsheet knows no zone.
FIRST, WRITTEN = (datetime(2027, 3, day) for day in (1, 8))  # noqa: DTZ001
AFTER = datetime(2027, 6, 1, 9, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def march(signed_in, time_machine):
    """Three half-days, seen in June."""
    with scoped(signed_in.cabinet.pk):
        stand(signed_in, signed_in.fradin, MONDAY)
        stand(signed_in, signed_in.hervouet, TUESDAY, "morning")
        on_call(signed_in, signed_in.sorin, FRIDAY)
        at_the_desk(signed_in.jaulin, MONDAY, "08:00", "12:30")
    time_machine.move_to(AFTER, tick=False)
    cache.clear()
    return signed_in


def read(client, path: str, **query) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", [PAGE, *(PAGE + name for name in FILES[1:]), API, "/occupation/"])
def test_report_is_for_those_who_may(march, role, path):
    expected = 200 if role in MAY else 403
    assert march.as_member(getattr(march, role)).get(path + MARCH).status_code == expected


@pytest.mark.parametrize("path", [PAGE, *(PAGE + name for name in FILES), API])
def test_stranger_is_404(march, path):
    assert march.as_member(march.stranger).get(path).status_code == 404


def test_page_tells_the_figures_in_sentences(march):
    html = read(march.as_member(march.guilbaud), PAGE, du="2027-03-01", au="2027-03-31")
    assert "<h1>Mars 2027</h1>" in html
    assert (
        "Un médecin était là 1,5 jour sur 22 ouverts\u202f; l’objectif en demandait 18, atteint à 8\u202f%."
        in html
    )
    assert "0 semaine sur 4 à l’objectif\u202f; 1 sous le plancher\u202f; 3 sans aucun médecin." in html
    assert html.count('role="img"') == 4
    assert html.count("<desc ") == 4


def test_page_without_a_span_is_this_quarter(march):
    assert "<h1>2e trimestre 2027</h1>" in read(march.as_member(march.guilbaud), PAGE)


def test_page_never_names_a_person(march):
    html = read(march.as_member(march.guilbaud), PAGE, du="2027-03-01", au="2027-03-31")
    assert [name for name in ("Fradin", "Hervouet", "Sorin", "Jaulin") if name in html] == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?du=2027-03-31&au=2027-03-01", "La fin vient avant le début."),
        ("?du=2027-01-01&au=2030-01-01", "Trois ans au plus à la fois."),
        ("?du=hier&au=2027-01-01", "Saisissez une date valide."),
        ("?du=2027-01-01", "Ce champ est obligatoire."),
    ],
)
@pytest.mark.parametrize("path", [PAGE, "/occupation/"])
def test_impossible_span_is_422_and_keeps_what_was_typed(march, path, query, sentence):
    response = march.as_member(march.guilbaud).get(path + query)
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert 'name="du" value="' + query.removeprefix("?du=").partition("&")[0] in html


@pytest.mark.parametrize("name", FILES)
def test_file_of_an_impossible_span_goes_to_the_page_that_says_why(march, name):
    response = march.as_member(march.guilbaud).get(f"{PAGE}{name}?du=2027-03-31&au=2027-03-01")
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?du=2027-03-31&au=2027-03-01")


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(("role", "expected"), [("guilbaud", 22), ("texier", 22)])
def test_statements_do_not_depend_on_rows(march, django_assert_num_queries, role, expected, how_many):
    with scoped(march.cabinet.pk):
        for n in range(how_many):
            stand(march, march.sorin, date(2027, 4, 1) + timedelta(days=n), room=1)
    client = march.as_member(getattr(march, role))
    client.get(PAGE)
    with django_assert_num_queries(expected):
        assert client.get(PAGE).status_code == 200


def test_span_before_the_calendar_is_told(march):
    html = read(march.as_member(march.guilbaud), PAGE, du="2026-01-01", au="2026-12-31")
    assert "Le planning de ce cabinet commence le lundi 8 mars 2027" in html


def test_pdf_is_for_the_council(march):
    response = march.as_member(march.guilbaud).get(PAGE + "rapport.pdf" + MARCH)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert (
        response["Content-Disposition"] == 'attachment; filename="occupation-nieul-2027-03-01-2027-03-31.pdf"'
    )
    document = PdfReader(io.BytesIO(response.content))
    text = "\n".join(page.extract_text() for page in document.pages)
    assert document.metadata.title == "Rapport d’occupation, Cabinet de Nieul, mars 2027"
    for words in (
        "Rapport d’occupation",
        "imprimé le 1er juin 2027",
        "page 1 sur",
        "Comment ces chiffres sont comptés",
    ):
        assert words in text
    assert [name for name in ("Fradin", "Hervouet", "Sorin") if name in text] == []


def test_xlsx_keeps_its_types(march):
    response = march.as_member(march.guilbaud).get(PAGE + "tableaux.xlsx" + MARCH)
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == [
        "Résumé",
        "Semaine par semaine",
        "Mois par mois",
        "Vacances scolaires",
        "Présences par métier",
        "Salles",
    ]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    weeks = [[cell.value for cell in row] for row in book["Semaine par semaine"].iter_rows(min_row=2)]
    assert weeks[1] == ["2027, sem. 10", WRITTEN, 1.5, 4, 2, "sous le plancher", None]
    months = [[cell.value for cell in row] for row in book["Mois par mois"].iter_rows(min_row=2)]
    assert months == [[FIRST, 22, 1.5, 18, 0.08], ["Total", 22, 1.5, 18, 0.08]]
    assert book["Mois par mois"]["E2"].number_format == "0%"


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+33", "-cmd|x"])
def test_files_hold_no_formula(march, name):
    with scoped(march.cabinet.pk):
        Room.objects.filter(name="Bureau 1").update(name=name)
    client = march.as_member(march.guilbaud)
    rooms = load_workbook(io.BytesIO(client.get(PAGE + "tableaux.xlsx" + MARCH).content))["Salles"]
    assert (rooms["A2"].value, rooms["A2"].data_type) == (name, "s")
    rows = list(
        csv.reader(
            io.StringIO(client.get(PAGE + "chiffres.csv" + MARCH).content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert [cell for row in rows for cell in row if cell[:1] in "=@+-" and cell] == []


def test_csv_is_read_by_a_french_spreadsheet(march):
    response = march.as_member(march.guilbaud).get(PAGE + "chiffres.csv" + MARCH)
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    found = {(row["Tableau"], row["Ligne"], row["Mesure"]): (row["Valeur"], row["Unité"]) for row in rows}
    assert found["Mois par mois", "Total", "Jours avec un médecin"] == ("1,5", "jours")
    assert found["Résumé", "Heures de secrétariat", "Valeur"] == ("4,50", "heures")
    assert found["Semaine par semaine", "2027, sem. 10", "Du"] == ("08/03/2027", "date")
    assert {(row["Cabinet"], row["Du"], row["Au"]) for row in rows} == {
        ("Cabinet de Nieul", "2027-03-01", "2027-03-31")
    }


def test_api_gives_the_same_figures(march):
    found = march.as_member(march.guilbaud).get(API, {"from": "2027-03-01", "to": "2027-03-31"}).json()
    assert found["cover"] == {
        "open_days": 22,
        "full_days": 1,
        "half_days": 1,
        "days_without": 20,
        "open_half_days": 44,
        "covered_half_days": 3,
        "intern_only_half_days": 1,
        "target_half_days": 36,
        "target_percent": 8,
    }
    assert found["weeks"][1] == {
        "year": 2027,
        "week": 10,
        "monday": "2027-03-08",
        "state": "below_floor",
        "days": "1.5",
        "target": 4,
        "floor": 2,
        "over": True,
        "school_holidays": "",
    }
    assert [month["month"] for month in found["months"]] == ["2027-03"]
    assert found["on_call"] == {"needed": 24, "covered": 1}
    assert (found["school_holidays"]["inside_days_a_week"], found["rescue_days"]) == ("0.0", 0)
    assert found["desk"]["secretary_minutes"] == 270


@pytest.mark.parametrize(
    ("span", "errors"),
    [
        ({"from": "2027-03-31", "to": "2027-03-01"}, {"to": ["La fin vient avant le début."]}),
        ({"from": "2027-01-01", "to": "2030-01-01"}, {"to": ["Trois ans au plus à la fois."]}),
        ({"from": "hier"}, {"from": ["« hier » n’est pas une date AAAA-MM-JJ."]}),
    ],
)
def test_api_refuses_an_impossible_span_in_french(march, span, errors):
    response = march.as_member(march.guilbaud).get(API, span)
    assert (response.status_code, response.json()["errors"]) == (400, errors)


def test_api_is_throttled(march, monkeypatch):
    from planning.api.occupancy import ReportThrottle

    monkeypatch.setattr(ReportThrottle, "rate", "2/min")
    client = march.as_member(march.guilbaud)
    assert [client.get(API).status_code for _ in range(3)] == [200, 200, 429]


def test_coordination_reads_all_its_practices_a_line_each(march):
    with scoped(march.next_door.cabinet.pk):
        Membership.objects.create(
            person=march.ouvrard.person, role="coordination_cls", starts_on=date(2026, 1, 1)
        )
    html = read(march.as_member(march.ouvrard), "/occupation/", du="2027-03-01", au="2027-03-31")
    rows = html.partition("<tbody>")[2].split("<tr>")[1:]
    assert [("Cabinet de Nieul" in row, "Cabinet voisin" in row, "Ensemble" in row) for row in rows] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert '<td data-label="Jours avec un médecin" class="number">1,5</td>' in rows[2]
    assert '<td data-label="Objectif" class="number">36</td>' in rows[2]


@pytest.mark.parametrize(
    ("role", "door"), [("guilbaud", True), ("ouvrard", True), ("texier", False), ("fradin", False)]
)
def test_door_is_for_the_mairie_and_the_coordination(march, role, door):
    with scoped(march.cabinet.pk):
        doors = house.navigation(Member(getattr(march, role)), PAGE)
    assert ("Occupation" in [found.label for found in doors if found.current]) == door


@pytest.mark.parametrize(("role", "tab"), [("texier", True), ("jaulin", True), ("fradin", False)])
def test_tab_is_for_who_keeps_the_calendar(march, role, tab):
    assert (f'href="{PAGE}"' in read(march.as_member(getattr(march, role)), "/c/nieul/planning/")) == tab
