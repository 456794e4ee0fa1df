"""`rotation/`: the proposal for the coming year, adopted as it was read; `exchanges/`: two months."""

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.clock import today_in_paris
from retrocession.actions.rotation import adopt_rotation, exchange_months
from retrocession.api.designations import DesignationSerializer, named, refusing
from retrocession.api.months import MonthField
from retrocession.models import Designation
from retrocession.queries.handover import newcomers
from retrocession.queries.months import months_list, titulaires_between
from retrocession.queries.rotation import proposed_rotation

#: A proposal holds thirteen months; nobody adopts years at once.
MOST_MONTHS = 24


class TurnSerializer(serializers.Serializer):
    """A month and who should have it; `consequences` says what naming them does."""

    month = MonthField()
    titulaire = serializers.EmailField(help_text="Adresse e-mail.")
    consequences = serializers.ListField(child=serializers.CharField(), read_only=True)


class RotationSerializer(serializers.Serializer):
    months = TurnSerializer(many=True, allow_empty=False, max_length=MOST_MONTHS)


class ExchangeSerializer(serializers.Serializer):
    """Two months, and who had each when they were read: a second call does not undo the first."""

    first = MonthField()
    second = MonthField()
    first_titulaire = serializers.EmailField()
    second_titulaire = serializers.EmailField()


class RotationView(GenericEndpoint):
    verbs = {"GET": "designate", "POST": "designate"}
    serializer_class = RotationSerializer
    queryset = Designation.objects.none()
    pagination_class = None

    @extend_schema(summary="Rotation proposée pour les mois à venir sans médecin remplacé")
    def get(self, request, slug):
        today = today_in_paris()
        rows = months_list(today)
        titulaires = titulaires_between(rows[-1].month, rows[0].month)
        told = newcomers(proposed_rotation(rows, titulaires, today))
        months = [
            {"month": one.month, "titulaire": one.titulaire.person.email, "consequences": one.sentences}
            for one in told
        ]
        return Response(RotationSerializer({"months": months}).data)

    @extend_schema(
        summary="Adopter une rotation", responses={200: DesignationSerializer(many=True), 409: None}
    )
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        proposal = {
            one["month"]: named(one["titulaire"], "titulaire") for one in given.validated_data["months"]
        }
        made = refusing(
            adopt_rotation,
            field="months",
            proposal=proposal,
            by=request._request.member.membership,
            at=timezone.now(),
        )
        return Response(DesignationSerializer(made, many=True).data)


class ExchangesView(GenericEndpoint):
    verbs = {"POST": "designate"}
    serializer_class = ExchangeSerializer
    queryset = Designation.objects.none()
    pagination_class = None

    @extend_schema(summary="Échanger deux mois", responses={200: DesignationSerializer(many=True), 409: None})
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        made = refusing(
            exchange_months,
            field="first_titulaire",
            first=values["first"],
            second=values["second"],
            seen=(
                named(values["first_titulaire"], "first_titulaire"),
                named(values["second_titulaire"], "second_titulaire"),
            ),
            by=request._request.member.membership,
            at=timezone.now(),
        )
        return Response(DesignationSerializer(made, many=True).data)


urlpatterns = [
    path("rotation/", RotationView.as_view(), name="api-rotation"),
    path("exchanges/", ExchangesView.as_view(), name="api-exchanges"),
]
