import io
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrocession.reading import Line, LineError, MissingColumns, UnreadableFile, read_header, read_receipts
from retrocession.reading.receipts import MAX_LISTED_ERRORS
from retrocession.reading.values import Mode

from .conftest import OCTOBER, ROW, TITLES, row


def test_line_is_read_whole(read):
    lines, errors = read(ROW)
    assert errors == []
    assert [line._replace(key=b"") for line in lines] == [
        Line(
            number=2,
            on=date(2026, 10, 1),
            at=time(8, 15),
            invoice="F1",
            doctor_key="kevin",
            act="VG",
            amount=Decimal("30.00"),
            amo=Decimal("21.00"),
            amc=Decimal("4.50"),
            patient_part=Decimal("4.50"),
            mode=Mode.CHEQUE,
            occurrence=0,
            repeated=False,
            key=b"",
        )
    ]
    assert len(lines[0].key) == 16


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", ";,\t")
def test_line_is_the_same_in_every_dialect(read, encoding, delimiter):
    quoted = ROW.replace("30,00;21,00;4,50;4,50", '"30,00";"21,00";"4,50";"4,50"').replace(";", delimiter)
    lines, errors = read(quoted, titles=TITLES.replace(";", delimiter), encoding=encoding)
    assert (lines, errors) == (read(ROW)[0], [])


@pytest.mark.parametrize("delimiter", ";,\t")
def test_file_whose_every_cell_is_quoted_is_read(read, delimiter):
    def quoted(line):
        return delimiter.join(f'"{cell}"' for cell in line.split(";"))

    assert read(quoted(ROW), titles=quoted(TITLES)) == read(ROW)


def test_patient_leaves_no_trace(read):
    lines, errors = read(
        row(Patient="SECRET Zoé"),
        row(Patient="SECRET Zoé", Montant="x", Acte="", Date="y", RPPS="z", Règlement="?"),
    )
    assert "SECRET" not in repr((lines, errors))
    assert (len(lines), len(errors)) == (1, 4)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"Date": "32/10/2026"}, "Date", "Date illisible"),
        ({"Date": ""}, "Date", "Date\u202f: la case est vide"),
        ({"Date": "02/11/2026"}, "Date", "La date 02/11/2026 n’est pas dans le mois importé (octobre 2026)"),
        ({"Date": "01/10/2025"}, "Date", "La date 01/10/2025 n’est pas dans le mois importé"),
        ({"Heure": "99:99"}, "Heure", "Heure illisible"),
        ({"N° facture": " "}, "N° facture", "N° facture\u202f: la case est vide"),
        ({"N° facture": "9" * 41}, "N° facture", "N° facture trop long"),
        ({"N° facture": "F\x071"}, "N° facture", "caractère illisible"),
        ({"RPPS": "19999999999"}, "RPPS", "Le RPPS «\u00a019999999999\u00a0» n’est pas celui"),
        ({"RPPS": "", "Médecin": "Dr INCONNU Paul"}, "Médecin", "Médecin inconnu du cabinet"),
        ({"RPPS": "", "Médecin": ""}, "RPPS", "Le médecin manque"),
        ({"Acte": ""}, "Acte", "Acte\u202f: la case est vide"),
        ({"Montant": "12,3,4"}, "Montant", "Montant illisible\u202f: «\u00a012,3,4\u00a0»"),
        ({"Montant": ""}, "Montant", "Montant\u202f: la case est vide"),
        ({"Montant": "31,00"}, "Montant", "Part AMO + Part AMC + Part patient font 30,00\u00a0€"),
        ({"Part AMO": "x"}, "Part AMO", "Montant illisible"),
        ({"Règlement": "Troc"}, "Règlement", "Règlement inconnu\u202f: «\u00a0Troc\u00a0»"),
        ({"Règlement": ""}, "Règlement", "Règlement\u202f: la case est vide"),
    ],
)
def test_wrong_cell_is_an_error_of_its_line_and_column(read, changes, field, message):
    lines, errors = read(row(**{"N° facture": "F0"}), row(**changes), row(**{"N° facture": "F2"}))
    assert [line.number for line in lines] == [2, 4]
    assert [(error.line, error.field) for error in errors] == [(3, field)]
    assert errors[0].message.startswith(message) or message in errors[0].message


def test_every_error_of_a_line_is_told(read):
    _, errors = read(row(Date="x", Montant="y", Règlement="z"))
    assert [error.field for error in errors] == ["Date", "Montant", "Règlement"]


def test_parts_are_compared_only_when_all_are_there(read):
    assert read(row(**{"Part AMC": "", "Montant": "31,00"}))[1] == []


