"""A text of titles, paragraphs and points; from one version to the next, what changed is said in plain words.

Source: règlement intérieur: versions, each read and accepted by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
TITLE, POINT, TEXT = "title", "point", "text"
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a point of a list or a paragraph; `under` is the title that it stands under."""

    kind: str
    text: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What was added, removed, or said otherwise; `under` is the title of its part."""

    kind: str
    under: str
    before: str = ""
    after: str = ""


def blocks_of(body: str) -> list[Block]:
    """« # » begins a title, « - » a point, any other line is a paragraph; empty lines are nothing."""
    blocks, under = [], ""
    for line in body.splitlines():
        said = " ".join(line.split())
        if not said.strip("#-•"):
            continue
        if said.startswith("#"):
            under = said.lstrip("# ")
            blocks.append(Block(TITLE, under, under))
        elif said.startswith(("- ", "• ")):
            blocks.append(Block(POINT, said[2:].strip(), under))
        else:
            blocks.append(Block(TEXT, said, under))
    return blocks


def changes_between(before: str, after: str) -> list[Change]:
    """What one must read again, in the order of the new text; nothing for the same words."""
    old, new = blocks_of(before), blocks_of(after)
    matcher = SequenceMatcher(None, [_said(b) for b in old], [_said(b) for b in new], autojunk=False)
    found: list[Change] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            found += _replaced(old[i1:i2], new[j1:j2])
    return found


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> list[Change]:
    """A line that keeps half of its letters was changed; another one was removed, or added."""
    left, changes = list(old), []
    for block in new:
        twin = max(left, key=lambda one: _likeness(one, block), default=None)
        if twin is not None and _likeness(twin, block) >= _ALIKE:
            left.remove(twin)
            changes.append(Change(CHANGED, block.under, twin.text, block.text))
        else:
            changes.append(Change(ADDED, block.under, after=block.text))
    return [Change(REMOVED, block.under, before=block.text) for block in left] + changes


def _likeness(one: Block, other: Block) -> float:
    return SequenceMatcher(None, one.text, other.text, autojunk=False).ratio()


def _said(block: Block) -> tuple[str, str]:
    return block.kind, block.text
