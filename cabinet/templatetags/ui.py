"""What every template may use: icons, French figures and dates, and the components that have a body.

Filters let an absent value (None or "") through as an empty string, so that a template need not ask first.
"""

import re
from functools import lru_cache, wraps
from uuid import UUID

from django import template
from django.urls import reverse
from lucide.templatetags.lucide import lucide

from cabinet import identifiers, text

register = template.Library()
NOTHING = UUID(int=0)
#: An article of a French code, with its number.
ARTICLE = re.compile(r"article [LRD]\.\s?[\d-]+")


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 20) -> str:
    """A lucide icon as inline SVG, silent for screen readers: its word stands beside it."""
    return lucide(
        name,
        size=size,
        **{"class": "icon", "aria-hidden": "true", "focusable": "false"},
    )


@register.simple_tag
def url_of(name: str, slug: str, pk: UUID) -> str:
    """`{% url name slug pk %}` in a list: where the things of that name are is looked up once."""
    return _address(name, slug).replace(str(NOTHING), str(pk))


@lru_cache(maxsize=1024)
def _address(name: str, slug: str) -> str:
    return reverse(name, args=[slug, NOTHING])


def let_absent_through(function):
    @wraps(function)
    def filtered(value):
        return "" if value in (None, "") else function(value)

    return filtered


for function in (
    text.amount,
    text.figure,
    text.percent,
    text.day,
    text.long_day,
    text.full_day,
    text.month,
    text.of_month,
    text.clock,
    text.instant,
    text.in_fours,
    text.initials,
    text.phone,
    text.sentence,
    identifiers.masked_iban,
):
    register.filter(function.__name__, let_absent_through(function))


@register.filter(is_safe=True)
def typeset(value: object) -> str:
    """A sentence that came from the code, with the spaces of French print (`text.typeset`)."""
    return "" if value in (None, "") else text.typeset(str(value))


@register.filter
def articles_apart(value: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is an « article L.4131-2-1 », to be kept on one line."""
    pieces = re.split(f"({ARTICLE.pattern})", value)
    return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]


@register.filter
def count(value: int, words: str) -> str:
    """`{{ 3|count:"jour,jours" }}` → « 3 jours »."""
    one, many = words.split(",")
    return text.count(value, one, many)


def block_component(name: str):
    """`{% name key=value %}…{% endname %}` renders `components/name.html` with its body as `content`."""

    @register.simple_block_tag(name=name, takes_context=True)
    def component(context, content, **inputs):
        component_template = context.template.engine.get_template(f"components/{name}.html")
        return component_template.render(context.new({**inputs, "content": content}))


for name in ("dialog", "notice", "panel"):
    block_component(name)


@register.simple_tag(takes_context=True)
def home_card(context, card) -> str:
    """A card of the home page: its template, with what it needs (`cabinet.house.Card`)."""
    with context.push(**card.context):
        return context.template.engine.get_template(card.template).render(context)
