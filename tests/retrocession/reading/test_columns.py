import pytest

from cabinet.reading.columns import normalise
from retrocession.reading.columns import COLUMNS, LABELS, SYNONYMS, recognise

SAMPLE = ["Date", "Heure", "N° facture", "Patient", "Médecin", "RPPS", "Acte", "Montant"]
SAMPLE += ["Part AMO", "Part AMC", "Part patient", "Règlement"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N° facture", "n facture"),
        ("  RÈGLEMENT ", "reglement"),
        ("Mode_de-paiement", "mode de paiement"),
        ("№ FSE", "no fse"),
        ("", ""),
        ("É", "e"),
    ],
)
def test_normalise_drops_accents_case_and_punctuation(text, expected):
    assert normalise(text) == expected


def test_synonyms_are_written_as_they_are_compared():
    for titles in SYNONYMS.values():
        assert [normalise(title) for title in titles] == list(titles)


def test_synonyms_name_one_column_each():
    titles = [title for group in SYNONYMS.values() for title in group]
    assert len(titles) == len(set(titles))
    assert set(COLUMNS) == set(LABELS)


def test_titles_of_the_first_sample_are_recognised():
    columns = recognise(SAMPLE)
    assert columns.recognised == {
        "date": "Date",
        "heure": "Heure",
        "facture": "N° facture",
        "medecin": "Médecin",
        "rpps": "RPPS",
        "acte": "Acte",
        "montant": "Montant",
        "amo": "Part AMO",
        "amc": "Part AMC",
        "patient_part": "Part patient",
        "mode": "Règlement",
    }
    assert (columns.missing, columns.dropped, columns.ambiguous) == ((), ("Patient",), ())


def test_titles_of_the_second_sample_are_recognised():
    columns = recognise(["date", "rpps", "facture", "acte", "montant", "reglement"])
    assert set(columns.recognised) == {"date", "rpps", "facture", "acte", "montant", "mode"}
    assert columns.missing == ()


def test_missing_columns_are_named():
    columns = recognise(["Date", "Acte", "Patient"])
    assert columns.missing == ("facture", "montant", "mode", "medecin")
    assert columns.missing_labels == ("N° facture", "Montant", "Règlement", "Médecin (nom, RPPS ou e-mail)")


def test_mapping_names_columns_that_synonyms_do_not():
    headers = ["Jour J", "Pièce", "Praticien", "Geste", "Somme", "Moyen"]
    mapping = {"date": "jour j", "acte": "Geste", "montant": "Somme", "mode": "Moyen"}
    columns = recognise(headers, mapping)
    assert columns.missing == ()
    assert columns.recognised["date"] == "Jour J"


def test_mapping_wins_over_synonyms():
    assert recognise([*SAMPLE, "Somme due"], {"montant": "Somme due"}).recognised["montant"] == "Somme due"


def test_mapping_of_another_layout_leaves_synonyms():
    assert recognise(SAMPLE, {"montant": "Somme due", "inconnu": "x"}) == recognise(SAMPLE)


def test_mapping_never_takes_the_patients_column():
    columns = recognise(["Date", "Patient"], {"medecin": "Patient", "facture": "Nom"})
    assert columns.recognised == {"date": "Date"}
    assert columns.dropped == ("Patient",)


def test_title_borne_by_two_columns_is_ambiguous():
    assert recognise(["Date", "Montant", "montant"]).ambiguous == ("Montant",)
