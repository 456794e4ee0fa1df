"""What a kit made and changed, for people and for programs."""

from collections import Counter
from dataclasses import dataclass, field

from cabinet.text import count


@dataclass
class Report:
    """Kinds are keys like `people`, `rooms`; `labels` gives their words, « salle,salles »."""

    cabinet: str = ""
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        return not self.created and not self.changed

    def as_dict(self) -> dict:
        return {
            "cabinet": self.cabinet,
            "created": dict(sorted(self.created.items())),
            "changed": dict(sorted(self.changed.items())),
        }

    def lines(self) -> list[str]:
        """In French, one line a fact."""
        if self.nothing:
            return [f"{self.cabinet}\u202f: rien à changer."]
        return [
            *(
                f"{self.cabinet}\u202f: {self._said(kind, number)} en plus"
                for kind, number in self.created.items()
            ),
            *(
                f"{self.cabinet}\u202f: {self._said(kind, number)} à jour"
                for kind, number in self.changed.items()
            ),
        ]

    def _said(self, kind: str, number: int) -> str:
        one, _, many = self.labels.get(kind, kind).partition(",")
        return count(number, one, many or one)
