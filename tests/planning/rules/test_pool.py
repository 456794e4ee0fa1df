import pytest

from planning.rules.pool import Belonging, left_aside, networks_of

HERE = Belonging(cabinet=1, network=7, is_locum=True, shares_pool=True)


@pytest.mark.parametrize(
    ("mine", "networks"),
    [
        ([HERE], {7}),
        ([], set()),
        ([Belonging(1, 7, is_locum=False, shares_pool=True)], set()),
        ([Belonging(1, 7, is_locum=True, shares_pool=False)], set()),
        ([Belonging(1, None, is_locum=True, shares_pool=False)], set()),
        ([HERE, Belonging(2, 9, is_locum=True, shares_pool=True)], {7, 9}),
    ],
)
def test_networks_of_asks_for_a_locum_of_a_practice_that_shares(mine, networks):
    assert networks_of(mine) == networks


def test_left_aside_is_where_they_are_and_where_they_were():
    assert left_aside([HERE, Belonging(2, 7, is_locum=False, shares_pool=True)]) == {1, 2}
