"""« Mise en route »: which step comes next, for the pages of the steps, whichever app draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cabinet import house
from cabinet.house import SetupStep
from cabinet.members import Member


@dataclass(frozen=True)
class Setup:
    """The steps, and where one stands among them; `key` is the step being shown, empty on the overview."""

    steps: Sequence[SetupStep]
    key: str
    overview: str

    @property
    def number(self) -> int:
        return next((n for n, step in enumerate(self.steps, 1) if step.key == self.key), 0)

    @property
    def step(self) -> SetupStep:
        return self.steps[self.number - 1]

    @property
    def next_url(self) -> str:
        """The step after this one that the member may take, done or not; the overview after the last."""
        after = self.steps[self.number :]
        return next((step.url for step in after if step.allowed), self.overview)

    @property
    def back_url(self) -> str:
        before = reversed(self.steps[: max(self.number - 1, 0)])
        return next((step.url for step in before if step.allowed), self.overview)

    @property
    def missing(self) -> list[SetupStep]:
        return [step for step in self.steps if not step.done and not step.optional]

    @property
    def to_do(self) -> SetupStep | None:
        """The first thing left that this member may do."""
        return next((step for step in self.steps if not step.done and step.allowed), None)


def setup_of(member: Member, key: str = "") -> Setup:
    return Setup(house.setup_steps(member), key, reverse("setup", args=[member.cabinet.slug]))


def may_set_up(member: Member) -> bool:
    """Who manages the practice, and the mairie, who may have opened it."""
    return member.may("manage_practice") or member.role == "mairie"
