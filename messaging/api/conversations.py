"""`conversations/` and their messages: the same queries, actions and permissions as the pages."""

from uuid import uuid4

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.actions.files import FileRefused
from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import Endpoint, GenericEndpoint
from cabinet.members import Member
from cabinet.traces import LISTED, READ, trace
from messaging.actions.marks import mark_read
from messaging.actions.refusals import MessageRefused
from messaging.actions.send import send_message
from messaging.actions.urgent import acknowledge
from messaging.models import Conversation, Message
from messaging.queries.around import Around
from messaging.queries.conversations import conversation_lines
from messaging.queries.thread import PAGE, bubbles_of, messages_of, one_bubble
from messaging.rules.hygiene import LONGEST
from messaging.views.opened import opened, opened_message

AFTER = OpenApiParameter("after", int, description="Les messages de numéro supérieur, dans leur ordre.")
BEFORE = OpenApiParameter("before", int, description="Les derniers de numéro inférieur.")
UNREAD = OpenApiParameter("unread", bool, description="Seulement celles où il reste à lire.")


class Conflict(APIException):
    status_code = 409


class ConversationSerializer(serializers.Serializer):
    """`host` names the other practice of the network that keeps the channel; empty for one's own."""

    id = serializers.UUIDField(source="pk")
    title = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    host = serializers.CharField(allow_blank=True)
    spoken_at = serializers.DateTimeField(source="at")
    unread = serializers.IntegerField()
    urgent = serializers.BooleanField()
    mentioned = serializers.BooleanField()
    muted = serializers.BooleanField()
    closed = serializers.BooleanField()


class AcknowledgementSerializer(serializers.Serializer):
    name = serializers.CharField()
    at = serializers.DateTimeField()


class MessageSerializer(serializers.Serializer):
    """`number` follows without gap in its conversation: what is missing is seen, what comes twice too."""

    id = serializers.UUIDField(source="pk")
    number = serializers.IntegerField()
    client_key = serializers.UUIDField()
    author = serializers.CharField()
    mine = serializers.BooleanField()
    text = serializers.CharField()
    sent_at = serializers.DateTimeField(source="at")
    edited_at = serializers.DateTimeField(allow_null=True)
    urgent = serializers.BooleanField()
    acknowledged = AcknowledgementSerializer(many=True)
    seen_by = serializers.ListField(child=serializers.CharField())
    attachments = serializers.SerializerMethodField()

    def get_attachments(self, bubble) -> list[str]:
        """Their ids."""
        return [str(one.pk) for one in bubble.files]


class MessageEntrySerializer(serializers.Serializer):
    """`client_key`: sent again under the same one, it is the same message."""

    text = serializers.CharField(max_length=5 * LONGEST, allow_blank=True, default="")
    client_key = serializers.UUIDField(required=False)
    urgent = serializers.BooleanField(default=False)
    attachments = serializers.ListField(child=serializers.UUIDField(), max_length=5, required=False)


class ReadingSerializer(serializers.Serializer):
    """Up to which number one has read; it only rises."""

    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ConversationsView(GenericEndpoint):
    verbs = {"GET": "team_channels"}
    serializer_class = ConversationSerializer
    queryset = Conversation.objects.none()

    @extend_schema(
        summary="Conversations que l’on lit, les urgentes d’abord",
        parameters=[UNREAD],
        responses=ConversationSerializer(many=True),
    )
    def get(self, request, slug):
        lines = conversation_lines(request._request.member)
        if request.query_params.get("unread") == "true":
            lines = [line for line in lines if line.unread]
        page = self.paginate_queryset(lines)
        named = {line.patient.pk: line.patient for line in page if line.patient}
        trace(LISTED, named.values(), by=request._request.member.membership, request=request._request)
        return self.get_paginated_response(ConversationSerializer(page, many=True).data)


class MessagesView(GenericEndpoint):
    verbs = {"GET": "team_channels", "POST": "team_channels"}
    serializer_class = MessageSerializer
    queryset = Message.objects.none()

    @extend_schema(
        summary="Messages d’une conversation",
        description=f"Par page, dans l’ordre des numéros\u202f; `before`\u202f: {PAGE} au plus.",
        parameters=[AFTER, BEFORE],
        responses=MessageSerializer(many=True),
    )
    def get(self, request, slug, pk):
        http, at = request._request, timezone.now()
        member: Member = http.member
        after, before = number_of(request, "after"), number_of(request, "before")
        with opened(member, pk) as found:
            rows = messages_of(found.conversation)
            if before is not None:
                rows = list(rows.filter(number__lt=before).order_by("-number")[:PAGE])[::-1]
            else:
                rows = rows.filter(number__gt=after or 0).order_by("number")
            page = self.paginate_queryset(rows)
            around = Around(found.conversation, member, at=at)
            said = MessageSerializer(bubbles_of(page, around, receipts=True), many=True).data
        trace_reading(http, found.conversation)
        return self.get_paginated_response(said)

    @extend_schema(
        summary="Écrire un message",
        request=MessageEntrySerializer,
        responses={201: MessageSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        http, at = request._request, timezone.now()
        given = MessageEntrySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        with opened(http.member, pk) as found:
            try:
                message = send_message(
                    conversation=found.conversation,
                    text=values["text"],
                    client_key=values.get("client_key") or uuid4(),
                    urgent=values["urgent"],
                    drafts=values.get("attachments", ()),
                    by=http.member.membership,
                    at=at,
                )
            except (MessageRefused, FileRefused) as refused:
                raise ValidationError({refused.field: [refused.sentence]}) from refused
            except Refused as refused:
                raise Conflict(refused.sentence) from refused
            said = MessageSerializer(one_bubble(message, found.conversation, http.member, at=at)).data
        return Response(said, status=201)


class ReadingView(Endpoint):
    verbs = {"POST": "team_channels"}

    @extend_schema(summary="Dire jusqu’où l’on a lu", request=ReadingSerializer, responses={204: None})
    def post(self, request, slug, pk):
        member = request._request.member
        with opened(member, pk) as found:
            given = ReadingSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            mark_read(
                conversation=found.conversation,
                number=given.validated_data["number"],
                by=member.membership,
                at=timezone.now(),
            )
        return Response(status=204)


class AcknowledgementView(Endpoint):
    verbs = {"POST": "team_channels"}

    @extend_schema(summary="Dire que l’on s’occupe d’un message urgent", request=None, responses={204: None})
    def post(self, request, slug, pk):
        member = request._request.member
        with opened_message(member, pk) as (message, _):
            acknowledge(message=message, by=member.membership, at=timezone.now())
        return Response(status=204)


def trace_reading(http, conversation: Conversation) -> None:
    read = [conversation, *([conversation.patient] if conversation.patient_id else [])]
    trace(READ, read, by=http.member.membership, request=http)


def number_of(request, name: str) -> int | None:
    typed = request.query_params.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise ValidationError({name: ["Un numéro de message."]})
    return int(typed)


urlpatterns = [
    path("conversations/", ConversationsView.as_view(), name="api-conversations"),
    path("conversations/<uuid:pk>/messages/", MessagesView.as_view(), name="api-messages"),
    path("conversations/<uuid:pk>/reading/", ReadingView.as_view(), name="api-reading"),
    path("messages/<uuid:pk>/acknowledgement/", AcknowledgementView.as_view(), name="api-acknowledgement"),
]
