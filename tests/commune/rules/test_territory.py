from commune.rules.territory import ToldSum, sum_of_told


def test_sum_of_told_leaves_out_what_is_not_told():
    assert sum_of_told([40, None, 25]) == ToldSum(65, 1)
    assert sum_of_told([None, None]) == ToldSum(None, 2)
    assert sum_of_told([]) == ToldSum(None, 0)


def test_total_less_what_is_told_leaves_nothing():
    assert sum_of_told([40, None, 25]).value - 40 - 25 == 0
