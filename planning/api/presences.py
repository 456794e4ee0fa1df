"""`presences/` and `coverage/`: the same queries, actions and permissions as the pages."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint, GenericEndpoint
from cabinet.clock import today_in_paris
from planning.actions import book_presence, release_presence
from planning.actions.release import REASON_LIMIT
from planning.api.asking import FROM, TO, asked, asked_days, named_member, named_room, refusing
from planning.models import Period, Presence, Strength
from planning.queries.coverage import weeks_between

LONGEST_SPAN = timedelta(days=2 * 366)


class PresenceSerializer(serializers.ModelSerializer):
    email = serializers.EmailField(source="membership.person.email")
    name = serializers.CharField(source="membership.display_name")
    role = serializers.CharField(source="membership.role")
    date = serializers.DateField(source="on")
    room = serializers.CharField(source="room.name")

    class Meta:
        model = Presence
        fields = [
            "id",
            "email",
            "name",
            "role",
            "date",
            "period",
            "room",
            "strength",
            "starts_at",
            "ends_at",
            "booked_at",
            "to_confirm",
        ]


class BookingSerializer(serializers.Serializer):
    """`email` absent: for oneself; `room` absent: the best free one; `strength` absent: sure."""

    email = serializers.EmailField(required=False)
    date = serializers.DateField()
    period = serializers.ChoiceField(choices=Period.choices)
    room = serializers.CharField(required=False, max_length=60)
    strength = serializers.ChoiceField(choices=Strength.choices, default=Strength.SURE)


class ReleaseSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LIMIT)


class WeekSerializer(serializers.Serializer):
    year = serializers.IntegerField(source="week.year")
    week = serializers.IntegerField(source="week.number")
    monday = serializers.DateField(source="week.monday")
    state = serializers.ChoiceField(
        choices=["at_target", "below_target", "below_floor", "nobody", "closed"], source="state.state"
    )
    days = serializers.DecimalField(max_digits=3, decimal_places=1, source="state.days")
    target = serializers.IntegerField(source="state.target")
    floor = serializers.IntegerField(source="state.floor")
    missing_half_days = serializers.IntegerField(source="state.missing")
    intern_half_days = serializers.IntegerField(source="state.intern_only")


class PresenceListView(GenericEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}
    serializer_class = PresenceSerializer
    queryset = Presence.objects.none()

    @extend_schema(
        summary="Présences d’un cabinet",
        responses=PresenceSerializer(many=True),
        parameters=[FROM, TO, OpenApiParameter("person", str, description="Adresse e-mail d’une personne.")],
    )
    def get(self, request, slug):
        first, last = asked_days(request, date.min, date.max)
        presences = Presence.objects.standing().between(first, last).with_names()
        if person := request.query_params.get("person"):
            presences = presences.filter(membership__person__email=person.strip().lower())
        page = self.paginate_queryset(presences)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Prendre un jour", request=BookingSerializer, responses={201: PresenceSerializer, 409: None}
    )
    def post(self, request, slug):
        member = request._request.member
        if not (member.may("book_own_days") or member.may("book_for_others")):
            raise PermissionDenied("Votre rôle dans ce cabinet ne permet pas de tenir le planning.")
        asked_for = BookingSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        values = asked_for.validated_data
        presence = refusing(
            book_presence,
            membership=named_member(values.get("email"), values["date"]) or member.membership,
            on=values["date"],
            period=values["period"],
            room=named_room(values.get("room")),
            strength=values["strength"],
            by=member.membership,
            at=timezone.now(),
        )
        return Response(self.get_serializer(presence).data, status=201)


class PresenceView(GenericEndpoint):
    verbs = {"GET": "see_planning", "DELETE": "see_planning"}
    serializer_class = PresenceSerializer
    queryset = Presence.objects.none()

    def presence(self, pk) -> Presence:
        return get_object_or_404(Presence.objects.standing().with_names(), pk=pk)

    @extend_schema(summary="Une présence")
    def get(self, request, slug, pk):
        return Response(self.get_serializer(self.presence(pk)).data)

    @extend_schema(
        summary="Libérer un jour",
        request=ReleaseSerializer,
        parameters=[OpenApiParameter("reason", str, description="Motif, demandé à moins du préavis.")],
        responses={204: None},
    )
    def delete(self, request, slug, pk):
        asked_for = ReleaseSerializer(data=request.data or request.query_params)
        asked_for.is_valid(raise_exception=True)
        refusing(
            release_presence,
            presence=self.presence(pk),
            by=request._request.member.membership,
            at=timezone.now(),
            reason=asked_for.validated_data.get("reason", ""),
        )
        return Response(status=204)


class CoverageView(Endpoint):
    verbs = {"GET": "see_planning"}

    @extend_schema(
        summary="Couverture semaine par semaine", parameters=[FROM, TO], responses=WeekSerializer(many=True)
    )
    def get(self, request, slug):
        first = asked(request, "from", today_in_paris())
        last = asked(request, "to", first + timedelta(weeks=8))
        if last < first:
            raise ValidationError({"to": ["La fin vient avant le début."]})
        if last - first > LONGEST_SPAN:
            raise ValidationError({"to": ["Deux ans au plus à la fois."]})
        weeks = weeks_between(request._request.member.cabinet, first, last)
        return Response(WeekSerializer(weeks, many=True).data)


urlpatterns = [
    path("presences/", PresenceListView.as_view(), name="api-presences"),
    path("presences/<uuid:pk>/", PresenceView.as_view(), name="api-presence"),
    path("coverage/", CoverageView.as_view(), name="api-coverage"),
]
