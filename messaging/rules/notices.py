"""What leaves the house says that something waits and where, never whom it concerns, from whom, nor what.

Source: LAW « Data protection »: e-mail and push carry no patient data and no amount.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    title: str
    body: str


def push_words(label: str, *, practice: str, waiting: int) -> Words:
    """Of a push: the practice's name, and « Nouveau message. » or « 3 nouveautés vous attendent. »."""
    if waiting <= 1:
        return Words(practice, f"{label}.")
    return Words(practice, f"{label}. {waiting}\u202fnouveautés vous attendent.")


def digest_words(counts: dict[str, int], *, practice: str, url: str) -> Words:
    """Of an e-mail: counts by label, where to read them, and how to have it no more."""
    lines = "\n".join(f"- {label}\u202f: {number}" for label, number in counts.items())
    total = sum(counts.values())
    subject = f"{practice}\u202f: " + (
        "quelque chose vous attend" if total == 1 else f"{total}\u202fnouveautés vous attendent"
    )
    return Words(subject, f"{practice}\n\n{lines}\n\nÀ lire ici\u202f:\n{url}\n")