def test_cancellation_is_a_line(read):
    lines, errors = read(
        row(**{"Montant": "-30,00", "Part AMO": "-21,00", "Part AMC": "-4,50", "Part patient": "-4,50"})
    )
    assert errors == []
    assert lines[0].amount == Decimal("-30.00")


@pytest.mark.parametrize(
    ("cut", "field", "message"),
    [
        (
            ROW[: ROW.index("21,00")] + "21",
            "Part AMC",
            "Ligne coupée avant la colonne «\u00a0Part AMC\u00a0» (9 sur 12)",
        ),
        ("01/10/20", "Heure", "Ligne coupée avant la colonne «\u00a0Heure\u00a0» (1 sur 12)"),
        (ROW + ";reste", "", "13 colonnes au lieu de 12\u202f: une case contient sans doute le séparateur"),
        (ROW.replace(";", "\t"), "", "Cette ligne est séparée par tabulation, les titres par point-virgule"),
        (ROW.replace(";PATIENT", ';"PATIENT'), "", "Guillemet mal fermé"),
        (ROW[:-3], "Règlement", "Règlement inconnu"),
    ],
)
def test_cut_or_shifted_line_is_an_error_of_that_line(read, cut, field, message):
    lines, errors = read(row(**{"N° facture": "F0"}), cut, row(**{"N° facture": "F2"}))
    assert [line.number for line in lines] == [2, 4]
    assert [(error.line, error.field) for error in errors] == [(3, field)]
    assert errors[0].message.startswith(message)


def test_empty_cells_after_the_last_title_are_ignored(read):
    assert [line.number for line in read(ROW + ";;", titles=TITLES + ";;")[0]] == [2]
    assert [line.number for line in read(ROW + ";;")[0]] == [2]


def test_blank_lines_are_skipped_and_still_numbered(read):
    lines, errors = read("", ROW, ";;;;", "  ", row(**{"N° facture": "F2"}), "")
    assert [line.number for line in lines] == [3, 6]
    assert errors == []


def test_cell_over_two_lines_keeps_the_numbers_of_the_file(read):
    lines, errors = read(row(Patient='"PATIENT\n002"'), row(**{"N° facture": "F2", "Date": "x"}))
    assert [line.number for line in lines] == [2]
    assert [error.line for error in errors] == [4]


def test_titles_may_follow_the_hint_of_excel(directory):
    data = f"sep=;\r\n{TITLES}\r\n{ROW}".encode()
    assert [line.number for line in read_receipts(data, month=OCTOBER, directory=directory)] == [3]


def test_same_line_twice_has_one_key_and_is_counted(directory):
    reading = read_receipts(f"{TITLES}\n{ROW}\n{ROW}\n{ROW}".encode(), month=OCTOBER, directory=directory)
    lines = list(reading)
    assert len({line.key for line in lines}) == 1
    assert [line.repeated for line in lines] == [False, True, True]
    assert (reading.lines, reading.repeats, reading.errors) == (3, 2, 0)


def test_act_paid_in_two_halves_is_two_lines(read):
    halves = (ROW, row(Règlement="CB"))
    lines, _ = read(*halves, *halves)
    assert [(line.occurrence, line.repeated) for line in lines] == [
        (0, False),
        (1, False),
        (0, True),
        (1, True),
    ]
    assert len({line.key for line in lines}) == 2


def test_third_occurrence_has_its_own_key(read):
    modes = ["CB", "Chèque", "Espèces", "Espèces"]
    lines, _ = read(*(row(Règlement=mode) for mode in modes))
    assert [(line.occurrence, line.repeated) for line in lines] == [
        (0, False),
        (1, False),
        (2, False),
        (2, True),
    ]
    assert len({line.key for line in lines}) == 3


def test_longer_file_keeps_the_keys_of_the_shorter(read):
    rows = [ROW, row(Règlement="CB"), row(Acte="MD")]
    short, long = read(*rows)[0], read(*rows, row(**{"N° facture": "F2"}), row(Règlement="Espèces"))[0]
    assert [line.key for line in long[:3]] == [line.key for line in short]
    assert len({line.key for line in long}) == 5


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"Règlement": "CB"}, True),
        ({"Heure": ""}, True),
        ({"Acte": " vg "}, True),
        ({"Montant": "30"}, True),
        ({"RPPS": ""}, True),
        ({"Date": "2026-10-01"}, True),
        ({"Acte": "MD"}, False),
        ({"N° facture": "F2"}, False),
        ({"Date": "02/10/2026"}, False),
        ({"Montant": "31,00", "Part AMO": "22,00"}, False),
        ({"RPPS": "10104602841"}, False),
    ],
)
def test_key_is_that_of_doctor_date_invoice_act_and_amount(read, changes, same):
    assert (read(row(**changes))[0][0].key == read(ROW)[0][0].key) is same


