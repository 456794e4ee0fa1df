"""`statements/`: for the secretary all of them, for a doctor those they pay or are paid."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.models import Membership
from cabinet.traces import LISTED, READ, trace
from retrocession.api.months import MonthField, month_given
from retrocession.models import Statement, StatementDocument
from retrocession.permissions import may_read
from retrocession.queries.statements import readable_by
from retrocession.views.statements import serve

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")


class StatementSerializer(serializers.ModelSerializer):
    """Amounts in euros, `rate` in per cent."""

    month = MonthField(read_only=True)
    titulaire = serializers.EmailField(source="titulaire.person.email")
    remplacant = serializers.EmailField(source="remplacant.person.email")

    class Meta:
        model = Statement
        fields = ["id", "number", "month", "titulaire", "remplacant", "issued_at", "days", "acts", "billed"]
        fields += [
            "retrocession_base",
            "awaited",
            "travel",
            "base",
            "rate",
            "share",
            "kept",
            "own_base",
            "own_share",
            "adjustments",
            "net",
            "year_to_date",
        ]


class FullStatementSerializer(StatementSerializer):
    class Meta(StatementSerializer.Meta):
        fields = [*StatementSerializer.Meta.fields, "payer", "payee", "detail", "signatures"]


class StatementsView(GenericEndpoint):
    verbs = {"GET": "read_statement"}
    serializer_class = StatementSerializer
    queryset = Statement.objects.none()

    @extend_schema(
        summary="Relevés de rétrocession", parameters=[MONTH], responses=StatementSerializer(many=True)
    )
    def get(self, request, slug):
        statements = readable_by(request._request.member.membership)
        statements = statements.defer("payer", "payee", "detail", "signatures")
        if text := request.query_params.get("month"):
            statements = statements.filter(month=month_given(text))
        page = self.paginate_queryset(statements)
        trace(LISTED, page, by=request._request.member.membership, request=request._request)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class StatementView(GenericEndpoint):
    verbs = {"GET": "read_statement"}
    serializer_class = FullStatementSerializer
    queryset = Statement.objects.none()

    @extend_schema(summary="Un relevé, avec le détail de ses jours")
    def get(self, request, slug, pk):
        by = request._request.member.membership
        statement = readable_statement(by, pk)
        trace(READ, [statement], by=by, request=request._request)
        return Response(self.get_serializer(statement).data)


class PdfRenderer(JSONRenderer):
    """`Accept: application/pdf` is welcome; a refusal is said in JSON all the same."""

    media_type = "application/pdf"
    format = "pdf"


class StatementPdfView(GenericEndpoint):
    verbs = {"GET": "read_statement"}
    serializer_class = FullStatementSerializer
    queryset = Statement.objects.none()
    renderer_classes = [JSONRenderer, PdfRenderer]

    @extend_schema(summary="Le PDF d’un relevé", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request, slug, pk):
        by = request._request.member.membership
        statement = readable_statement(by, pk)
        document = get_object_or_404(StatementDocument, statement=statement)
        return serve(request._request, statement, document, by=by)


def readable_statement(member: Membership, pk: UUID) -> Statement:
    """404 for what is not of this practice, 403 for somebody else's."""
    statements = Statement.objects.select_related("titulaire__person", "remplacant__person")
    statement = get_object_or_404(statements, pk=pk)
    if not may_read(member, statement):
        raise PermissionDenied("Ce relevé est celui de quelqu’un d’autre.")
    return statement


urlpatterns = [
    path("statements/", StatementsView.as_view(), name="api-statements"),
    path("statements/<uuid:pk>/", StatementView.as_view(), name="api-statement"),
    path("statements/<uuid:pk>/pdf/", StatementPdfView.as_view(), name="api-statement-pdf"),
]
