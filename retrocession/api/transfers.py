"""`transfers/`: the bank's files of who asks, and what became of them; `statements/…/payments/`."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import GenericEndpoint
from retrocession.actions.closing import ClosingRefused
from retrocession.actions.payments import REFERENCE_LIMIT, mark_debited, mark_returned
from retrocession.actions.transfers import make_transfer_file
from retrocession.api.months import MonthField, month_given
from retrocession.models import Statement, StatementPayment, TransferFile
from retrocession.permissions import may_approve
from retrocession.sepa import TransferRefused

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")


class Conflict(APIException):
    status_code = 409


class TransferSerializer(serializers.ModelSerializer):
    """Amounts in euros. The file itself is downloaded from its page: it holds accounts."""

    month = MonthField(source="closing.month")
    titulaire = serializers.EmailField(source="titulaire.person.email", read_only=True)
    handed_in_on = serializers.SerializerMethodField()

    class Meta:
        model = TransferFile
        fields = ["message_id", "month", "titulaire", "execution_on", "payments", "control_sum", "made_at"]
        fields += ["handed_in_on"]
        read_only_fields = [name for name in fields if name != "month"]

    def get_handed_in_on(self, transfer) -> str | None:
        return next((done.handed_in_on.isoformat() for done in transfer.handed_in.all()), None)


class TransfersView(GenericEndpoint):
    verbs = {"GET": "approve_statements", "POST": "approve_statements"}
    serializer_class = TransferSerializer
    queryset = TransferFile.objects.none()

    @extend_schema(
        summary="Ses fichiers de virement", parameters=[MONTH], responses=TransferSerializer(many=True)
    )
    def get(self, request, slug):
        person = member_of(request).person_id
        transfers = TransferFile.objects.filter(titulaire__person=person).defer("xml")
        transfers = transfers.select_related("closing", "titulaire__person").prefetch_related("handed_in")
        if text := request.query_params.get("month"):
            transfers = transfers.filter(closing__month=month_given(text))
        page = self.paginate_queryset(transfers.order_by("-made_at", "pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="Créer le fichier de virement d’un mois", responses={201: TransferSerializer})
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        month = given.validated_data["closing"]["month"]
        try:
            made = make_transfer_file(month=month, by=member_of(request), at=timezone.now())
        except (ClosingRefused, TransferRefused) as refused:
            raise Conflict(refused.message) from refused
        return Response(self.get_serializer(made).data, status=201)


class PaymentSerializer(serializers.ModelSerializer):
    """`kind` « debited » needs the bank's reference; « returned » its reason."""

    kind = serializers.ChoiceField(choices=["debited", "returned"])
    reference = serializers.CharField(max_length=REFERENCE_LIMIT)

    class Meta:
        model = StatementPayment
        fields = ["kind", "on", "reference"]


class PaymentsView(GenericEndpoint):
    verbs = {"POST": "approve_statements"}
    serializer_class = PaymentSerializer
    queryset = StatementPayment.objects.none()

    @extend_schema(summary="Noter le débit d’un relevé, ou son rejet par la banque", responses={204: None})
    def post(self, request, slug, pk):
        statement = get_object_or_404(
            Statement.objects.select_related("titulaire__person", "remplacant__person"), pk=pk
        )
        if not may_approve(member_of(request), titulaire=statement.titulaire):
            raise PermissionDenied("Seul le titulaire qui paie ce relevé note son paiement.")
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = {"on": given.validated_data["on"], "by": member_of(request), "at": timezone.now()}
        words = given.validated_data["reference"]
        try:
            if given.validated_data["kind"] == "debited":
                mark_debited(statements=[statement], reference=words, **values)
            else:
                mark_returned(statement=statement, reason=words, **values)
        except Refused as refused:
            raise ValidationError({refused.field or "non_field_errors": [refused.sentence]}) from refused
        except ClosingRefused as refused:
            raise Conflict(refused.message) from refused
        return Response(status=204)


def member_of(request):
    http: HttpRequest = request._request
    return http.member.membership


urlpatterns = [
    path("transfers/", TransfersView.as_view(), name="api-transfers"),
    path("statements/<uuid:pk>/payments/", PaymentsView.as_view(), name="api-statement-payments"),
]
