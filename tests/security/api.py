"""Views of the API made for the tests: what `Endpoint` does, seen without any app."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint
from cabinet.models import AuditEntry
from cabinet.urls import urlpatterns as real


class Note(serializers.Serializer):
    text = serializers.CharField(max_length=40)


class NotesView(Endpoint):
    """GET counts the notes; POST writes one as an audit line, or fails after having written it."""

    verbs = {"GET": "see_planning", "POST": "designate"}

    @extend_schema(exclude=True)
    def get(self, request, slug):
        return Response({"notes": AuditEntry.objects.filter(verb="note").count()})

    @extend_schema(exclude=True)
    def post(self, request, slug):
        note = Note(data=request.data)
        note.is_valid(raise_exception=True)
        written = AuditEntry.objects.create(
            at="2026-10-01T08:00:00Z", verb="note", subject=note.validated_data["text"]
        )
        if note.validated_data["text"] == "refused":
            raise serializers.ValidationError({"text": ["Refusé après coup."]})
        if note.validated_data["text"] == "broken":
            raise RuntimeError("a fault of ours")
        return Response({"id": str(written.pk)}, status=201, headers={"Location": "/ici/"})


urlpatterns = [path("api/v1/cabinets/<slug:slug>/notes/", NotesView.as_view()), *real]
