"""Any month adds up to the cent, whatever was billed."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cabinet.models import PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.statements import issue_month
from retrocession.models import Statement
from retrocession.queries.month import month_as_data
from retrocession.rules.settlement import totals_of
from tests.retrocession.closing.conftest import AT, bill, write

MAY = date(2027, 5, 1)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["fradin", "rabiller", "sorin", "hervouet"]),
        st.integers(1, 31),
        st.sampled_from(["G", "MEG", "IK", "IKM", "DEQP003"]),
        st.decimals(min_value="-99.99", max_value="99.99", places=2),
        st.sampled_from(["especes", "cheque", "cb", "virement", "tiers_payant"]),
    ),
    min_size=1,
    max_size=40,
)
RATE = st.decimals(min_value=0, max_value=100, places=2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, rate=RATE)
def test_share_kept_travel_and_excluded_make_what_was_billed(cast, lines, rate):
    with transaction.atomic():
        with scoped(cast.cabinet.pk):
            PractitionerProfile.objects.filter(membership=cast.fradin).update(retrocession_rate=rate)
            written = [
                bill(getattr(cast, who), MAY.replace(day=day), act, amount, mode=mode, line=number)
                for number, (who, day, act, amount, mode) in enumerate(lines)
            ]
            write(*written)
            designate(month=MAY, titulaire=cast.texier, by=None, at=AT)
            for step in (prepare_month, verify_month, approve_month, issue_month):
                closing = step(month=MAY, by=None, at=AT)
            data = month_as_data(closing)
            statements = list(Statement.objects.all())
            parts = sum(s.share + s.kept + s.travel for s in statements)
            excluded = sum(Decimal(other["billed"]) for other in data["excluded"])
            assert parts + excluded == sum(line.amount for line in written)
            assert data["total_net"] == f"{sum((s.net for s in statements), Decimal('0.00')):.2f}"
            assert [s.rank for s in statements] == list(range(1, len(statements) + 1))
            for statement in statements:
                own = totals_of([line for line in written if line.doctor_id == statement.remplacant_id])
                assert (statement.days, statement.acts) == (own.days, own.acts)
                assert (statement.billed, statement.travel) == (own.billed, own.travel)
        transaction.set_rollback(True)
