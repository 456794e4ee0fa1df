"""What the benchmarks compute from what they measure."""

import json

from benchmarks.harness import Figure, alternate, compared, milliseconds, repeated, seconds


def measure_of(name, *, costs, calls):
    left = list(costs)

    def measure():
        calls.append(name)
        return left.pop(0)

    return measure


def test_alternate_throws_the_first_round_away_and_changes_who_goes_first():
    calls = []
    thing = measure_of("thing", costs=[99, 1, 2, 3], calls=calls)
    reference = measure_of("reference", costs=[99, 10, 20, 30], calls=calls)

    assert alternate(thing, reference, rounds=3) == [(1, 10), (2, 20), (3, 30)]
    assert calls == [
        *("thing", "reference"),
        *("thing", "reference"),
        *("reference", "thing"),
        *("thing", "reference"),
    ]


def test_compared_gives_the_median_of_the_ratios_of_the_rounds():
    figure = compared("page", "ms", [(10, 5), (12, 4), (100, 50)])

    assert figure == Figure(name="page", value=12, unit="ms", n=3, reference=5, ratio=2)


def test_repeated_gives_the_median_without_the_first_round():
    measure = measure_of("start", costs=[99, 3, 1, 2], calls=[])

    assert repeated("start", "s", measure, rounds=3) == Figure(name="start", value=2, unit="s", n=3)


def test_figure_line_has_the_six_keys_rounded():
    figure = Figure(name="page", value=1.23456, unit="ms", n=5, reference=2, ratio=0.61728)

    assert json.loads(figure.line()) == {
        "name": "page",
        "value": 1.235,
        "unit": "ms",
        "reference": 2,
        "ratio": 0.617,
        "n": 5,
    }


def test_figure_line_without_a_reference_says_null_and_adds_its_details():
    figure = Figure(name="bytes", value=3, unit="KiB", n=1, details={"requests": 4})

    assert json.loads(figure.line()) == {
        "name": "bytes",
        "value": 3,
        "unit": "KiB",
        "reference": None,
        "ratio": None,
        "n": 1,
        "details": {"requests": 4},
    }


def test_seconds_is_the_median_of_the_times_and_milliseconds_a_thousand_times_that(monkeypatch):
    instants = iter([0, 1, 10, 13, 20, 22])
    monkeypatch.setattr("time.perf_counter", lambda: next(instants))
    assert seconds(lambda: None, times=3) == 2

    instants = iter([0, 0.5])
    assert milliseconds(lambda: None) == 500
