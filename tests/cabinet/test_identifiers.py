import pytest

from cabinet import identifiers

CAISSE_EPARGNE = "FR7614445757326164684313042"

# The accounts of the sample practice, with the BIC that its kit gives.
ACCOUNTS = [
    ("FR7620041841862190433439920", "PSSTFRPP"),
    ("FR7630004436079866936711833", "BNPAFRPP"),
    ("FR7610278261517670936048472", "CMCIFR2A"),
    (CAISSE_EPARGNE, "CEPAFRPPXXX"),
]


@pytest.mark.parametrize(("account", "bic"), ACCOUNTS)
def test_iban_and_its_bic_are_accepted(account, bic):
    spaced = " ".join(account[i : i + 4] for i in range(0, len(account), 4))
    assert identifiers.iban(spaced) == account
    assert identifiers.bic(bic, account=account) == bic
    assert identifiers.derived_bic(account) == bic


@pytest.mark.parametrize(
    "value",
    [
        "",
        "FR76",
        "é",
        CAISSE_EPARGNE[:-1] + "3",
        # The international key is right, the French RIB key is not.
        "FR4914445757326164684313043",
    ],
)
def test_iban_with_a_wrong_key_is_refused_in_french(value):
    with pytest.raises(ValueError, match="Cet IBAN comporte une erreur"):
        identifiers.iban(value)


@pytest.mark.parametrize("bic", ["CEPAFRPP", "CEPAFRPPXXX", "CEPAFRPP444", "cepafrpp"])
def test_bic_of_any_branch_of_the_bank_is_accepted(bic):
    assert identifiers.bic(bic, account=CAISSE_EPARGNE) == bic.upper()


def test_bic_of_another_bank_is_refused():
    with pytest.raises(ValueError, match="n’est pas celui de la banque de cet IBAN"):
        identifiers.bic("BNPAFRPP", account=CAISSE_EPARGNE)


def test_bic_is_not_compared_when_the_bank_is_unknown():
    unlisted = "NL56XXXX0417164300"
    assert identifiers.derived_bic(unlisted) is None
    assert identifiers.bic("BNPAFRPP", account=unlisted) == "BNPAFRPP"


@pytest.mark.parametrize("value", ["", "BNPA", "é" * 8, "BNPAFRPPXX"])
def test_malformed_bic_is_refused(value):
    with pytest.raises(ValueError, match="8 ou 11 caractères"):
        identifiers.bic(value)


def test_rpps_is_compacted():
    assert identifiers.rpps(" 1010 5746 159 ") == "10105746159"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1010574615", "11 chiffres"),
        ("810105746159", "11 chiffres"),
        ("１０１０５７４６１５９", "11 chiffres"),
        ("10105746158", "clé de contrôle"),
    ],
)
def test_wrong_rpps_is_refused(value, message):
    with pytest.raises(ValueError, match=message):
        identifiers.rpps(value)


def test_siret_is_compacted():
    assert identifiers.siret("944 703 164 00011") == "94470316400011"


@pytest.mark.parametrize("value", ["", "94470316400012", "9447031640001", "abc"])
def test_wrong_siret_is_refused(value):
    with pytest.raises(ValueError, match="SIRET"):
        identifiers.siret(value)


@pytest.mark.parametrize(("value", "stored"), [("85161", "85161"), ("2a004", "2A004"), ("97411", "97411")])
def test_insee_code_is_accepted(value, stored):
    assert identifiers.insee(value) == stored


@pytest.mark.parametrize("value", ["", "8516", "00001", "2C001", "851612"])
def test_wrong_insee_code_is_refused(value):
    with pytest.raises(ValueError, match="INSEE"):
        identifiers.insee(value)


@pytest.mark.parametrize("value", ["85430", "01000", "97400"])
def test_postcode_is_accepted(value):
    assert identifiers.postcode(value) == value


@pytest.mark.parametrize("value", ["", "8543", "00100", "2A004", "854300"])
def test_wrong_postcode_is_refused(value):
    with pytest.raises(ValueError, match="code postal"):
        identifiers.postcode(value)


@pytest.mark.parametrize(
    "written",
    [
        "0639981234", "06 39 98 12 34", "06.39.98.12.34", "06-39-98-12-34",
        "06\u202f39\u202f98\u202f12\u202f34",
        "+33 6 39 98 12 34", "+33 (0)6 39 98 12 34", "0033 639981234", " 06/39/98/12/34 ",
    ],
)  # fmt: skip
def test_phone_is_read_in_any_writing(written):
    assert identifiers.phone(written) == "+33639981234"


def test_phone_of_a_neighbouring_country_is_kept():
    assert identifiers.phone("+32 2 555 12 12") == "+3225551212"


@pytest.mark.parametrize("written", ["06 39 98 12", "poste 12", "15", "00000000000", "06 39 98 12 34 56"])
def test_unreadable_phone_is_refused_with_an_example(written):
    with pytest.raises(ValueError, match=r"ne se lit pas.*dix chiffres"):
        identifiers.phone(written)
