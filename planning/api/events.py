"""`events/` and their answers: the same actions and permissions as the pages."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from planning.actions.events import answer_event, cancel_event, change_event, create_event
from planning.api.asking import FROM, TO, asked_days, refusing
from planning.models import Event, EventAnswer
from planning.permissions import may_change_event, organises_events
from planning.queries.events import counted_events, edges

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class EventSerializer(serializers.ModelSerializer):
    """`coming` and `declining` count the answers; `comes` is one's own, null before."""

    coming = serializers.IntegerField()
    declining = serializers.IntegerField()
    comes = serializers.BooleanField(allow_null=True)

    class Meta:
        model = Event
        fields = [
            "id",
            "kind",
            "title",
            "place",
            "details",
            "starts_at",
            "ends_at",
            "cancelled_at",
            "sequence",
            "coming",
            "declining",
            "comes",
        ]


class NewEventSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Event.Kind.choices)
    title = serializers.CharField(max_length=120)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    details = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ChangedEventSerializer(NewEventSerializer):
    """`sequence` is that of the event that was read; another one is a conflict (409)."""

    sequence = serializers.IntegerField(min_value=0)


class EventAnswerSerializer(serializers.ModelSerializer):
    email = serializers.EmailField(source="membership.person.email", read_only=True)
    name = serializers.CharField(source="membership.display_name", read_only=True)

    class Meta:
        model = EventAnswer
        fields = ["email", "name", "comes", "answered_at"]
        read_only_fields = ["answered_at"]


class EventEndpoint(GenericEndpoint):
    serializer_class = EventSerializer
    queryset = Event.objects.none()

    def member(self):
        return self.request._request.member

    def event(self, pk) -> Event:
        return get_object_or_404(counted_events(self.member().membership), pk=pk)

    def answered(self, pk, status: int = 200) -> Response:
        return Response(EventSerializer(self.event(pk)).data, status=status)


class EventListView(EventEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}

    @extend_schema(
        summary="Événements d’un cabinet", responses=EventSerializer(many=True), parameters=[FROM, TO]
    )
    def get(self, request, slug):
        first, last = asked_days(request, FIRST_DAY, LAST_DAY)
        events = counted_events(self.member().membership).between(*edges(first, last))
        page = self.paginate_queryset(events)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Annoncer un événement", request=NewEventSerializer, responses={201: EventSerializer}
    )
    def post(self, request, slug):
        if not organises_events(self.member().membership):
            raise PermissionDenied("Votre rôle ne permet pas de créer un événement.")
        asked_for = NewEventSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        event = refusing(
            create_event, values=asked_for.validated_data, by=self.member().membership, at=timezone.now()
        )
        return self.answered(event.pk, 201)


class EventView(EventEndpoint):
    verbs = {"GET": "see_planning", "PATCH": "see_planning", "DELETE": "see_planning"}

    def changeable(self, pk) -> Event:
        event = self.event(pk)
        if not may_change_event(self.member().membership, event):
            raise PermissionDenied("Cet événement est celui de quelqu’un d’autre.")
        return event

    @extend_schema(summary="Un événement")
    def get(self, request, slug, pk):
        return self.answered(pk)

    @extend_schema(
        summary="Modifier un événement",
        request=ChangedEventSerializer(partial=True),
        responses={200: EventSerializer, 409: None},
    )
    def patch(self, request, slug, pk):
        event = self.changeable(pk)
        asked_for = ChangedEventSerializer(data=request.data, partial=True)
        asked_for.is_valid(raise_exception=True)
        values = dict(asked_for.validated_data)
        if "sequence" not in values:
            raise serializers.ValidationError({"sequence": ["Dites quelle version vous avez lue."]})
        refusing(
            change_event, event=event, sequence=values.pop("sequence"), values=values,
            by=self.member().membership, at=timezone.now(),
        )  # fmt: skip
        return self.answered(pk)

    @extend_schema(summary="Annuler un événement", responses={204: None})
    def delete(self, request, slug, pk):
        event = self.changeable(pk)
        refusing(cancel_event, event=event, by=self.member().membership, at=timezone.now())
        return Response(status=204)


class AnswersView(EventEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}
    serializer_class = EventAnswerSerializer

    @extend_schema(summary="Qui vient", responses=EventAnswerSerializer(many=True))
    def get(self, request, slug, pk):
        answers = self.event(pk).answers.select_related("membership__person")
        page = self.paginate_queryset(answers)
        return self.get_paginated_response(EventAnswerSerializer(page, many=True).data)

    @extend_schema(
        summary="Répondre pour soi", request=EventAnswerSerializer, responses={201: EventAnswerSerializer}
    )
    def post(self, request, slug, pk):
        event = self.event(pk)
        asked_for = EventAnswerSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        answer = refusing(
            answer_event, event=event, comes=asked_for.validated_data["comes"],
            by=self.member().membership, at=timezone.now(),
        )  # fmt: skip
        return Response(EventAnswerSerializer(answer).data, status=201)


urlpatterns = [
    path("events/", EventListView.as_view(), name="api-events"),
    path("events/<uuid:pk>/", EventView.as_view(), name="api-event"),
    path("events/<uuid:pk>/answers/", AnswersView.as_view(), name="api-event-answers"),
]
