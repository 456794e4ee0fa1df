"""How much one person may read: enough for any day's work, too little to copy a practice page by page."""

from dataclasses import dataclass

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Limits:
    """0: without limit."""

    pages_a_minute: int
    files_an_hour: int

    @property
    def are_none(self) -> bool:
        return not (self.pages_a_minute or self.files_an_hour)


def seconds_before_next_page(*, pages: int, files: int, limits: Limits, now: int) -> int:
    """So many pages a minute, and so many different files of patients an hour; then one waits for the next.

    Source: OWASP ASVS 5.0, 2.4.1.
    `pages`: of this minute, this one included. `files`: of this hour, this one included; 0 for a page that
    opens none, or one that was opened already in that hour. `now`: seconds of the epoch. 0: no need to wait.
    """
    if limits.files_an_hour and files > limits.files_an_hour:
        return HOUR - now % HOUR
    if limits.pages_a_minute and pages > limits.pages_a_minute:
        return MINUTE - now % MINUTE
    return 0
