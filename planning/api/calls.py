"""`calls/`: the calls for cover, and one's answer; who keeps the calendar also reads who was asked."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint, GenericEndpoint
from planning.actions.calls import decline
from planning.actions.claim import claim_day
from planning.api.asking import refusing
from planning.models import CallAsk, CoverCall, Period
from planning.queries.calls import call_page
from planning.views.calls import ask_may_see


class CallSerializer(serializers.ModelSerializer):
    missing_half_days_at_opening = serializers.IntegerField(source="missing")

    class Meta:
        model = CoverCall
        fields = [
            "id",
            "monday",
            "stage",
            "opened_at",
            "missing_half_days_at_opening",
            "escalated_at",
            "closed_at",
            "outcome",
        ]


class FreeHalfDaysSerializer(serializers.Serializer):
    date = serializers.DateField(source="opening.on")
    period = serializers.ChoiceField(choices=Period.choices, source="opening.period")
    company = serializers.SerializerMethodField()

    def get_company(self, offer) -> list[str]:
        return [presence.membership.display_name for presence in offer.company]


class CallAskSerializer(serializers.ModelSerializer):
    email = serializers.EmailField(source="membership.person.email")
    name = serializers.CharField(source="membership.display_name")

    class Meta:
        model = CallAsk
        fields = ["email", "name", "asked_at", "told", "last_told_on", "answer", "answered_at"]


class CallDetailSerializer(serializers.Serializer):
    """`asks` is empty for who does not keep the calendar; `answer` is null for who was not asked."""

    call = CallSerializer()
    missing_half_days = serializers.IntegerField(source="state.missing")
    free = FreeHalfDaysSerializer(many=True)
    answer = serializers.CharField(source="ask.answer", default=None, allow_null=True)
    asks = CallAskSerializer(many=True)


class CallAnswerSerializer(serializers.Serializer):
    """`date` and `period` with « taken »: the day that one takes."""

    answer = serializers.ChoiceField(choices=["taken", "not_this_time"])
    date = serializers.DateField(required=False)
    period = serializers.ChoiceField(choices=Period.choices, required=False)

    def validate(self, values: dict) -> dict:
        if values["answer"] == "taken" and not {"date", "period"} <= values.keys():
            raise serializers.ValidationError("Dites quel jour (date) et quel moment (period) vous prenez.")
        return values


class CallListView(GenericEndpoint):
    verbs = {"GET": "see_planning"}
    serializer_class = CallSerializer
    queryset = CoverCall.objects.none()

    @extend_schema(
        summary="Appels à renfort",
        responses=CallSerializer(many=True),
        parameters=[OpenApiParameter("open", bool, description="Seulement ceux en cours.")],
    )
    def get(self, request, slug):
        ask_may_see(request._request.member)
        calls = CoverCall.objects.order_by("-monday", "-opened_at")
        if request.query_params.get("open", "").lower() in ("1", "true"):
            calls = calls.open()
        page = self.paginate_queryset(calls)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class CallView(Endpoint):
    verbs = {"GET": "see_planning"}

    @extend_schema(summary="Un appel à renfort", responses=CallDetailSerializer)
    def get(self, request, slug, pk: UUID):
        ask_may_see(request._request.member)
        call = get_object_or_404(CoverCall, pk=pk)
        return Response(CallDetailSerializer(call_page(request._request.member, call, timezone.now())).data)


class AnswerView(Endpoint):
    verbs = {"POST": "see_planning"}

    @extend_schema(
        summary="Répondre à un appel",
        request=CallAnswerSerializer,
        responses={201: CallAskSerializer, 409: None},
    )
    def post(self, request, slug, pk: UUID):
        member = request._request.member
        ask_may_see(member)
        asked = CallAsk.objects.select_related("membership__person", "call")
        ask = asked.filter(call=pk, membership=member.membership).first()
        if ask is None:
            raise Http404
        ask.membership = member.membership
        values = CallAnswerSerializer(data=request.data)
        values.is_valid(raise_exception=True)
        said, at = values.validated_data, timezone.now()
        if said["answer"] == "taken":
            claim = {"ask": ask, "on": said["date"], "period": said["period"], "by": member.membership}
            refusing(claim_day, **claim, at=at)
            ask.refresh_from_db(fields=["answer", "answered_at"])
        else:
            decline(ask=ask, at=at)
        return Response(CallAskSerializer(ask).data, status=201)


urlpatterns = [
    path("calls/", CallListView.as_view(), name="api-calls"),
    path("calls/<uuid:pk>/", CallView.as_view(), name="api-call"),
    path("calls/<uuid:pk>/answers/", AnswerView.as_view(), name="api-call-answers"),
]
