"""`receipts/`: the lines of a month, and a file of them brought in at once."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.api.problems import CONTENT_TYPE, problem
from cabinet.clock import parse_month
from cabinet.members import Member
from retrocession.actions.receipts import import_receipts
from retrocession.actions.receipts_refused import ErrorsStand, FileTooLarge, MonthSettled, Report
from retrocession.models import Designation, ReceiptLine
from retrocession.permissions import require_verification
from retrocession.queries.receipts_month import titulaire_of
from retrocession.reading import LineError, UnreadableFile

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")
DOCTOR = OpenApiParameter("doctor", str, description="Adresse e-mail d’un médecin.")


class Settled(APIException):
    status_code = 409


class ReceiptSerializer(serializers.ModelSerializer):
    """Amounts in euros; no patient is known here."""

    date = serializers.DateField(source="on")
    time = serializers.TimeField(source="at", allow_null=True)
    email = serializers.EmailField(source="doctor.person.email")
    doctor = serializers.CharField(source="doctor.display_name")

    class Meta:
        model = ReceiptLine
        fields = ["id", "date", "time", "email", "doctor", "invoice", "act", "amount", "amo", "amc"]
        fields += ["patient_part", "mode"]


class UploadSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    month = serializers.CharField(help_text="AAAA-MM")
    dry_run = serializers.BooleanField(default=False)

    def validate_month(self, text: str) -> date:
        return month_given(text)


class LineSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    lines = serializers.IntegerField()
    written = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    warnings = LineSerializer(many=True)
    errors = LineSerializer(many=True)


class ReceiptsView(GenericEndpoint):
    verbs = {"GET": "verify_accounts", "POST": "verify_accounts"}
    serializer_class = ReceiptSerializer
    queryset = ReceiptLine.objects.none()
    parser_classes = [MultiPartParser]

    @extend_schema(
        summary="Recettes d’un mois", parameters=[MONTH, DOCTOR], responses=ReceiptSerializer(many=True)
    )
    def get(self, request, slug):
        text, doctor = (request.query_params.get(name) for name in ("month", "doctor"))
        lines = _visible(request._request.member, month_given(text, "month") if text else None)
        if doctor:
            lines = lines.filter(doctor__person__email=doctor.strip().lower())
        lines = lines.select_related("doctor__person").order_by("on", "line", "pk")
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(lines), many=True).data)

    @extend_schema(
        summary="Enregistrer un export de recettes",
        request={"multipart/form-data": UploadSerializer},
        responses={200: ReportSerializer, 201: ReportSerializer, 409: None, 422: ReportSerializer},
    )
    def post(self, request, slug):
        given = UploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file, month, dry_run = (given.validated_data[name] for name in ("file", "month", "dry_run"))
        by = request._request.member.membership
        require_verification(by, titulaire=titulaire_of(month))
        if file.size > settings.RECEIPTS_MAX_BYTES:
            raise ValidationError({"file": [FileTooLarge(settings.RECEIPTS_MAX_BYTES).message]})
        try:
            report = import_receipts(
                stream=file.file,
                file_name=file.name,
                month=month,
                by=by,
                at=timezone.now(),
                dry_run=dry_run,
            )
        except MonthSettled as refused:
            raise Settled(refused.message) from None
        except UnreadableFile as refused:
            unreadable = Report(errors=[LineError(refused.line or 1, "", refused.message)])
            return _refused(unreadable, refused.message)
        if report.errors:
            return _refused(report, ErrorsStand(report).message)
        return Response(report.as_dict(), status=201 if report.written else 200)


def month_given(text: str, name: str = "") -> date:
    """400 for what is not a month; under `name` when it came in the address."""
    try:
        return parse_month(text)
    except ValueError as error:
        raise ValidationError({name: [str(error)]} if name else str(error)) from None


def _visible(member: Member, month: date | None) -> QuerySet[ReceiptLine]:
    """All lines for the secretary, the months as remplacé for a titulaire, their own for a locum."""
    lines = ReceiptLine.objects.filter(month=month) if month else ReceiptLine.objects.all()
    if member.may("verify_accounts", owner=False, remplace=False):
        return lines
    if member.may("verify_accounts", owner=True):
        return lines.filter(doctor__person_id=member.membership.person_id)
    months = Designation.objects.filter(titulaire__person_id=member.membership.person_id).values_list("month")
    if month and (month,) not in months:
        raise PermissionDenied("Vous n’êtes pas médecin remplacé de ce mois.")
    return lines.filter(month__in=months)


def _refused(report: Report, message: str) -> Response:
    return Response(problem(422, detail=message, **report.as_dict()), status=422, content_type=CONTENT_TYPE)


urlpatterns = [path("receipts/", ReceiptsView.as_view(), name="api-receipts")]
