"""`{% sections "planning:month" %}`: the tabs of the calendar's pages; `{% day_cell cell %}`: a day."""

from django import template

from planning.drawing import drawn
from planning.queries.cells import Cell
from planning.rules.occupancy_words import days_said
from planning.sections import sections as sections_of

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def sections(context: template.Context, current: str) -> dict:
    """The tabs of the calendar, `current` marked; nothing when there is one only."""
    tabs = sections_of(context["member"], current)
    return {"tabs": tabs if len(tabs) > 1 else [], "label": "Planning"}


@register.filter
def halves(value: int) -> str:
    """Half-days as days: 7 → « 3,5 »."""
    return days_said(value)


@register.simple_tag
def day_cell(cell: Cell, oob: bool = False) -> str:
    """One day of a month."""
    return drawn(cell, oob=oob)
