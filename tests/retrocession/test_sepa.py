from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import schwifty
import sepaxml
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from retrocession.sepa import (
    MAX_REMITTANCE,
    Party,
    Payment,
    TransferRefused,
    control_sum,
    credit_transfers,
    remittance,
    sepa_text,
)

NAMESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
SCHEMA = xmlschema.XMLSchema(str(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"))

ULYSSE = Party(name="TEXIER ULYSSE", iban="FR7620041841862190433439920", bic="PSSTFRPP")
KEVIN = Party(name="RABILLER KÉVIN", iban="FR7620041515892425435106419", bic="PSSTFRPP")
GAEL = Party(name="HERBRETEAU GAËL", iban="FR7614445757326164684313042", bic="CEPAFRPPXXX")
OCTOBER = date(2026, 10, 1)


def payment(payee: Party = KEVIN, amount: str = "1533.12", reference: str = "2026-0001") -> Payment:
    return Payment(
        payee=payee,
        amount=Decimal(amount),
        reference=reference,
        remittance=remittance(OCTOBER, "Cabinet collaboratif de Nieul Le Dolent", reference),
    )


TWO = (payment(), payment(GAEL, "2132.00", "2026-0002"))


def made(*payments: Payment, payer: Party = ULYSSE, **changes) -> bytes:
    given_ = {
        "message_id": "RETRO-2026-10-1a2b3c",
        "created_at": datetime(2026, 11, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris")),
        "execution_on": date(2026, 11, 4),
    }
    return credit_transfers(payer, payments, **(given_ | changes))


def texts(document: bytes, path: str) -> list[str | None]:
    root = ElementTree.fromstring(document)
    return [
        element.text
        for element in root.findall(".//" + "/".join(f"p:{tag}" for tag in path.split("/")), NAMESPACE)
    ]


def test_file_is_valid_against_the_iso_schema():
    SCHEMA.validate(made(*TWO).decode())


def test_file_names_each_transfer():
    document = made(*TWO)
    assert texts(document, "GrpHdr/MsgId") == ["RETRO-2026-10-1a2b3c"]
    assert texts(document, "GrpHdr/CreDtTm") == ["2026-11-02T09:30:00"]
    assert texts(document, "PmtInf/PmtInfId") == ["RETRO-2026-10-1a2b3c-1", "RETRO-2026-10-1a2b3c-2"]
    assert texts(document, "PmtInf/BtchBookg") == ["false", "false"]
    assert texts(document, "ReqdExctnDt/Dt") == ["2026-11-04", "2026-11-04"]
    assert texts(document, "EndToEndId") == ["2026-0001", "2026-0002"]
    assert texts(document, "InstdAmt") == ["1533.12", "2132.00"]
    assert texts(document, "Cdtr/Nm") == ["RABILLER KEVIN", "HERBRETEAU GAEL"]
    assert texts(document, "CdtrAcct/Id/IBAN") == [KEVIN.iban, GAEL.iban]
    assert texts(document, "CdtrAgt/FinInstnId/BICFI") == ["PSSTFRPP", "CEPAFRPPXXX"]
    assert texts(document, "DbtrAgt/FinInstnId/BICFI") == ["PSSTFRPP", "PSSTFRPP"]
    assert texts(document, "Ustrd") == [
        "RETROCESSION 2026-10 Cabinet collaboratif de Nieul Le Dolent 2026-0001",
        "RETROCESSION 2026-10 Cabinet collaboratif de Nieul Le Dolent 2026-0002",
    ]


def test_file_sums_are_those_of_its_transfers():
    document = made(*TWO)
    assert texts(document, "GrpHdr/CtrlSum") == ["3665.12"] == [str(control_sum(TWO))]
    assert texts(document, "GrpHdr/NbOfTxs") == ["2"]
    assert texts(document, "PmtInf/CtrlSum") == ["1533.12", "2132.00"]


def test_file_holds_no_postal_address():
    assert b"PstlAdr" not in made(*TWO)


def test_same_payments_give_the_same_bytes():
    assert made(*TWO) == made(*TWO)


def test_bic_is_derived_from_the_iban_when_missing():
    document = made(payment(Party(name=KEVIN.name, iban=KEVIN.iban)), payer=Party(name="X", iban=ULYSSE.iban))
    assert texts(document, "CdtrAgt/FinInstnId/BICFI") == ["PSSTFRPP"]
    assert texts(document, "DbtrAgt/FinInstnId/BICFI") == ["PSSTFRPP"]


def test_long_name_is_cut_at_what_banks_take():
    assert texts(made(payment(Party(name="É" * 80, iban=KEVIN.iban))), "Cdtr/Nm") == ["E" * 70]


@pytest.mark.parametrize(
    ("payments", "changes", "message"),
    [
        ((), {}, "aucun virement"),
        ((payment(amount="0.00"),), {}, "montant positif"),
        ((payment(amount="-3.00"),), {}, "montant positif"),
        ((payment(amount="3.001"),), {}, "au centime près"),
        ((payment(), payment(GAEL)), {}, "Le relevé 2026-0001 serait payé deux fois"),
        ((payment(reference="2026//1"),), {}, "référence de virement"),
        ((payment(reference="9" * 36),), {}, "référence de virement"),
        ((payment(),), {"message_id": "9" * 31}, "référence du fichier"),
        ((payment(),), {"message_id": "é"}, "référence du fichier"),
        ((payment(),), {"execution_on": date(2026, 12, 25)}, "Le 25/12/2026 n’est pas un jour ouvré"),
        ((payment(Party(name="…", iban=KEVIN.iban)),), {}, "Le nom du titulaire d’un compte manque"),
        ((payment(Party(name=" ", iban=KEVIN.iban)),), {}, "Le nom du titulaire d’un compte manque"),
        ((payment(Party(name="K", iban="FR76")),), {}, "Compte de K\u202f: Cet IBAN comporte une erreur"),
        (
            (payment(Party(name="K", iban=KEVIN.iban, bic="BNPAFRPP")),),
            {},
            "Compte de K\u202f: Le BIC BNPAFRPP",
        ),
        ((payment(Party(name="K", iban="NL56XXXX0417164300")),), {}, "Compte de K\u202f: le BIC manque"),
        ((Payment(KEVIN, Decimal("1.00"), "2026-0001", ""),), {}, "motif du virement 2026-0001"),
        ((Payment(KEVIN, Decimal("1.00"), "2026-0001", "x" * 141),), {}, "motif du virement 2026-0001"),
        ((payment(amount="10000000000000000.01"),), {}, "ne suit pas la norme"),
    ],
)
def test_transfer_that_a_bank_would_refuse_is_refused(payments, changes, message):
    with pytest.raises(TransferRefused, match=message):
        made(*payments, **changes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Épaud & Fils", "Epaud + Fils"),
        ("L’Œuvre", "L'OEuvre"),
        ("« A_B »", "A B"),
        ("Nieul-le-Dolent (85)", "Nieul-le-Dolent (85)"),
        ("<script>", "script"),
        ("", ""),
    ],
)
def test_sepa_text_keeps_to_the_letters_of_banks(text, expected):
    assert sepa_text(text) == expected


def test_remittance_keeps_the_number_of_a_practice_with_a_long_name():
    text = remittance(OCTOBER, "x" * 300, "2026-0042")
    assert len(text) == MAX_REMITTANCE
    assert text.startswith("RETROCESSION 2026-10 xxx")
    assert text.endswith("x 2026-0042")


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.decimals(min_value="0.01", max_value="999999.99", places=2), min_size=1, max_size=5),
    st.text(max_size=30),
)
def test_control_sum_never_loses_a_cent(amounts, name):
    payments = [
        Payment(
            Party(f"K {name}", KEVIN.iban), amount, f"2026-{n:04}", remittance(OCTOBER, name, f"2026-{n:04}")
        )
        for n, amount in enumerate(amounts, start=1)
    ]
    document = made(*payments)
    assert Decimal(texts(document, "GrpHdr/CtrlSum")[0]) == sum(amounts)
    assert texts(document, "GrpHdr/NbOfTxs") == [str(len(amounts))]