def test_reading_can_be_iterated_again(directory):
    reading = read_receipts(io.BytesIO(f"{TITLES}\n{ROW}".encode()), month=OCTOBER, directory=directory)
    assert list(reading) == list(reading)
    assert reading.lines == 1


def test_errors_are_listed_up_to_a_limit_and_all_counted(directory):
    rows = "\n".join([row(Montant="x")] * (MAX_LISTED_ERRORS + 50))
    reading = read_receipts(f"{TITLES}\n{rows}".encode(), month=OCTOBER, directory=directory)
    listed = list(reading)
    assert len(listed) == MAX_LISTED_ERRORS
    assert (reading.errors, reading.unlisted_errors) == (MAX_LISTED_ERRORS + 50, 50)


def test_mapping_reads_an_unknown_layout(read):
    titles = "Quand;Pièce;Qui;Geste;Somme;Comment"
    given_row = "01/10/2026;F1;Dr RABILLER Kévin;VG;30,00;Chèque"
    mapping = {"date": "Quand", "medecin": "Qui", "acte": "Geste", "montant": "Somme", "mode": "Comment"}
    lines, errors = read(given_row, titles=titles, mapping=mapping)
    assert errors == []
    assert lines[0].key == read(ROW)[0][0].key
    assert (
        read("01/10/2026;F1;Dr RABILLER Kévin;VG;x;CB", titles=titles, mapping=mapping)[1][0].field == "Somme"
    )


def test_missing_columns_are_refused_with_what_was_found(read):
    with pytest.raises(MissingColumns, match="Colonnes non reconnues\u202f: Acte, Montant") as refusal:
        read("01/10/2026;F1;Kévin Rabiller;CB;1", titles="Date;Facture;Médecin;Règlement;Autre")
    assert refusal.value.columns.headers == ("Date", "Facture", "Médecin", "Règlement", "Autre")
    assert refusal.value.line == 1


def test_header_is_read_alone():
    assert read_header(f"{TITLES}\n{ROW}".encode()).dropped == ("Patient",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            f"{TITLES}\n{ROW}".replace(";", "|"),
            "ne sont séparées ni par un point-virgule.*une barre verticale",
        ),
        ("bonjour", "ne sont séparées ni par un point-virgule"),
        (TITLES, "que les titres des colonnes, aucune recette"),
        (f"{TITLES}\n\n;;;\n", "que les titres des colonnes, aucune recette"),
        (f"{ROW}\n{ROW}", "La ligne 1 devrait porter les titres"),
        (f"{TITLES};Montant\n{ROW};3", "Deux colonnes portent le même titre\u202f: «\u00a0Montant\u00a0»"),
        (f'"{TITLES}\n{ROW}', "guillemet mal fermé"),
        ("sep=;\n", "Ce fichier est vide"),
    ],
)
def test_file_without_receipts_is_refused(directory, data, message):
    with pytest.raises(UnreadableFile, match=message):
        read_receipts(data.encode(), month=OCTOBER, directory=directory)


def test_titles_without_columns_do_not_show_the_first_patient(directory):
    with pytest.raises(UnreadableFile) as refusal:
        read_receipts(f"{ROW}\n{ROW}".encode(), month=OCTOBER, directory=directory)
    assert "PATIENT" not in refusal.value.message


@settings(max_examples=300)
@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b'";')
def test_any_bytes_are_read_or_refused(directory, data):
    _read_or_refuse(data, directory)


@settings(max_examples=300)
@given(
    st.lists(st.text('01/2;"\n\r,\t€é\u202fx-', max_size=60), max_size=6),
    st.sampled_from(["utf-8", "cp1252", "utf-8-sig"]),
)
def test_any_lines_under_good_titles_are_read_or_refused(directory, rows, encoding):
    _read_or_refuse("\n".join([TITLES, ROW, *rows]).encode(encoding, "replace"), directory)


@settings(max_examples=200)
@given(st.data())
def test_any_damage_to_a_good_file_is_read_or_refused(directory, data):
    good = f"{TITLES}\r\n{ROW}\r\n{ROW}\r\n".encode()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 30)))
    _read_or_refuse(good[:start] + data.draw(st.binary(max_size=8)) + good[end:], directory)


def _read_or_refuse(data: bytes, directory) -> None:
    try:
        items = list(read_receipts(data, month=OCTOBER, directory=directory))
    except UnreadableFile as error:
        said = [error.message]
    else:
        said = [item.message for item in items if isinstance(item, LineError)]
        assert {type(item) for item in items} <= {Line, LineError}
    assert all(sentence.endswith((".", "»")) for sentence in said), said
