"""How long whoever mistypes a password waits: longer each time, never for ever."""

FREE_TRIES = 4
FIRST_WAIT = 15
LONGEST_WAIT = 15 * 60


def seconds_before_next_try(tries: int) -> int:
    """After the fifth try one waits fifteen seconds, then twice as long each time; fifteen minutes at most.

    Source: NIST SP 800-63B §5.2.2 (growing delays instead of a lock that keeps the owner out).
    `tries`: those made so far, this one included, since the last that was right.
    """
    beyond = tries - FREE_TRIES
    if beyond <= 0:
        return 0
    return min(FIRST_WAIT * 2 ** min(beyond - 1, 10), LONGEST_WAIT)
