import pytest

from retrocession.reading.doctors import Directory, Doctor, UnknownDoctor

from .conftest import DOCTORS


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"rpps": "10106219982"}, "kevin"),
        ({"rpps": "1010 6219 982"}, "kevin"),
        ({"rpps": "810106219982"}, "kevin"),
        ({"name": "10106219982"}, "kevin"),
        ({"email": "KEVIN@nieul.example"}, "kevin"),
        ({"name": "kevin@nieul.example"}, "kevin"),
        ({"name": "Dr RABILLER Kévin"}, "kevin"),
        ({"name": "Kevin Rabiller"}, "kevin"),
        ({"name": "docteur  rabiller, kevin"}, "kevin"),
        ({"name": "Dr. LE GOFF Marie Laure"}, "marie-laure"),
        ({"name": "Marie-Laure LE GOFF"}, "marie-laure"),
        ({"name": "Mme le Dr HERVOUET Anaïs"}, None),
        # The RPPS decides before the e-mail, the e-mail before the name.
        ({"rpps": "10106219982", "email": "anais@nieul.example", "name": "LE GOFF Marie-Laure"}, "kevin"),
        ({"email": "anais@nieul.example", "name": "LE GOFF Marie-Laure"}, "anais"),
        # Nobody recorded her RPPS yet: her name still says who she is.
        ({"rpps": "10105746159", "name": "Dr HERVOUET Anaïs"}, "anais"),
    ],
)
def test_doctor_is_found(directory, cells, key):
    if key is None:
        with pytest.raises(UnknownDoctor):
            directory.find(**cells)
    else:
        assert directory.find(**cells).key == key


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"rpps": "19999999999"}, "rpps", "Médecin inconnu du cabinet\u202f: «\u00a019999999999\u00a0»"),
        ({"rpps": "abc"}, "rpps", "Médecin inconnu"),
        ({"email": "x@y.example"}, "email", "Médecin inconnu"),
        ({"name": "Dr INCONNU Paul"}, "medecin", "Médecin inconnu"),
        ({"name": "RABILLER"}, "medecin", "Médecin inconnu"),
        ({"name": "RABILLER K"}, "medecin", "Médecin inconnu"),
        ({"name": "Dr"}, "medecin", "Médecin inconnu"),
        ({}, "", "Le médecin manque"),
        (
            {"rpps": "19999999999", "name": "Dr RABILLER Kévin"},
            "rpps",
            "Le RPPS «\u00a019999999999\u00a0» n’est pas celui de Kévin Rabiller",
        ),
    ],
)
def test_unknown_doctor_is_refused_at_its_column(directory, cells, column, message):
    with pytest.raises(UnknownDoctor, match=message) as refusal:
        directory.find(**cells)
    assert refusal.value.column == column


def test_homonyms_are_told_apart_by_rpps_only():
    homonym = Doctor(
        key="other", email="k2@nieul.example", first_name="Kevin", last_name="RABILLER", rpps="10104344394"
    )
    both = Directory([*DOCTORS, homonym])
    assert both.find(rpps="10104344394", name="Rabiller Kévin").key == "other"
    with pytest.raises(UnknownDoctor, match="Plusieurs médecins du cabinet répondent"):
        both.find(name="Rabiller Kévin")


def test_name_read_both_ways_is_ambiguous():
    both = Directory(
        [
            Doctor(key="one", email="", first_name="Paul", last_name="Martin"),
            Doctor(key="two", email="", first_name="Martin", last_name="Paul"),
        ]
    )
    with pytest.raises(UnknownDoctor, match="Plusieurs médecins"):
        both.find(name="Martin Paul")


def test_doctor_without_a_name_is_never_found_by_name():
    with pytest.raises(UnknownDoctor):
        Directory([Doctor(key="one", email="", first_name="", last_name="")]).find(name="Dr")
