"""`/api/v1/me/` and `/api/v1/cabinets/`: who is asking, and the practices that are open to them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint
from cabinet.models import Cabinet, Membership


class CabinetSerializer(serializers.ModelSerializer):
    class Meta:
        model = Cabinet
        fields = [
            "slug",
            "name",
            "commune",
            "postcode",
            "insee",
            "school_zone",
            "weekly_target",
            "weekly_minimum",
            "morning_starts",
            "morning_ends",
            "afternoon_starts",
            "afternoon_ends",
            "open_weekdays",
            "intern_counts",
            "release_notice_days",
            "booking_needs_confirmation",
            "call_horizon_weeks",
            "call_horizon_holiday_weeks",
            "call_escalation_days",
            "astreinte_weekdays",
            "astreinte_starts",
            "astreinte_ends",
            "public_sheet",
            "small_count_floor",
        ]


class MembershipSerializer(serializers.ModelSerializer):
    cabinet = CabinetSerializer()

    class Meta:
        model = Membership
        fields = ["cabinet", "role", "profession", "starts_on", "ends_on"]


class MeSerializer(serializers.Serializer):
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    memberships = MembershipSerializer(many=True)


class MeView(Endpoint):
    practice_view = False

    @extend_schema(responses=MeSerializer, summary="Moi et mes cabinets")
    def get(self, request):
        person = request.user
        me = {
            "email": person.email,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "memberships": request._request.memberships,
        }
        return Response(MeSerializer(me).data)


class CabinetListView(Endpoint):
    practice_view = False

    @extend_schema(responses=CabinetSerializer(many=True), summary="Mes cabinets")
    def get(self, request):
        cabinets = [membership.cabinet for membership in request._request.memberships]
        return Response(CabinetSerializer(cabinets, many=True).data)


class CabinetView(Endpoint):
    verbs = {"GET": "see_planning"}

    @extend_schema(responses=CabinetSerializer, summary="Un cabinet et ses réglages")
    def get(self, request, slug):
        return Response(CabinetSerializer(request._request.member.cabinet).data)
