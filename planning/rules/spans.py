"""A report bears on whole days, three years at most; months, quarters, years and school years have names.

Source: what a council asks for; a school year goes from 1 September to 31 August.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.clock import YEARS, first_of_month, next_month
from cabinet.text import day_number, full_day, month

LONGEST_YEARS = 3
ONE_DAY = timedelta(days=1)

MONTH, QUARTER, YEAR, SCHOOL_YEAR = "month", "quarter", "year", "school_year"


@dataclass(frozen=True)
class Span:
    """From its first to its last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class SpanRefused(ValueError):
    """No report on such a span. `sentence` is in French; `end`: it is the end that is wrong."""

    def __init__(self, sentence: str, *, end: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.end = end


def span_of(first: date, last: date) -> Span:
    """The span asked for. Raises SpanRefused when it ends before it starts, or is too long."""
    if first.year not in YEARS:
        raise SpanRefused(f"L’année {first.year} est hors du calendrier.", end=False)
    if last.year not in YEARS:
        raise SpanRefused(f"L’année {last.year} est hors du calendrier.")
    if last < first:
        raise SpanRefused("La fin vient avant le début.")
    if last >= _years_later(first, LONGEST_YEARS):
        raise SpanRefused("Trois ans au plus à la fois.")
    return Span(first, last)


def usual_spans(day: date) -> dict[str, Span]:
    """The month, quarter, year and school year of `day`."""
    month_start = first_of_month(day)
    quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    school = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    return {
        MONTH: Span(month_start, next_month(month_start) - ONE_DAY),
        QUARTER: Span(quarter, next_month(quarter.replace(month=quarter.month + 2)) - ONE_DAY),
        YEAR: Span(date(day.year, 1, 1), date(day.year, 12, 31)),
        SCHOOL_YEAR: Span(school, date(school.year + 1, 8, 31)),
    }


def whole_months(first: date, last: date) -> list[date]:
    """The months that lie wholly between two days, both included; each by its first day."""
    month = first if first.day == 1 else next_month(first)
    found = []
    while next_month(month) - ONE_DAY <= last:
        found.append(month)
        month = next_month(month)
    return found


def kind_of(span: Span) -> str | None:
    """Which usual span it is; None for a free one."""
    return next((kind for kind, usual in usual_spans(span.first).items() if usual == span), None)


def neighbours(span: Span) -> tuple[Span, Span]:
    """The spans before and after: of the same kind, or of the same length for a free one."""
    kind = kind_of(span)
    if kind:
        return usual_spans(span.first - ONE_DAY)[kind], usual_spans(span.last + ONE_DAY)[kind]
    length = span.last - span.first
    return (
        Span(span.first - length - ONE_DAY, span.first - ONE_DAY),
        Span(span.last + ONE_DAY, span.last + length + ONE_DAY),
    )


def span_said(span: Span) -> str:
    """« novembre 2026 », « 4e trimestre 2026 », « année scolaire 2026-2027 », « du 3 au 9 novembre 2026 »."""
    first, last = span.first, span.last
    match kind_of(span):
        case "month":
            return month(first)
        case "quarter":
            number = (first.month + 2) // 3
            return f"{number}{'er' if number == 1 else 'e'} trimestre {first.year}"
        case "year":
            return f"année {first.year}"
        case "school_year":
            return f"année scolaire {first.year}-{last.year}"
    if first == last:
        return full_day(first)
    if first_of_month(first) == first_of_month(last):
        return f"du {day_number(first.day)} au {date_said(last)}"
    if first.year == last.year:
        return f"du {date_said(first).rpartition(' ')[0]} au {date_said(last)}"
    return f"du {date_said(first)} au {date_said(last)}"


def date_said(on: date) -> str:
    """« 3 novembre 2026 »."""
    return full_day(on).partition(" ")[2]


def _years_later(day: date, years: int) -> date:
    """The same date so many years later; 1 March for a 29 February that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
