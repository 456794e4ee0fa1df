"""`statements/…/words/`: the conversation about a statement."""

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import GenericEndpoint
from retrocession.actions.answers import say
from retrocession.api.statements import readable_statement
from retrocession.models import StatementWord
from retrocession.models.answer import TEXT_LIMIT
from retrocession.rules.answer import Word


class WordSerializer(serializers.ModelSerializer):
    """`word`: agree, contest or reply."""

    text = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LIMIT)
    about = serializers.CharField(required=False, allow_blank=True, max_length=120)
    said_by = serializers.EmailField(source="said_by.person.email", read_only=True)

    class Meta:
        model = StatementWord
        fields = ["word", "about", "text", "said_by", "said_at"]
        read_only_fields = ["said_at"]


class WordsView(GenericEndpoint):
    verbs = {"GET": "read_statement", "POST": "read_statement"}
    serializer_class = WordSerializer
    queryset = StatementWord.objects.none()

    @extend_schema(summary="Ce qui est dit d’un relevé", responses=WordSerializer(many=True))
    def get(self, request, slug, pk):
        statement = readable_statement(request._request.member.membership, pk)
        page = self.paginate_queryset(statement.words.select_related("said_by__person"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="Accepter, contester, répondre", responses={201: WordSerializer})
    def post(self, request, slug, pk):
        member = request._request.member.membership
        statement = readable_statement(member, pk)
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        try:
            said = say(
                statement=statement,
                word=Word(values["word"]),
                text=values.get("text", ""),
                about=values.get("about", ""),
                by=member,
                at=timezone.now(),
            )
        except Refused as refused:
            raise ValidationError({refused.field or "non_field_errors": [refused.sentence]}) from refused
        return Response(self.get_serializer(said).data, status=201)


urlpatterns = [path("statements/<uuid:pk>/words/", WordsView.as_view(), name="api-statement-words")]
