"""A calendar's cell as HTML: a month draws a hundred names, and templates took a third of its page's time.

Measured: 25 cells of five people take 3.6 ms as an included template, 0.5 ms here. Every value is escaped
where it is written, and nothing else of the calendar is drawn in Python.
"""

from html import escape

from django.utils.safestring import SafeString

from cabinet.templatetags.ui import icon
from planning.queries.cells import SHORT_OF_SURE, Cell, Mark, Somebody

#: What stands for the words of `SHORT_OF_SURE` where there is no room for them.
INITIALS = {"": "{}", "maybe": "({})", "unconfirmed": "{}\u202f?"}


def drawn(cell: Cell, *, oob: bool = False) -> SafeString:
    """A real link that opens as a sheet; `oob` puts it in its place after a booking."""
    url, kinds = escape(cell.url), " day-today" if cell.today else ""
    kinds += f" hue-{cell.hue}" if cell.hue else ""
    more = ' aria-current="date"' if cell.today else ""
    more += ' hx-swap-oob="true"' if oob else ""
    return SafeString(
        f'<a href="{url}" hx-get="{url}" hx-target="#sheet" id="{cell.key}"'
        f' class="day day-{cell.state}{kinds}" data-day="{cell.on}" aria-label="{escape(cell.label)}"{more}>'
        f'<span class="day-number">{cell.on.day}</span>'
        f"{words(cell)}{people(cell)}{''.join(map(mark, cell.marks))}</a>"
    )


def words(cell: Cell) -> str:
    if not (cell.words or cell.why):
        return ""
    why = f' <span class="day-why">{escape(cell.why)}</span>' if cell.why else ""
    return f'<span class="day-words">{escape(cell.words)}{why}</span>'


def people(cell: Cell) -> str:
    drawn_people = "".join(map(somebody, cell.people))
    return f'<span class="pills">{drawn_people}</span>' if drawn_people else ""


def somebody(one: Somebody) -> str:
    kinds = "".join(f" pill-{kind}" for kind in (one.kind, one.short_of_sure) if kind)
    initials = escape(INITIALS[one.short_of_sure].format(one.initials))
    about = "".join(f", {word}" for word in (one.half, SHORT_OF_SURE.get(one.short_of_sure, "")) if word)
    return (
        f'<span class="day-who"><span class="pill{kinds}">{initials}</span>'
        f'<span class="day-name">{escape(one.name)}'
        f'<span class="day-room">{escape(one.room)}{about}</span></span></span>'
    )


def mark(one: Mark) -> str:
    picture = icon(one.icon, 14) if one.icon else ""
    more = f'<span class="mark-more">\u202f: {escape(one.more)}</span>' if one.more else ""
    kind = f"{one.kind} mark-brief" if one.brief else one.kind
    said = escape(one.words).replace("secrétariat", "secré\u00adtariat")  # wider than a cell of a phone
    return f'<span class="mark mark-{kind}">{picture}<span>{said}{more}</span></span>'
