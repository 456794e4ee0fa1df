"""What is wrong in a kit, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`path` is the place in the file, like `people[3].iban`; empty for the file as a whole."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}\u202f: {self.sentence}" if self.path else self.sentence


class KitRefused(Exception):
    """The kit holds faults; nothing of it is written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
