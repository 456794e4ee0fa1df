"""Why a step of a contract or a paper is refused, in French."""


class ContractRefused(Exception):
    """`message` says what is wrong and what to do; `field` is the one it stands beside."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class PaperRefused(ContractRefused):
    """The paper is not recorded."""


class CalendarChanged(ContractRefused):
    """What was read is no longer what the calendar says: it must be made again."""
