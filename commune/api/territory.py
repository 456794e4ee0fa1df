"""`territory/`: the practices that agreed, side by side, for the CLS; counts only."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint
from cabinet.clock import today_in_paris
from commune.permissions import sees_territory
from commune.queries.territory import territory_of
from planning.api.asking import FROM, TO, asked_span
from planning.api.occupancy import CoverSerializer, OnCallDaysSerializer, ReportThrottle


class UseSerializer(serializers.Serializer):
    """Days and weeks that are over."""

    cover = CoverSerializer()
    weeks = serializers.IntegerField()
    weeks_at_target = serializers.IntegerField(source="weeks_met")
    weeks_below_floor = serializers.IntegerField(source="weeks_low")
    on_call = OnCallDaysSerializer()


class TerritoryToldSerializer(serializers.Serializer):
    """Null where a practice does not tell: a small count, or nothing counted."""

    consultations = serializers.IntegerField(allow_null=True)
    taken_in = serializers.IntegerField(allow_null=True)
    waiting = serializers.IntegerField(allow_null=True)
    locums_came = serializers.IntegerField(source="came")
    installed = serializers.IntegerField()


class TerritoryPracticeSerializer(serializers.Serializer):
    slug = serializers.CharField(source="cabinet.slug")
    name = serializers.CharField(source="cabinet.name")
    commune = serializers.CharField(source="cabinet.commune")
    postcode = serializers.CharField(source="cabinet.postcode")
    insee = serializers.CharField(source="cabinet.insee")
    small_count_floor = serializers.IntegerField(source="cabinet.small_count_floor")
    use = UseSerializer()
    told = TerritoryToldSerializer()


class TerritorySumSerializer(serializers.Serializer):
    """`value`: the sum of what is told, null when nothing is; `left_out`: how many practices tell nothing."""

    value = serializers.IntegerField(allow_null=True)
    left_out = serializers.IntegerField()


class TerritoryTotalSerializer(serializers.Serializer):
    use = UseSerializer()
    consultations = TerritorySumSerializer()
    taken_in = TerritorySumSerializer()
    waiting = TerritorySumSerializer()
    locums_came = serializers.IntegerField(source="came")
    installed = serializers.IntegerField()


class TerritorySerializer(serializers.Serializer):
    network = serializers.CharField(help_text="Vide sans réseau.")
    practices = TerritoryPracticeSerializer(source="lines", many=True)
    total = TerritoryTotalSerializer(source="*")


class TerritoryView(Endpoint):
    verbs = {"GET": "see_occupancy"}
    throttle_classes = [ReportThrottle]

    @extend_schema(
        summary="Le territoire de la coordination CLS\u202f: un cabinet une ligne, et leur somme",
        parameters=[FROM, TO],
        responses=TerritorySerializer,
    )
    def get(self, request, slug):
        member = request._request.member
        if not sees_territory(member.membership):
            raise PermissionDenied("Le territoire est celui de la coordination CLS.")
        today = today_in_paris()
        span = asked_span(request, today)
        found = territory_of(member.cabinet, request._request.memberships, span, today)
        return Response(TerritorySerializer(found).data)


urlpatterns = [path("territory/", TerritoryView.as_view(), name="api-territory")]
