"""A month in an address or in a body: « 2026-10 »."""

from datetime import date

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from cabinet.clock import parse_month


def month_given(text: str) -> date:
    """The month of `?month=`; 400 for what is not one."""
    try:
        return parse_month(text)
    except ValueError as error:
        raise ValidationError({"month": [str(error)]}) from None


@extend_schema_field(OpenApiTypes.STR)
class MonthField(serializers.Field):
    def to_internal_value(self, data) -> date:
        try:
            return parse_month(str(data))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def to_representation(self, value: date) -> str:
        return f"{value:%Y-%m}"
