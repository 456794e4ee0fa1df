"""`entries/<id>/files/`: what is joined to an entry of a register or to a request."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from cabinet.actions.files import FileRefused
from cabinet.api.renderers import AnyRenderer
from cabinet.views.files import answer
from commune.actions.files import join_file, take_file_back
from commune.api.registers import EntriesEndpoint, EntryFileSerializer
from commune.models import EntryFile
from commune.rules.registers import KINDS


class JoinedFileSerializer(serializers.Serializer):
    """JPEG, PNG or PDF, 10 MB at most; nothing about a patient."""

    file = serializers.FileField(allow_empty_file=True)


class EntryFilesView(EntriesEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}
    serializer_class = EntryFileSerializer
    kinds = list(KINDS)

    @extend_schema(summary="Pièces jointes d’une entrée", responses=EntryFileSerializer(many=True))
    def get(self, request, slug, pk):
        rows = self.paginate_queryset(EntryFile.objects.filter(entry=self.entry(pk)))
        return self.get_paginated_response(EntryFileSerializer(rows, many=True).data)

    @extend_schema(
        summary="Joindre un document à une entrée",
        request={"multipart/form-data": JoinedFileSerializer},
        responses={201: EntryFileSerializer},
    )
    def post(self, request, slug, pk):
        entry = self.entry(pk)
        given = JoinedFileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        try:
            made = join_file(entry=entry, file=file, by=self.membership(), at=timezone.now())
        except FileRefused as refused:
            raise ValidationError({refused.field: [refused.sentence]}) from refused
        return Response(EntryFileSerializer(made).data, status=201)


class EntryFileView(EntriesEndpoint):
    verbs = {"GET": "see_planning", "DELETE": "see_planning"}
    serializer_class = EntryFileSerializer
    renderer_classes = [JSONRenderer, AnyRenderer]
    kinds = list(KINDS)

    def joined(self, pk, file) -> EntryFile:
        return get_object_or_404(EntryFile, pk=file, entry=self.entry(pk))

    @extend_schema(
        summary="Le document lui-même",
        responses={
            (200, kind): OpenApiTypes.BINARY for kind in ("image/jpeg", "image/png", "application/pdf")
        },
    )
    def get(self, request, slug, pk, file):
        return answer(self.joined(pk, file), download=True)

    @extend_schema(summary="Retirer un document joint", responses={204: None})
    def delete(self, request, slug, pk, file):
        take_file_back(file=self.joined(pk, file), by=self.membership(), at=timezone.now())
        return Response(status=204)


urlpatterns = [
    path("entries/<uuid:pk>/files/", EntryFilesView.as_view(), name="api-entry-files"),
    path("entries/<uuid:pk>/files/<uuid:file>/", EntryFileView.as_view(), name="api-entry-file"),
]
