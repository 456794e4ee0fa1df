"""Every constraint of the app has its French sentence, or the reason why nobody can meet it."""

from decimal import Decimal

import pytest
from django.apps import apps

from cabinet.tenancy.constraints import AppendOnly, SameTenant, TenantPolicy
from retrocession.actions.contracts_refused import ContractRefused
from retrocession.constraints import SENTENCES, in_french
from retrocession.models import Contract
from tests.retrocession.contracts.conftest import draft, furnish

#: Held by the practice itself or by rows that are written once: a person meets a page, never these.
OF_THE_HOUSE = (SameTenant, TenantPolicy, AppendOnly)
ALWAYS_A_MONTH = "the month comes from the address or from `first_of_month`"
COMPUTED = "the figures are those of the rule, never typed"
LOCKED = "written under the lock of its month or of its contract, or with ignore_conflicts"
BY_THE_ACTION = "the action gives the value itself"
NOBODY = {
    **dict.fromkeys(
        [
            *("adjustment", "adjustment_origin", "closing", "contract", "day_sheet", "designation"),
            *(
                "designation_correction",
                "import",
                "payer_return",
                "payments",
                "receipt_change",
                "rejections",
                "statement",
            ),
        ],
        ALWAYS_A_MONTH,
    )
}
NOBODY = {f"{name}_month_is_a_month": why for name, why in NOBODY.items()} | {
    "adjustment_share_is_the_amount_at_its_rate": COMPUTED,
    "draft_awaits_only_on_what_is_received": COMPUTED,
    "statement_awaits_only_on_what_is_received": COMPUTED,
    "payer_return_changes_what_it_says": COMPUTED,
    "payer_return_says_an_amount": COMPUTED,
    "draft_base_is_what_is_shared": COMPUTED,
    "draft_net_is_the_sum": COMPUTED,
    "draft_share_and_kept_make_the_base": COMPUTED,
    "draft_share_is_each_base_at_its_rate": COMPUTED,
    "statement_base_is_what_is_shared": COMPUTED,
    "statement_net_is_the_sum": COMPUTED,
    "statement_share_and_kept_make_the_base": COMPUTED,
    "statement_share_is_each_base_at_its_rate": COMPUTED,
    "closing_one_per_month": LOCKED,
    "closing_stays_issued": "the steps know no way back from there",
    "column_mapping_one_per_practice": LOCKED,
    "contract_document_made_once": LOCKED,
    "contract_document_very_file": LOCKED,
    "contract_evidence_one_per_document": LOCKED,
    "contract_reference_given_once": LOCKED,
    "counter_one_per_year": LOCKED,
    "document_one_per_statement": LOCKED,
    "draft_one_per_pair": LOCKED,
    "revision_one_per_version": LOCKED,
    "statement_number_given_once": LOCKED,
    "statement_one_per_pair_and_month": LOCKED,
    "transfer_message_id_once": LOCKED,
    "transfer_pays_a_statement_once": LOCKED,
    "transfer_same_content_same_file": LOCKED,
    "adjustment_correction_is_of_a_statement": BY_THE_ACTION,
    "adjustment_payment_is_of_a_line": BY_THE_ACTION,
    "closing_has_a_titulaire_once_prepared": BY_THE_ACTION,
    "contract_is_complete_once_sent": BY_THE_ACTION,
    "contract_signed_has_a_date": BY_THE_ACTION,
    "day_sheet_day_is_of_its_month": BY_THE_ACTION,
    "name_check_suggests_a_close_name": BY_THE_ACTION,
    "import_keeps_no_content_once_settled": BY_THE_ACTION,
    "outcome_is_carried_or_withdrawn": BY_THE_ACTION,
    "paper_kind_is_known": BY_THE_ACTION,
    "payments_keep_no_rows_once_settled": BY_THE_ACTION,
    "receipt_change_says_what_came_after": BY_THE_ACTION,
    "receipt_line_is_imported_or_typed": BY_THE_ACTION,
    "rejections_keep_no_rows_once_settled": BY_THE_ACTION,
}


def names() -> set[str]:
    models = apps.get_app_config("retrocession").get_models()
    return {
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        if not isinstance(constraint, OF_THE_HOUSE) and not constraint.name.endswith("_tenant_key")
    }


def test_every_constraint_is_said_in_french_or_met_by_nobody():
    assert set(SENTENCES) & set(NOBODY) == set()
    assert sorted(names()) == sorted({*SENTENCES, *NOBODY})


def test_sentences_are_sentences():
    for name, explained in SENTENCES.items():
        assert explained.sentence[0].isupper(), name
        assert explained.sentence.endswith("."), name
        assert "_" not in explained.sentence, name


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"rate": Decimal("120.00")}, "contract_rate_is_a_percentage"),
        ({"payment_day": 31}, "contract_payment_day_is_in_every_month"),
        ({"kind": "adjoint", "letter": ""}, "contract_other_kind_needs_the_letter"),
    ],
)
def test_what_the_database_refuses_is_refused_in_french_beside_its_field(cast, values, name):
    from cabinet.tenancy.scope import scoped

    furnish(cast)
    with scoped(cast.cabinet.pk):
        contract = draft(cast)
        with pytest.raises(ContractRefused) as refused, in_french(ContractRefused):
            Contract.objects.filter(pk=contract.pk).update(**values)
        said = SENTENCES[name]
        assert (refused.value.message, refused.value.field) == (said.sentence, said.field)
        assert Contract.objects.get().payment_day == contract.payment_day
