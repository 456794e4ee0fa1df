"""Lists never seen before: their titles, their delimiters, their encodings, their workbooks, and traps."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from cabinet.reading import UnreadableFile
from cabinet.reading.missing import MissingColumns
from patients.reading import Checker, open_list, read_reduced, reduce, sort_out
from patients.reading.columns import LABELS, NEVER, SYNONYMS, recognise
from patients.rules.entry import Entry
from patients.rules.identity import Known, Likeness

TODAY = date(2026, 11, 23)
TITLES = "Nom;Prénom;Né(e) le;Téléphone;ALD;Mobilité"
ROW = "GRELIER;Thérèse;12/03/1948;06 36 22 72 13;oui;domicile"


def text(*rows: str, titles: str = TITLES, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([titles, *rows]).encode(encoding)


def workbook(*rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def read(data: bytes, file_name: str = "liste.csv", **options):
    found = open_list(data, file_name=file_name)
    checker = Checker(columns=found.columns, delimiter=found.delimiter, today=TODAY, former_list=True)
    lines = (checker.check(number, cells) for number, cells in found.records())
    return sort_out(lines, **{"known": [], **options})


def entries(data: bytes, file_name: str = "liste.csv") -> list[Entry]:
    found = read(data, file_name)
    assert found.errors == []
    return [checked.entry for checked in found.accepted]


EXPECTED = Entry(
    last_name="GRELIER",
    first_name="Thérèse",
    birth_on=date(1948, 3, 12),
    phone="06 36 22 72 13",
    criteria=("ald", "domicile"),
    on_former_list=True,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_list_is_read_in_any_dialect(encoding, delimiter):
    data = text(ROW.replace(";", delimiter), titles=TITLES.replace(";", delimiter), encoding=encoding)
    assert entries(data) == [EXPECTED]


@pytest.mark.parametrize(
    "titles",
    [
        "NOM DE FAMILLE;PRENOM;DATE DE NAISSANCE;TEL;Ald;mobilite",
        "nom usuel;Prénom(s);Née le;N° de téléphone;En ALD;Autonomie",
        "Nom d'usage;Prénoms;DDN;Portable;A.L.D.;Déplacements",
        "Nom;Prenom;Né le;Tél.;ALD (oui/non);MOBILITÉ",
    ],
)
def test_titles_are_known_under_several_writings(titles):
    assert entries(text(ROW, titles=titles.replace("A.L.D.", "ald"))) == [EXPECTED]


def test_synonyms_are_written_as_they_are_compared():
    from cabinet.reading.columns import normalise

    titles = [title for known in SYNONYMS.values() for title in known] + [*NEVER]
    assert [normalise(title) for title in titles] == titles
    assert {*LABELS} == {*SYNONYMS}


def test_full_name_in_one_column_stands_for_both():
    (entry,) = entries(text("LE GOFF Marie;12/03/1948", titles="Patient;Date de naissance"))
    assert (entry.last_name, entry.first_name) == ("LE GOFF", "Marie")


def test_two_telephones_are_told_apart():
    columns = recognise(["Nom", "Prénom", "Né le", "Fixe", "Portable"])
    assert (columns.recognised["phone"], columns.recognised["second_phone"]) == ("Portable", "Fixe")
    assert "second_phone" not in recognise(["Nom", "Prénom", "Né le", "Portable"]).recognised


def test_a_social_security_number_is_never_read():
    data = text("GRELIER;Thérèse;12/03/1948;248038516100112", titles="Nom;Prénom;Né(e) le;N° Sécu")
    found = open_list(data, file_name="liste.csv")
    assert found.columns.dropped == ("N° Sécu",)
    checker = Checker(columns=found.columns, delimiter=";", today=TODAY, former_list=True)
    content, _ = reduce(found, checker=checker)
    assert [cells for _, cells in read_reduced(content).records()] == [["GRELIER", "Thérèse", "12/03/1948"]]


def test_a_missing_column_can_be_pointed_at():
    data = text("GRELIER;Thérèse;12/03/1948", titles="Nom;Prénom;Jour J")
    with pytest.raises(MissingColumns) as refused:
        open_list(data, file_name="liste.csv")
    assert refused.value.columns.missing_labels == ("Date de naissance",)
    found = open_list(data, file_name="liste.csv", mapping={"birth_on": "jour j"})
    assert found.columns.recognised["birth_on"] == "Jour J"


def test_errors_are_said_by_line_and_field():
    found = read(
        text(
            ";Marcel;12/10/1951;;;",
            "ZZ;Solange;01/01/2031;;;",
            "ZZ;Victoire;31/02/1940;;peut-être;",
            "ZZ;;;;;à la nage",
        )
    )
    assert [(error.line, error.field) for error in found.errors] == [
        (2, "Nom"),
        (3, "Né(e) le"),
        (4, "Né(e) le"),
        (4, "ALD"),
        (5, "Né(e) le"),
        (5, "Mobilité"),
        (5, "Prénom"),
    ]
    assert (found.lines, found.accepted) == (4, [])


def test_what_cannot_be_read_and_matters_less_is_a_warning():
    titles = "Nom;Prénom;Né(e) le;Téléphone;CP;Remarques"
    found = read(text(f"GRELIER;Thérèse;12/03/1948;en rouge;?;{'x' * 300}", titles=titles))
    assert [(warning.line, warning.field) for warning in found.warnings] == [
        (2, "CP"),
        (2, "Remarques"),
        (2, "Téléphone"),
    ]
    entry = found.accepted[0].entry
    assert (entry.phone, entry.postcode, len(entry.remark)) == ("en rouge", "", 200)


def test_a_postcode_gets_its_first_zero_back():
    (entry,) = entries(text("GRELIER;Thérèse;12/03/1948;1000", titles="Nom;Prénom;Né(e) le;CP"))
    assert entry.postcode == "01000"


def test_a_formula_stays_text():
    (entry,) = entries(
        text('GRELIER;Thérèse;12/03/1948;"=HYPERLINK(""x"")"', titles="Nom;Prénom;Né(e) le;Remarques")
    )
    assert entry.remark == '=HYPERLINK("x")'


def test_doubles_and_look_alikes_are_found_in_the_list_and_in_the_practice():
    known = [Known("marcel", "ARNAUD", "Marcel", date(1951, 10, 12))]
    found = read(
        text(
            ROW,
            "Grelier;THERESE;12-03-1948;;;",
            "Arnaud;marcel;12/10/1951;;;",
            "GRELLIER;Thérèse;12/03/1948;;;",
            "ARNAUD;Marcel;10/12/1951;;;",
        ),
        known=known,
    )
    assert found.doubles == [(3, 2, None), (4, None, "marcel")]
    assert [(pair.new.line, pair.of_line, pair.of_patient, pair.likeness) for pair in found.pairs] == [
        (5, 2, None, Likeness.NAME),
        (6, None, "marcel", Likeness.DAY_AND_MONTH),
    ]
    assert [checked.line for checked in found.accepted] == [2, 5, 6]


def test_a_line_set_aside_is_neither_read_nor_compared():
    found = read(text(ROW, "Grelier;THERESE;12/03/1948;;;"), set_aside={2})
    assert (found.left_out, [checked.line for checked in found.accepted], found.doubles) == (1, [3], [])


def test_lines_kept_apart_are_asked_about_no_more():
    data = text(ROW, "GRELLIER;Thérèse;12/03/1948;;;")
    assert read(data, kept_apart={3}).pairs == []


def test_a_workbook_is_read_like_a_list():
    data = workbook(
        ["Liste du cabinet", None],
        ["Nom", "Prénom", "Né(e) le", "Téléphone", "ALD", "Mobilité"],
        ["GRELIER", "Thérèse", date(1948, 3, 12), "06 36 22 72 13", True, "domicile"],
        [None],
    )
    assert entries(data, "Liste.XLSX") == [EXPECTED]
    assert [checked.line for checked in read(data, "liste.xlsx").accepted] == [3]


def test_a_formula_of_a_workbook_is_never_computed():
    data = workbook(["Nom", "Prénom", "Né(e) le", "Remarques"], ["GRELIER", "Thérèse", "12/03/1948", "=1+1"])
    (entry,) = entries(data, "liste.xlsx")
    assert entry.remark == "=1+1"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 160_000_000)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
        )
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lisez-moi.txt", b"bonjour")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "file_name", "said"),
    [
        (b"", "liste.csv", "Ce fichier est vide"),
        (b"  \r\n", "liste.csv", "Ce fichier est vide"),
        (text(), "liste.csv", "aucune personne"),
        (text(ROW).decode().encode("utf-16"), "liste.csv", "UTF-16"),
        (workbook(["Nom"]), "liste.csv", "un classeur Excel ou LibreOffice"),
        (text(ROW), "liste.xlsx", "n’est pas un classeur Excel"),
        (b"\xd0\xcf\x11\xe0", "liste.xls", "Un fichier .xls ne se lit pas ici"),
        (zipped(), "liste.xlsx", "n’est pas un classeur Excel"),
        (bomb(), "liste.xlsx", "démesuré une fois ouvert"),
        (entities(), "liste.xlsx", "abîmé"),
        (workbook(), "liste.xlsx", "Ce classeur est vide"),
        (b"x" * (20 * 1024**2 + 1), "liste.csv", "pèse plus de 20"),
        (text("a;b;c;d;e;f", titles="GRELIER;Thérèse;12/03/1948;;;"), "liste.csv", "titres des colonnes"),
        (b"<html>", "liste.csv", "une page web"),
        (text("a;b", titles="Nom;Nom;Né(e) le;Prénom"), "liste.csv", "le même titre"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(data, file_name, said):
    with pytest.raises(UnreadableFile) as refused:
        open_list(data, file_name=file_name)
    assert said in refused.value.message


def test_a_list_of_too_many_people_is_refused():
    with pytest.raises(UnreadableFile, match="plus de 50000 lignes"):
        open_list(text(*["a;b;c;d;e;f"] * 50_001), file_name="liste.csv")


def test_reduced_list_reads_the_same():
    data = text(ROW, "trop;court", titles=TITLES)
    found = open_list(data, file_name="liste.csv")
    checker = Checker(columns=found.columns, delimiter=found.delimiter, today=TODAY, former_list=True)
    content, lines = reduce(found, checker=checker, mapping={"ald": "ALD"})
    again = read_reduced(content)
    said = Checker(columns=again.columns, delimiter=again.delimiter, today=TODAY, former_list=True)
    assert lines == 2
    assert [said.check(*record) for record in again.records()] == [
        checker.check(*record) for record in found.records()
    ]


@pytest.mark.parametrize(
    "above",
    [
        "Liste des patients prioritaires;;;;;",
        "Dr MOREAU;au 12/10/2026;;;;\r\n;;;;;\r\n",
        "sep=;\r\nListe",
    ],
)
def test_titles_are_found_under_the_name_of_the_list(above):
    assert entries(text(TITLES, ROW, titles=above)) == [EXPECTED]


def test_title_over_two_lines_of_its_cell_is_one_title():
    titles = TITLES.replace("Né(e) le", '"Date de\nnaissance"')
    found = read(text(ROW, "NEAU;Abel;bientôt;;;", titles=titles))
    assert [checked.entry for checked in found.accepted] == [EXPECTED]
    assert [(error.line, error.field) for error in found.errors] == [(4, "Date de naissance")]


def test_an_acronym_is_known_with_its_dots():
    assert entries(text(ROW, titles="NOM;PRÉNOM;D.D.N.;Tél.;A.L.D.;Mobilité")) == [EXPECTED]
    assert open_list(
        text(titles="Nom;Prénom;DDN;N.I.R.\r\nA;B;1/2/50;1"), file_name="l.csv"
    ).columns.dropped == ("N.I.R.",)


def test_somebody_without_another_name_bears_the_one_they_were_born_with():
    titles = "Nom de naissance;Nom d’usage;Prénom;Né le"
    found = entries(text("NEAU;GRELIER;Anne;1/2/50", "ORVEAU;;Lise;3/4/51", titles=titles))
    assert [(one.last_name, one.birth_name) for one in found] == [("GRELIER", "NEAU"), ("ORVEAU", "")]
    found = entries(text("NEAU;Anne;1/2/50", titles="Nom de naissance;Prénom;Né le"))
    assert [(one.last_name, one.birth_name) for one in found] == [("NEAU", "")]


def test_columns_that_say_nothing_to_us_are_told():
    titles = "Nom;Prénom;Né(e) le;Fragile;NIR;Priorité absolue"
    found = open_list(text("A;B;1/2/50;x;1;x", titles=titles), file_name="l.csv")
    assert found.columns.unread == ("Fragile", "Priorité absolue")


def test_a_married_name_looks_like_the_name_of_birth():
    titles = "Nom;Nom de naissance;Prénom;Né(e) le"
    found = read(text("NEAU;;Anne;1/2/1950", "GRELIER;NEAU;Anne;1/2/1950", titles=titles))
    assert [(pair.new.line, pair.of_line, pair.likeness) for pair in found.pairs] == [(3, 2, Likeness.PART)]


def test_birth_name_written_in_the_name_goes_where_it_belongs():
    found = entries(text("DUPONT née MARTIN;Anne;1/2/50", titles="Nom;Prénom;Né le"))
    assert [(one.last_name, one.first_name, one.birth_name) for one in found] == [
        ("DUPONT", "Anne", "MARTIN")
    ]
    found = entries(text("Mme DUPONT née MARTIN Anne;1/2/50", titles="Nom et prénom;Né le"))
    assert [(one.last_name, one.first_name, one.birth_name) for one in found] == [
        ("DUPONT", "Anne", "MARTIN")
    ]


def test_what_is_in_brackets_explains_a_title_and_names_a_criterion():
    titles = "Nom;Prénom;Né le;Mobilité réduite;Précarité (C2S);Lieu de vie;Diagnostic (ALD)"
    [found] = entries(text("NEAU;Abel;1/2/50;PMR;C2S;EHPAD Les Ormes;diabète", titles=titles))
    assert found.criteria == ("ehpad", "mobilite_reduite", "precarite")
