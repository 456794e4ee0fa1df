"""`occupancy/`: the figures of the occupancy report; counts only, no name of a person."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint
from cabinet.api.throttling import PersonThrottle
from cabinet.clock import today_in_paris
from planning.api.asking import FROM, TO, asked_span
from planning.queries.occupancy import occupancy_of
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, BELOW_TARGET, CLOSED, NOBODY


class CoverSerializer(serializers.Serializer):
    """Half-days; `target_percent` is null when nothing was asked."""

    open_days = serializers.IntegerField(source="days")
    full_days = serializers.IntegerField(source="full")
    half_days = serializers.IntegerField(source="half")
    days_without = serializers.IntegerField(source="none")
    open_half_days = serializers.IntegerField(source="open_halves")
    covered_half_days = serializers.IntegerField(source="held")
    intern_only_half_days = serializers.IntegerField(source="intern_only")
    target_half_days = serializers.IntegerField(source="target")
    target_percent = serializers.IntegerField(source="of_target", allow_null=True)


class MonthSerializer(serializers.Serializer):
    month = serializers.DateField(format="%Y-%m")
    cover = CoverSerializer()
    ahead = CoverSerializer()


class OccupiedWeekSerializer(serializers.Serializer):
    year = serializers.IntegerField(source="week.year")
    week = serializers.IntegerField(source="week.number")
    monday = serializers.DateField(source="week.monday")
    state = serializers.ChoiceField(
        choices=[AT_TARGET, BELOW_TARGET, BELOW_FLOOR, NOBODY, CLOSED], source="state.state"
    )
    days = serializers.DecimalField(max_digits=3, decimal_places=1, source="state.days")
    target = serializers.IntegerField(source="state.target")
    floor = serializers.IntegerField(source="state.floor")
    over = serializers.BooleanField()
    school_holidays = serializers.CharField(source="school")


class RoleSerializer(serializers.Serializer):
    role = serializers.CharField(source="key")
    half_days = serializers.IntegerField()
    percent = serializers.IntegerField()


class RoomSerializer(serializers.Serializer):
    room = serializers.CharField(source="label")
    half_days = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


class OnCallDaysSerializer(serializers.Serializer):
    needed = serializers.IntegerField()
    covered = serializers.IntegerField()


class DeskSerializer(serializers.Serializer):
    """Minutes on the clock; open days shared out between the three."""

    secretary_minutes = serializers.IntegerField()
    remote_minutes = serializers.IntegerField()
    secretary_days = serializers.IntegerField()
    remote_days = serializers.IntegerField()
    neither_days = serializers.IntegerField()


class HolidaysSerializer(serializers.Serializer):
    inside = CoverSerializer(source="in_holidays")
    outside = CoverSerializer(source="out_of_holidays")
    inside_days_a_week = serializers.SerializerMethodField()
    outside_days_a_week = serializers.SerializerMethodField()

    def get_inside_days_a_week(self, found) -> str | None:
        return said(found.in_holidays.weekly(found.days_a_week))

    def get_outside_days_a_week(self, found) -> str | None:
        return said(found.out_of_holidays.weekly(found.days_a_week))


class KindOfCostSerializer(serializers.Serializer):
    kind = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)


class UnitCostsSerializer(serializers.Serializer):
    """Euros, over the whole months of the span that are over; null when there is nothing to divide by.

    `consultations` sums the months at the floor or above: one below it takes part in nothing.
    """

    by_kind = KindOfCostSerializer(many=True)
    total = serializers.DecimalField(max_digits=12, decimal_places=2, source="costs.total")
    granted = serializers.DecimalField(max_digits=12, decimal_places=2, source="costs.granted")
    net = serializers.DecimalField(max_digits=12, decimal_places=2, source="costs.net")
    open_days = serializers.IntegerField(source="costs.open_days")
    per_open_day = serializers.DecimalField(
        max_digits=12, decimal_places=2, allow_null=True, source="costs.per_open_day"
    )
    net_per_open_day = serializers.DecimalField(
        max_digits=12, decimal_places=2, allow_null=True, source="costs.net_per_open_day"
    )
    consultations = serializers.IntegerField(allow_null=True, source="costs.consultations")
    per_consultation = serializers.DecimalField(
        max_digits=12, decimal_places=2, allow_null=True, source="costs.per_consultation"
    )
    months_without_costs = serializers.ListField(
        child=serializers.DateField(format="%Y-%m"), source="costs.without_costs"
    )
    months_not_told = serializers.ListField(
        child=serializers.DateField(format="%Y-%m"), source="costs.without_count"
    )


class OtherTableSerializer(serializers.Serializer):
    """Counts that the rest of the house adds, as the report says them: « < 11 » stays a word."""

    key = serializers.CharField()
    title = serializers.CharField()
    columns = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()
    note = serializers.CharField(allow_blank=True)

    def get_columns(self, table) -> list[str]:
        return [column.label for column in table.columns]

    def get_rows(self, table) -> list[list[str]]:
        return [[str(cell) for cell in row] for row in table.rows]


class OccupancySerializer(serializers.Serializer):
    """`until`: the last day counted in `cover` and in all that follows from it; later ones are `ahead`."""

    first = serializers.DateField(source="span.first")
    last = serializers.DateField(source="span.last")
    until = serializers.DateField()
    calendar_starts = serializers.DateField(source="calendar_starts_on", allow_null=True)
    cover = CoverSerializer()
    ahead = CoverSerializer()
    months = MonthSerializer(many=True)
    weeks = OccupiedWeekSerializer(many=True)
    roles = RoleSerializer(many=True)
    rooms = RoomSerializer(many=True)
    rooms_percent = serializers.IntegerField(allow_null=True)
    school_holidays = HolidaysSerializer(source="*")
    on_call = OnCallDaysSerializer()
    rescue_days = serializers.IntegerField()
    desk = DeskSerializer(allow_null=True)
    costs = UnitCostsSerializer(allow_null=True)
    tables = OtherTableSerializer(source="others", many=True)


class ReportThrottle(PersonThrottle):
    """Three years are read and counted at each call."""

    scope = "occupancy"
    rate = "120/min"


class OccupancyView(Endpoint):
    verbs = {"GET": "see_occupancy"}
    throttle_classes = [ReportThrottle]

    @extend_schema(
        summary="Occupation d’un cabinet, trois ans au plus",
        parameters=[FROM, TO],
        responses=OccupancySerializer,
    )
    def get(self, request, slug):
        today = today_in_paris()
        found = occupancy_of(request._request.member.cabinet, asked_span(request, today), today)
        return Response(OccupancySerializer(found).data)


def said(mean) -> str | None:
    return None if mean is None else str(mean)


urlpatterns = [path("occupancy/", OccupancyView.as_view(), name="api-occupancy")]