BANKS = ("20041", "30004", "14445", "10278")
NAMES = ("ÉPAUD D’ŒUVRE Zoé", "LE GOFF-L’HÉNORET Maël", "N’GUYEN Anaïs", "ŒUVRARD Cécile", "ÇELIK Gaël")


def account_number(n: int) -> str:
    """A French account number whose two keys are right."""
    return str(
        schwifty.IBAN.generate("FR", bank_code=BANKS[n % 4], account_code=f"{n:011}", branch_code=f"{n:05}")
    )


def sixty() -> list[Payment]:
    """Accents, apostrophes and « œ », a name of 70 characters and one of 71, one cent, a long practice."""
    names = [f"{NAMES[n % 5]} {n}" for n in range(58)] + ["É" * 70, "œ" + "x" * 69]
    return [
        Payment(
            Party(name, account_number(n)),
            Decimal("0.01") if n == 0 else Decimal(n * 101_37) / 100,
            f"2026-{n + 1:04}",
            remittance(OCTOBER, "Cabinet d’Œuvre " * 12, f"2026-{n + 1:04}"),
        )
        for n, name in enumerate(names)
    ]


def test_sixty_payees_make_one_valid_file():
    payments = sixty()
    document = made(*payments)
    SCHEMA.validate(document.decode())
    assert made(*sixty()) == document
    assert b"PstlAdr" not in document
    assert b"AdrLine" not in document
    assert texts(document, "GrpHdr/NbOfTxs") == ["60"]
    amounts = [Decimal(text) for text in texts(document, "InstdAmt")]
    assert amounts == [payment.amount for payment in payments]
    assert texts(document, "GrpHdr/CtrlSum") == [str(sum(amounts))]
    assert amounts[0] == Decimal("0.01")
    bics = texts(document, "CdtrAgt/FinInstnId/BICFI")
    assert len(bics) == 60
    assert all(bics)
    names = texts(document, "Cdtr/Nm")
    assert names[0] == "EPAUD D'OEUVRE Zoe 0"
    assert names[-2:] == ["E" * 70, "oe" + "x" * 68]
    assert {len(text) for text in texts(document, "Ustrd")} == {MAX_REMITTANCE}
    assert len(set(texts(document, "EndToEndId"))) == 60
