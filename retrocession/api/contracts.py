"""`contracts/`: for the secretary all of them, for a doctor their own. They are signed on their page only."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.traces import LISTED, READ, trace
from planning.models import Period
from retrocession.api.months import MonthField, month_given
from retrocession.api.statements import PdfRenderer
from retrocession.models import Contract, ContractDocument
from retrocession.permissions import may_read_contract
from retrocession.queries.contract_days import as_json
from retrocession.queries.contracts import ContractLine, contract_line, contract_of, readable_contracts
from retrocession.views.contracts import serve_document

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")


class ContractSerializer(serializers.ModelSerializer):
    """`rate` in per cent; null while a draft follows the person's or the practice's."""

    month = MonthField(read_only=True)
    reference = serializers.CharField(read_only=True)
    titulaire = serializers.EmailField(source="titulaire.person.email")
    remplacant = serializers.EmailField(source="remplacant.person.email")

    class Meta:
        model = Contract
        fields = ["id", "reference", "month", "titulaire", "remplacant", "kind", "letter", "rate", "base"]
        fields += ["payment_day", "state", "sent_at", "signed_at"]


class DocumentSerializer(serializers.ModelSerializer):
    """`rank` 0 is the contract, n its avenant; `days` those that it binds."""

    class Meta:
        model = ContractDocument
        fields = ["id", "rank", "version", "sha256", "made_at", "days"]


class CalendarDaySerializer(serializers.Serializer):
    on = serializers.DateField()
    period = serializers.ChoiceField(choices=Period.choices)


class DocumentStateSerializer(DocumentSerializer):
    """A document, and where it stands; the form here and in `FullContractSerializer.get_documents`."""

    signed_by = serializers.ListField(child=serializers.CharField())
    scanned = serializers.BooleanField()
    sent_to = serializers.ListField(child=serializers.CharField())
    cdom_answer = serializers.CharField(allow_null=True)

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "signed_by", "scanned", "sent_to", "cdom_answer"]


class FullContractSerializer(ContractSerializer):
    """With the days of the calendar now, and the documents."""

    calendar = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()

    class Meta(ContractSerializer.Meta):
        fields = [*ContractSerializer.Meta.fields, "calendar", "documents"]

    @extend_schema_field(CalendarDaySerializer(many=True))
    def get_calendar(self, contract: Contract) -> list[dict[str, str]]:
        return as_json(self._line.now)

    @extend_schema_field(DocumentStateSerializer(many=True))
    def get_documents(self, contract: Contract) -> list[dict]:
        return [
            DocumentSerializer(one.document).data
            | {
                "signed_by": sorted(one.signatures),
                "scanned": one.scan is not None,
                "sent_to": sorted(one.sendings),
                "cdom_answer": one.answer.outcome if one.answer else None,
            }
            for one in self._line.states
        ]

    @property
    def _line(self) -> ContractLine:
        return self.context["line"]


class ContractsView(GenericEndpoint):
    verbs = {"GET": "read_statement"}
    serializer_class = ContractSerializer
    queryset = Contract.objects.none()

    @extend_schema(
        summary="Contrats entre médecins", parameters=[MONTH], responses=ContractSerializer(many=True)
    )
    def get(self, request, slug):
        contracts = readable_contracts(request._request.member.membership)
        if text := request.query_params.get("month"):
            contracts = contracts.filter(month=month_given(text))
        page = self.paginate_queryset(contracts)
        trace(LISTED, page, by=request._request.member.membership, request=request._request)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class ContractView(GenericEndpoint):
    verbs = {"GET": "read_statement"}
    serializer_class = FullContractSerializer
    queryset = Contract.objects.none()

    @extend_schema(summary="Un contrat, ses jours et ses documents")
    def get(self, request, slug, pk):
        contract = readable(request, pk)
        trace(READ, [contract], by=request._request.member.membership, request=request._request)
        context = self.get_serializer_context() | {"line": contract_line(contract)}
        return Response(FullContractSerializer(contract, context=context).data)


class ContractPdfView(GenericEndpoint):
    verbs = {"GET": "read_statement"}
    serializer_class = ContractSerializer
    queryset = Contract.objects.none()
    renderer_classes = [JSONRenderer, PdfRenderer]

    @extend_schema(
        summary="Le PDF d’un contrat ou d’un avenant",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request, slug, pk, rank):
        contract = readable(request, pk)
        documents = ContractDocument.objects.filter(contract=contract, rank=rank)
        last = documents.order_by("version").select_related("contract").last()
        if last is None:
            raise Http404
        trace(READ, [last.contract], by=request._request.member.membership, request=request._request)
        return serve_document(last, "contrat")


def readable(request, pk: UUID) -> Contract:
    """404 for what is not of this practice, 403 for somebody else's."""
    contract = contract_of(pk)
    if contract is None:
        raise Http404
    if not may_read_contract(request._request.member.membership, contract):
        raise PermissionDenied("Ce contrat est celui de quelqu’un d’autre.")
    return contract


urlpatterns = [
    path("contracts/", ContractsView.as_view(), name="api-contracts"),
    path("contracts/<uuid:pk>/", ContractView.as_view(), name="api-contract"),
    path("contracts/<uuid:pk>/pdf/<int:rank>/", ContractPdfView.as_view(), name="api-contract-pdf"),
]
