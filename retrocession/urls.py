"""A practice's months under its slug; one's own statements, in all practices, without."""

from datetime import date

from django.urls import path, register_converter

from cabinet.clock import parse_month


class MonthConverter:
    """« 2026-10 » is the first of October 2026; a month that does not exist is no page."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        return parse_month(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

app_name = "retrocession"
urlpatterns: list[path] = []
