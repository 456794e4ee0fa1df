"""`on-calls/`: the days that need an astreinte, and who has it: the same actions as the pages."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint
from cabinet.clock import today_in_paris
from planning.actions.astreintes import (
    REASON_LIMIT,
    acknowledge_astreinte,
    assign_astreinte,
    give_up_astreinte,
)
from planning.api.asking import FROM, TO, asked, named_member, refusing
from planning.models import Astreinte
from planning.queries.astreintes import on_call_days

LONGEST_SPAN = timedelta(days=366)
AHEAD = timedelta(weeks=8)


class OnCallSerializer(serializers.Serializer):
    """`id` and the doctor are null on a day that needs somebody; `needed` is false when a doctor is there."""

    id = serializers.UUIDField(source="duty.pk", allow_null=True)
    date = serializers.DateField(source="on")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    email = serializers.EmailField(source="duty.membership.person.email", allow_null=True)
    name = serializers.CharField(source="duty.membership.display_name", allow_null=True)
    acknowledged_at = serializers.DateTimeField(source="duty.acknowledged_at", allow_null=True)
    needed = serializers.BooleanField()


class AssignSerializer(serializers.Serializer):
    """`email` absent: for oneself."""

    date = serializers.DateField()
    email = serializers.EmailField(required=False)


class GiveUpSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LIMIT)


def shown(request, duty: Astreinte) -> dict:
    [day] = [
        day for day in on_call_days(request._request.member.cabinet, duty.on, duty.on) if day.duty == duty
    ]
    return OnCallSerializer(day).data


def duty_of(pk) -> Astreinte:
    return get_object_or_404(Astreinte.objects.standing().with_names(), pk=pk)


def ask_takes_or_assigns(request):
    member = request._request.member
    if not (member.may("take_astreinte") or member.may("assign_astreinte")):
        raise PermissionDenied("Votre rôle dans ce cabinet ne permet pas de tenir les astreintes.")
    return member


class OnCallListView(Endpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}

    @extend_schema(
        summary="Astreintes et jours sans personne",
        parameters=[FROM, TO],
        responses=OnCallSerializer(many=True),
    )
    def get(self, request, slug):
        first = asked(request, "from", today_in_paris())
        last = asked(request, "to", first + AHEAD)
        if last < first:
            raise ValidationError({"to": ["La fin vient avant le début."]})
        if last - first > LONGEST_SPAN:
            raise ValidationError({"to": ["Un an au plus à la fois."]})
        return Response(
            OnCallSerializer(on_call_days(request._request.member.cabinet, first, last), many=True).data
        )

    @extend_schema(
        summary="Prendre ou confier une astreinte",
        request=AssignSerializer,
        responses={201: OnCallSerializer, 409: None},
    )
    def post(self, request, slug):
        member = ask_takes_or_assigns(request)
        asked_for = AssignSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        values = asked_for.validated_data
        duty = refusing(
            assign_astreinte,
            membership=named_member(values.get("email"), values["date"]) or member.membership,
            on=values["date"],
            by=member.membership,
            at=timezone.now(),
        )
        return Response(shown(request, duty), status=201)


class OnCallView(Endpoint):
    verbs = {"GET": "see_planning", "DELETE": "see_planning"}

    @extend_schema(summary="Une astreinte", responses=OnCallSerializer)
    def get(self, request, slug, pk):
        return Response(shown(request, duty_of(pk)))

    @extend_schema(
        summary="Rendre une astreinte",
        request=GiveUpSerializer,
        parameters=[OpenApiParameter("reason", str, description="Motif, demandé à moins du préavis.")],
        responses={204: None},
    )
    def delete(self, request, slug, pk):
        member = ask_takes_or_assigns(request)
        asked_for = GiveUpSerializer(data=request.data or request.query_params)
        asked_for.is_valid(raise_exception=True)
        refusing(
            give_up_astreinte,
            astreinte=duty_of(pk),
            by=member.membership,
            at=timezone.now(),
            reason=asked_for.validated_data.get("reason", ""),
        )
        return Response(status=204)


class OnCallAcknowledgementView(Endpoint):
    verbs = {"POST": "take_astreinte"}

    @extend_schema(summary="Dire que l’on a lu son astreinte", request=None, responses=OnCallSerializer)
    def post(self, request, slug, pk):
        duty = refusing(
            acknowledge_astreinte,
            astreinte=duty_of(pk),
            by=request._request.member.membership,
            at=timezone.now(),
        )
        return Response(shown(request, duty))


urlpatterns = [
    path("on-calls/", OnCallListView.as_view(), name="api-on-calls"),
    path("on-calls/<uuid:pk>/", OnCallView.as_view(), name="api-on-call"),
    path(
        "on-calls/<uuid:pk>/acknowledgement/",
        OnCallAcknowledgementView.as_view(),
        name="api-on-call-acknowledgement",
    ),
]
