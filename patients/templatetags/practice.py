"""`{% practice_sections "patients:checklists" %}`: the tabs of how the practice works."""

from django import template

from patients.practice_sections import practice_sections as sections_of

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def practice_sections(context: template.Context, current: str) -> dict:
    """`current` marked; nothing when there is one tab only."""
    tabs = sections_of(context["member"], current)
    return {"tabs": tabs if len(tabs) > 1 else [], "label": "Le cabinet"}
