"""`payments/`: what tiers payant paid, on the base « perçu »; and what is still awaited."""

from django.conf import settings
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.api.problems import CONTENT_TYPE, problem
from retrocession.actions.adjustments_refused import CarryingMonthSettled
from retrocession.actions.payments_received import import_payments
from retrocession.actions.payments_refused import PaymentReport, PaymentsStand
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.api.adjustments import MONTH
from retrocession.api.months import MonthField, month_given
from retrocession.api.receipts import ReportSerializer
from retrocession.models import PayerReturn
from retrocession.permissions import require_verification
from retrocession.queries.awaited import visible_payments
from retrocession.queries.receipts_month import titulaire_of
from retrocession.reading import LineError, UnreadableFile


class Settled(APIException):
    status_code = 409


class PaymentReceivedSerializer(serializers.ModelSerializer):
    """Euros. `share` is what it adds to a later statement; null when it counts in its own month's base."""

    month = MonthField(read_only=True)
    doctor = serializers.EmailField(source="line.doctor.person.email")
    act_date = serializers.DateField(source="line.on")
    invoice = serializers.CharField(source="line.invoice")
    act = serializers.CharField(source="line.act")
    date = serializers.DateField(source="on")
    share = serializers.DecimalField(
        source="adjustment.share", max_digits=12, decimal_places=2, default=None, allow_null=True
    )

    class Meta:
        model = PayerReturn
        fields = ["id", "month", "doctor", "act_date", "invoice", "act", "amount", "date", "share"]


class PaymentsFileSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    month = MonthField()
    dry_run = serializers.BooleanField(default=False)


class PaymentsView(GenericEndpoint):
    verbs = {"GET": "verify_accounts", "POST": "verify_accounts"}
    serializer_class = PaymentReceivedSerializer
    queryset = PayerReturn.objects.none()
    parser_classes = [MultiPartParser]

    @extend_schema(
        summary="Paiements de tiers payant notés",
        parameters=[MONTH],
        responses=PaymentReceivedSerializer(many=True),
    )
    def get(self, request, slug):
        rows = visible_payments(request._request.member)
        if asked := request.query_params.get("month"):
            rows = rows.filter(month=month_given(asked))
        page = self.paginate_queryset(rows.order_by("-month", "recorded_at", "pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Enregistrer les paiements de tiers payant",
        request={"multipart/form-data": PaymentsFileSerializer},
        responses={200: ReportSerializer, 201: ReportSerializer, 409: None, 422: ReportSerializer},
    )
    def post(self, request, slug):
        given = PaymentsFileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file, month = given.validated_data["file"], given.validated_data["month"]
        by = request._request.member.membership
        require_verification(by, titulaire=titulaire_of(month))
        if file.size > settings.RECEIPTS_MAX_BYTES:
            raise ValidationError({"file": [FileTooLarge(settings.RECEIPTS_MAX_BYTES).message]})
        try:
            report = import_payments(
                stream=file.file,
                file_name=file.name,
                month=month,
                by=by,
                at=timezone.now(),
                dry_run=given.validated_data["dry_run"],
            )
        except CarryingMonthSettled as refused:
            raise Settled(refused.message) from None
        except UnreadableFile as refused:
            unreadable = PaymentReport(errors=[LineError(refused.line or 1, "", refused.message)])
            return _refused(unreadable, refused.message)
        if report.errors:
            return _refused(report, PaymentsStand(report).message)
        return Response(report.as_dict(), status=201 if report.written else 200)


def _refused(report: PaymentReport, message: str) -> Response:
    return Response(problem(422, detail=message, **report.as_dict()), status=422, content_type=CONTENT_TYPE)


urlpatterns = [path("payments/", PaymentsView.as_view(), name="api-payments")]
