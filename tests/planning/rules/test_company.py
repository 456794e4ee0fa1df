from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from planning.rules.company import Candidate, company_of, in_order_of_offer
from planning.rules.half_days import Stay

ON = date(2027, 3, 9)
ANAIS = Stay(on=ON, period="day", role="interne", who="Anaïs")
HELENE = Stay(on=ON, period="afternoon", role="infirmiere_asalee", who="Hélène")
KEVIN = Stay(on=ON, period="morning", role="remplacant", who="Kévin")
LATER = Stay(on=date(2027, 3, 10), period="day", role="titulaire", who="Lucie")
STAYS = [ANAIS, HELENE, KEVIN, LATER]


def test_company_is_who_shares_a_half_day():
    assert company_of(STAYS, on=ON, period="morning", me="Zoé") == [ANAIS, KEVIN]
    assert company_of(STAYS, on=ON, period="day", me="Zoé") == [ANAIS, HELENE, KEVIN]


def test_company_is_somebody_else():
    assert company_of(STAYS, on=ON, period="afternoon", me="Hélène") == [ANAIS]


def test_offer_puts_company_first_among_equally_needed_days():
    alone = Candidate(date(2027, 3, 8), need=2, company=0)
    together = Candidate(date(2027, 3, 12), need=2, company=1)
    crowd = Candidate(date(2027, 3, 13), need=2, company=3)
    urgent = Candidate(date(2027, 3, 26), need=8, company=0)
    assert in_order_of_offer([alone, crowd, together, urgent]) == [urgent, together, crowd, alone]


@given(st.lists(st.builds(Candidate, st.dates(), st.integers(0, 10), st.integers(0, 3))))
def test_need_goes_before_company(candidates):
    needs = [day.need for day in in_order_of_offer(candidates)]
    assert needs == sorted(needs, reverse=True)
