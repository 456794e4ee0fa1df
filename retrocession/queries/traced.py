"""How the trace of readings names statements, contracts and files for the bank: one statement each."""

from collections.abc import Collection, Mapping
from uuid import UUID

from cabinet import text
from retrocession.models import Contract, Statement, TransferFile


def statement_names(pks: Collection[UUID]) -> Mapping[UUID, str]:
    rows = Statement.objects.filter(pk__in=pks).select_related("remplacant__person")
    return {row.pk: f"relevé {row.number}, {row.remplacant.display_name}" for row in rows.defer("detail")}


def contract_names(pks: Collection[UUID]) -> Mapping[UUID, str]:
    rows = Contract.objects.filter(pk__in=pks).select_related("remplacant__person")
    return {row.pk: f"contrat de {row.remplacant.display_name}, {text.month(row.month)}" for row in rows}


def transfer_names(pks: Collection[UUID]) -> Mapping[UUID, str]:
    rows = TransferFile.objects.filter(pk__in=pks).only("message_id")
    return {row.pk: f"fichier de virement {row.message_id}" for row in rows}
