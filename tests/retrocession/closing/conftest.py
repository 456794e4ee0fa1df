"""October of the sample practice, and months of one's own."""

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests import databases

SAMPLES = Path(__file__).parents[3] / "samples"
OCTOBER = date(2026, 10, 1)
AT = datetime(2026, 11, 2, 10, 20, tzinfo=UTC)
MODES = {
    "Espèces": "especes",
    "Chèque": "cheque",
    "CB": "cb",
    "Virement": "virement",
    "Tiers payant": "tiers_payant",
}


def bill(doctor, on, act, amount, *, mode="cb", invoice="1", line=1, amo=None, amc=None, patient_part=None):
    """One line of receipts, in the current practice."""
    from retrocession.models import ReceiptImport, ReceiptLine

    month = on.replace(day=1)
    receipt_import, _ = ReceiptImport.objects.get_or_create(
        month=month, sha256="0" * 64, defaults={"file_name": "recettes.csv", "uploaded_at": AT}
    )
    key = hashlib.sha256(f"{doctor.pk}{on}{invoice}{act}{amount}{line}".encode()).digest()[:16]
    return ReceiptLine(
        receipt_import=receipt_import,
        doctor=doctor,
        month=month,
        on=on,
        line=line,
        invoice=invoice,
        act=act,
        amount=Decimal(amount),
        amo=amo,
        amc=amc,
        patient_part=patient_part,
        mode=mode,
        key=key,
    )


def write(*lines):
    from retrocession.models import ReceiptLine

    ReceiptLine.objects.bulk_create(lines)


def sample_practice():
    from cabinet.models import Cabinet

    return Cabinet.objects.get(slug="nieul-le-dolent")


def load_sample_practice():
    from cabinet.kit import load

    kit = json.loads((SAMPLES / "nieul-le-dolent.json").read_text())
    del kit["series"]  # six months of Thursdays and Tuesdays to come, that no closing looks at
    load(kit, at=AT)
    return sample_practice()


def write_sample_receipts(practice) -> None:
    from cabinet.models import PractitionerProfile
    from cabinet.tenancy.scope import scoped

    def decimal(text):
        return Decimal(text.replace("\u202f", "").replace(" ", "").replace(",", "."))

    with scoped(practice.pk):
        doctors = {
            profile.rpps: profile.membership
            for profile in PractitionerProfile.objects.select_related("membership")
        }
        with (SAMPLES / "recettes-2026-10.csv").open(encoding="cp1252", newline="") as file:
            write(
                *[
                    bill(
                        doctors[row["RPPS"]],
                        date.fromisoformat("-".join(reversed(row["Date"].split("/")))),
                        row["Acte"],
                        decimal(row["Montant"]),
                        mode=MODES[row["Règlement"]],
                        invoice=row["N° facture"],
                        line=number,
                        amo=decimal(row["Part AMO"]),
                        amc=decimal(row["Part AMC"]),
                    )
                    for number, row in enumerate(csv.DictReader(file, delimiter=";"), start=2)
                ]
            )


def open_october() -> None:
    write_sample_receipts(load_sample_practice())


@pytest.fixture(scope="session")
def october_mould(django_db_setup, migrated_template, django_db_blocker) -> Iterator[str]:
    """The sample practice with its designation and its receipts, nothing prepared: loaded once."""
    name = f"{migrated_template}_october"
    with django_db_blocker.unblock():
        databases.make_mould(migrated_template, name, open_october)
    yield name
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture(scope="session")
def october_connection(october_mould, migrated_template, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """Leads to October. Not to the mould itself, which nobody may be connected to."""
    name = f"{migrated_template}_in_october"
    with django_db_blocker.unblock():
        databases.clone(october_mould, name)
    there = databases.connection_to(name)
    yield there
    with django_db_blocker.unblock():
        there.close()
        databases.drop(name)


@pytest.fixture
def october(october_connection, django_db_blocker):
    """The practice of that mould; what a test does to it is undone."""
    with django_db_blocker.unblock(), databases.rolled_back(october_connection):
        yield sample_practice()


@pytest.fixture
def living_october(django_db_setup, migrated_template, october_mould, django_db_blocker):
    """The same, committed in a database of one's own."""
    name = f"{migrated_template}_living"
    with django_db_blocker.unblock(), databases.of_ones_own(october_mould, name):
        yield sample_practice()


@pytest.fixture
def member(october):
    """`member("ulysse.texier")`: the membership of somebody of the sample practice."""
    return lambda name: member_named(october, name)


def member_named(practice, name):
    from cabinet.models import Membership
    from cabinet.tenancy.scope import scoped

    with scoped(practice.pk):
        membership = Membership.objects.select_related("person").get(
            person__email=f"{name}@nieul-le-dolent.example"
        )
    membership.cabinet = practice
    return membership


def close(practice, until, *, by=None, at=AT):
    """Take October through its steps, as `by` or as the operator."""
    from cabinet.tenancy.scope import scoped
    from retrocession.actions.closing import approve_month, prepare_month, verify_month
    from retrocession.actions.statements import issue_month

    with scoped(practice.pk):
        for step, state in [
            (prepare_month, "prepared"),
            (verify_month, "verified"),
            (approve_month, "approved"),
            (issue_month, "issued"),
        ]:
            closing = step(month=OCTOBER, by=by, at=at)
            if state == until:
                return closing
    raise AssertionError(until)
