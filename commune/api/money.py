"""`costs/` and `grants/`: what the practice costs the commune, and what others gave."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.clock import YEARS, parse_month
from commune.actions.costs import enter_costs
from commune.actions.grants import change_grant, enter_grant, withdraw_grant
from commune.api.asking import refusing
from commune.models import Cost, Grant
from commune.models.money import COST_KINDS


class CostSerializer(serializers.Serializer):
    """Euros. `amount` null empties the cell: not entered, which is not zero."""

    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    kind = serializers.ChoiceField(choices=COST_KINDS)
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0, allow_null=True)

    def to_representation(self, instance):
        return {
            "month": f"{instance.month:%Y-%m}",
            "kind": instance.kind,
            "amount": f"{instance.amount:.2f}",
        }

    def validate_month(self, value):
        try:
            return parse_month(value)
        except ValueError as wrong:
            raise serializers.ValidationError(str(wrong)) from wrong


class CostsView(GenericEndpoint):
    verbs = {"GET": "see_occupancy", "PUT": "enter_costs"}
    serializer_class = CostSerializer
    queryset = Cost.objects.none()

    @extend_schema(
        summary="Coûts saisis par la mairie",
        parameters=[OpenApiParameter("year", int, description="Une année ; toutes sans elle.")],
        responses=CostSerializer(many=True),
    )
    def get(self, request, slug):
        costs = Cost.objects.order_by("month", "kind")
        if (text := request.query_params.get("year")) is not None:
            costs = costs.filter(month__year=asked_year(text))
        return self.get_paginated_response(CostSerializer(self.paginate_queryset(costs), many=True).data)

    @extend_schema(
        summary="Écrire un coût", request=CostSerializer, responses={200: CostSerializer, 204: None}
    )
    def put(self, request, slug):
        asked_for = CostSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        said = asked_for.validated_data
        refusing(
            enter_costs, cells={(said["month"], said["kind"]): said["amount"]}, seen=None,
            by=request._request.member.membership, at=timezone.now(),
        )  # fmt: skip
        cost = Cost.objects.filter(month=said["month"], kind=said["kind"]).first()
        return Response(CostSerializer(cost).data) if cost else Response(status=204)


def asked_year(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) in YEARS:
        return int(text)
    raise ValidationError({"year": [f"« {text[:10]} » n’est pas une année."]})


class GrantSerializer(serializers.ModelSerializer):
    class Meta:
        model = Grant
        fields = [
            "id", "payer", "title", "amount", "purpose", "conditions", "starts_on", "ends_on", "version",
        ]  # fmt: skip


class NewGrantSerializer(serializers.Serializer):
    payer = serializers.CharField(max_length=120)
    title = serializers.CharField(max_length=160)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    purpose = serializers.ChoiceField(choices=Grant._meta.get_field("purpose").choices)
    conditions = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)


class ChangedGrantSerializer(NewGrantSerializer):
    """`version` is that of the grant that was read; another one is a conflict (409)."""

    version = serializers.IntegerField(min_value=1)


class GrantListView(GenericEndpoint):
    verbs = {"GET": "see_occupancy", "POST": "enter_costs"}
    serializer_class = GrantSerializer
    queryset = Grant.objects.none()

    @extend_schema(summary="Subventions", responses=GrantSerializer(many=True))
    def get(self, request, slug):
        page = self.paginate_queryset(Grant.objects.standing())
        return self.get_paginated_response(GrantSerializer(page, many=True).data)

    @extend_schema(
        summary="Ajouter une subvention", request=NewGrantSerializer, responses={201: GrantSerializer}
    )
    def post(self, request, slug):
        asked_for = NewGrantSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        grant = refusing(
            enter_grant, values=asked_for.validated_data,
            by=request._request.member.membership, at=timezone.now(),
        )  # fmt: skip
        return Response(GrantSerializer(grant).data, status=201)


class GrantView(GenericEndpoint):
    verbs = {"GET": "see_occupancy", "PATCH": "enter_costs", "DELETE": "enter_costs"}
    serializer_class = GrantSerializer
    queryset = Grant.objects.none()

    def grant(self, pk) -> Grant:
        return get_object_or_404(Grant.objects.standing(), pk=pk)

    @extend_schema(summary="Une subvention")
    def get(self, request, slug, pk):
        return Response(GrantSerializer(self.grant(pk)).data)

    @extend_schema(
        summary="Modifier une subvention",
        request=ChangedGrantSerializer(partial=True),
        responses={200: GrantSerializer, 409: None},
    )
    def patch(self, request, slug, pk):
        grant = self.grant(pk)
        asked_for = ChangedGrantSerializer(data=request.data, partial=True)
        asked_for.is_valid(raise_exception=True)
        values = dict(asked_for.validated_data)
        if "version" not in values:
            raise ValidationError({"version": ["Dites quelle version vous avez lue."]})
        grant = refusing(
            change_grant, grant=grant, version=values.pop("version"), values=values,
            by=request._request.member.membership, at=timezone.now(),
        )  # fmt: skip
        return Response(GrantSerializer(grant).data)

    @extend_schema(summary="Retirer une subvention", responses={204: None})
    def delete(self, request, slug, pk):
        withdraw_grant(grant=self.grant(pk), by=request._request.member.membership, at=timezone.now())
        return Response(status=204)


urlpatterns = [
    path("costs/", CostsView.as_view(), name="api-costs"),
    path("grants/", GrantListView.as_view(), name="api-grants"),
    path("grants/<uuid:pk>/", GrantView.as_view(), name="api-grant"),
]
