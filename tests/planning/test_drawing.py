"""A cell drawn in Python escapes all that people write, as a template would."""

from datetime import date

from planning.drawing import drawn
from planning.queries.cells import Cell, Mark, Somebody

HOSTILE = "<script>alert('x')</script>\"&"


def test_cell_escapes_what_people_write():
    cell = Cell(
        on=date(2027, 3, 8),
        url="/c/nieul/planning/2027-03-08/?a=1&b=\"'",
        label=HOSTILE,
        state="covered",
        words=HOSTILE,
        people=[Somebody(initials=HOSTILE, name=HOSTILE, kind="me", room=HOSTILE, half="matin")],
        today=True,
        marks=[Mark(words=HOSTILE, more=HOSTILE)],
        why=HOSTILE,
    )
    html = drawn(cell)
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;") == 8
    assert "?a=1&amp;b=&quot;&#x27;" in html
