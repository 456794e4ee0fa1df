"""`attachments/`: a file goes up as a draft, to be named in the message or the mail that it goes with."""

from uuid import UUID

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from cabinet.actions.files import FileRefused
from cabinet.api.endpoints import GenericEndpoint
from cabinet.api.renderers import AnyRenderer
from cabinet.traces import READ, trace
from cabinet.views.files import answer
from messaging.actions.attachments import remove_draft, require_attaching, take_upload
from messaging.models import Attachment
from messaging.queries.attachment_reading import read_with, readable_attachment


class AttachmentSerializer(serializers.ModelSerializer):
    """`message` and `mail` are empty while it is a draft; `state` says whether the scanner is awaited."""

    name = serializers.CharField(read_only=True)
    message = serializers.UUIDField(source="message_id", read_only=True, allow_null=True)
    mail = serializers.UUIDField(source="mail_id", read_only=True, allow_null=True)

    class Meta:
        model = Attachment
        fields = [
            "id", "name", "media_type", "size", "width", "height", "sha256", "state", "uploaded_at",
            "message", "mail",
        ]  # fmt: skip
        read_only_fields = fields


class AttachmentUploadSerializer(serializers.Serializer):
    """JPEG, PNG or PDF, 10 MB at most. Sent again under the same `client_key`, it is one."""

    file = serializers.FileField(allow_empty_file=True)
    client_key = serializers.UUIDField(required=False)


class AttachmentEndpoint(GenericEndpoint):
    serializer_class = AttachmentSerializer
    queryset = Attachment.objects.none()

    @property
    def by(self):
        return self.request._request.member.membership

    def one(self, pk: UUID) -> Attachment:
        found = readable_attachment(pk, self.by)
        if found is None:
            raise Http404
        return found


class AttachmentsView(AttachmentEndpoint):
    verbs = {"POST": "team_channels"}

    @extend_schema(
        summary="Joindre un fichier\u202f: il attend le message ou le courrier qui le nommera",
        request={"multipart/form-data": AttachmentUploadSerializer},
        responses={201: AttachmentSerializer},
    )
    def post(self, request, slug):
        require_attaching(self.by)
        given = AttachmentUploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = take_upload(
                file=given.validated_data["file"], by=self.by, at=timezone.now(),
                client_key=given.validated_data.get("client_key"),
            )  # fmt: skip
        except FileRefused as error:
            raise ValidationError({"file": [error.sentence]}) from error
        return Response(self.get_serializer(made).data, status=201)


class AttachmentView(AttachmentEndpoint):
    verbs = {"GET": "team_channels", "DELETE": "team_channels"}

    @extend_schema(summary="Une pièce jointe, sans son contenu")
    def get(self, request, slug, pk):
        return Response(self.get_serializer(self.one(pk)).data)

    @extend_schema(summary="Retirer une pièce jointe qui n’est pas encore envoyée", responses={204: None})
    def delete(self, request, slug, pk):
        remove_draft(attachment=self.one(pk), by=self.by)
        return Response(status=204)


class AttachmentContentView(AttachmentEndpoint):
    verbs = {"GET": "team_channels"}
    renderer_classes = [JSONRenderer, AnyRenderer]

    @extend_schema(
        summary="Le fichier lui-même, ou son aperçu",
        parameters=[OpenApiParameter("small", bool, description="L’aperçu d’une image.")],
        responses={
            (200, kind): OpenApiTypes.BINARY for kind in ("image/jpeg", "image/png", "application/pdf")
        },
    )
    def get(self, request, slug, pk):
        found, small = self.one(pk), request.query_params.get("small", "") in ("1", "true")
        if not found.is_ready or (small and not found.is_image):
            raise Http404
        trace(READ, read_with(found), by=self.by, request=request._request)
        return answer(found, small=small, download=True)


urlpatterns = [
    path("attachments/", AttachmentsView.as_view(), name="api-attachments"),
    path("attachments/<uuid:pk>/", AttachmentView.as_view(), name="api-attachment"),
    path("attachments/<uuid:pk>/content/", AttachmentContentView.as_view(), name="api-attachment-content"),
]
