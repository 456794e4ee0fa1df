import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cabinet.reading.records import MAX_RECORD_LINES, records


def read(text: str, width: int = 2):
    return list(records(iter(io.StringIO(text, newline="")), delimiter=";", width=width, first=1))


def test_record_bears_the_number_of_its_first_line():
    assert read('a;b\r\n"c\r\nc";d\r\n\r\ne;f') == [
        (1, ["a", "b"]),
        (2, ["c\r\nc", "d"]),
        (4, []),
        (5, ["e", "f"]),
    ]


def test_quote_never_closed_costs_its_line_only():
    assert read('a;b\n"c;d\ne;f\ng;h') == [(1, ["a", "b"]), (2, None), (3, ["e", "f"]), (4, ["g", "h"])]


def test_quote_closed_by_a_later_line_costs_its_line_only():
    assert read('"a;b\n"c";d\ne;f') == [(1, None), (2, ["c", "d"]), (3, ["e", "f"])]
    assert read('"a;b\nc;d"\ne;f') == [(1, None), (2, ["c", 'd"']), (3, ["e", "f"])]


def test_quote_never_closed_in_a_long_file_is_given_up_early():
    rows = ["x;y"] * (3 * MAX_RECORD_LINES)
    found = read("\n".join(['"a;b', *rows]))
    assert found == [(1, None), *((number, ["x", "y"]) for number in range(2, len(rows) + 2))]


def test_text_after_a_closing_quote_is_broken():
    assert read('"a"b;c\nd;e') == [(1, None), (2, ["d", "e"])]


@given(st.lists(st.tuples(st.text('ab;"\n\r é'), st.text('ab;"\n é')), max_size=8))
def test_what_is_written_as_csv_is_read_back(rows):
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    assert [tuple(cells) for _, cells in read(made.getvalue())] == rows


@given(st.text('ab;"\n\r', max_size=200))
def test_any_text_gives_records_in_the_order_of_lines(text):
    numbers = [number for number, _ in read(text)]
    assert numbers == sorted(set(numbers))
