"""Why an action was refused, in the words shown to the person who asked."""


class Refused(Exception):
    """`sentence` is French and complete; `field` is the form field that it stands beside, if any."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
