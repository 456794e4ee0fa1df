"""Every text can be read on its background, in light and in dark (WCAG 2.2 AA, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static/css/app/20-tokens.css"
DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")
DARK_BY_SYSTEM = ':root:not([data-theme="light"])'
DARK_BY_CHOICE = ':root[data-theme="dark"]'


def declarations(selector: str) -> dict[str, str]:
    """Custom properties of all the blocks that bear this very selector."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text("utf-8"), flags=re.DOTALL)
    blocks = re.findall(rf"(?:^|[\s}}]){re.escape(selector)}\s*\{{([^}}]*)\}}", css)
    return {name: value.strip() for block in blocks for name, value in DECLARATION.findall(block)}


LIGHT = declarations(":root")
THEMES = {"light": LIGHT, "dark": LIGHT | declarations(DARK_BY_CHOICE)}
MEANINGS = [name for name in LIGHT if name.startswith("color-")]
BACKGROUNDS = ["color-page", "color-panel", "color-sunken"]


def text_of(back: str) -> str:
    """`color-gap-faint-back` is written on with `color-gap`: the longest meaning that begins its name."""
    return max(
        (name for name in MEANINGS if back.startswith(f"{name}-") and not name.endswith("-back")),
        key=len,
    )


def pairs() -> list[tuple[str, str]]:
    own = [(text_of(back), back) for back in MEANINGS if back.endswith("-back")]
    plain = [
        (text, back)
        for text in [
            "color-text",
            "color-muted",
            "color-link",
            "color-gap",
            "color-alert",
            "color-covered",
        ]
        for back in BACKGROUNDS
    ]
    ink_on_soft = [
        ("color-text", f"color-{name}-back")
        for name in ["covered", "gap", "gap-faint", "alert", "known", "chosen"]
    ]
    return own + plain + ink_on_soft + [("color-mine-back", "color-mine")]


def luminance(theme: str, name: str) -> float:
    """Relative luminance of a token, followed through `var()` down to its hue."""
    value = THEMES[theme][name]
    while reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = THEMES[theme][reference[1]]
    channels = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(theme: str, one: str, other: str) -> float:
    low, high = sorted([luminance(theme, one), luminance(theme, other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "back"), pairs())
def test_text_is_legible_on_its_background(theme, text, back):
    assert contrast(theme, text, back) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("back", BACKGROUNDS)
@pytest.mark.parametrize("edge", ["color-control", "color-focus"])
def test_edge_of_a_control_is_visible(theme, edge, back):
    assert contrast(theme, edge, back) >= 3


def test_dark_mode_redefines_hues_only():
    assert [name for name in declarations(DARK_BY_CHOICE) if name not in LIGHT or name in MEANINGS] == []


def test_dark_mode_is_the_same_by_system_and_by_choice():
    assert declarations(DARK_BY_SYSTEM) == declarations(DARK_BY_CHOICE)
