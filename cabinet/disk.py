"""How a system says that there is no room: none left, a quota reached, a file longer than may be written."""

import errno

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in FULL
