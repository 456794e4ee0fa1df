"""The number of a statement."""

FIRST = 1


def statement_number(year: int, n: int) -> str:
    """Statements are numbered without gaps, per practice and year of issue: « 2026-0042 ».

    Source: CGI, annexe II, art. 242 nonies A (unique and continuous sequence).
    """
    if n < FIRST:
        raise ValueError("Un relevé est numéroté à partir de 1.")
    return f"{year:04d}-{n:04d}"
