"""`adjustments/`: what statements carry of earlier months; a caisse's file, a late line, a correction."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.api.parsers import ObjectParser
from cabinet.api.problems import CONTENT_TYPE, problem
from cabinet.models import Membership
from retrocession.actions.adjustments import MAX_REASON, add_correction, add_late_line
from retrocession.actions.adjustments_refused import (
    AdjustmentRefused,
    CarryingMonthSettled,
    RejectionReport,
    RejectionsStand,
)
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.actions.rejections import import_rejections
from retrocession.api.months import MonthField, month_given
from retrocession.api.receipts import ReportSerializer
from retrocession.models import Adjustment, Statement
from retrocession.permissions import require_verification
from retrocession.queries.adjustments import visible_adjustments
from retrocession.queries.receipts_month import titulaire_of
from retrocession.reading import LineError, UnreadableFile

MONTH = OpenApiParameter("month", str, description="Mois dont les relevés les portent, AAAA-MM.")


class Settled(APIException):
    status_code = 409


class AdjustmentSerializer(serializers.ModelSerializer):
    """Amounts in euros, signed; `rate` in per cent; `state` awaiting, carried or withdrawn."""

    month = MonthField(read_only=True)
    origin_month = MonthField(read_only=True)
    titulaire = serializers.EmailField(source="titulaire.person.email")
    remplacant = serializers.EmailField(source="remplacant.person.email")
    statement = serializers.CharField(
        source="origin.number", default=None, help_text="Numéro du relevé régularisé."
    )
    date = serializers.DateField(source="on")
    state = serializers.SerializerMethodField()

    class Meta:
        model = Adjustment
        fields = ["id", "kind", "month", "origin_month", "titulaire", "remplacant", "statement", "date"]
        fields += ["invoice", "act", "amount", "rate", "share", "reason", "noted_on", "state"]

    def get_state(self, one) -> str:
        if getattr(one, "is_withdrawn", False):
            return "withdrawn"
        return "carried" if getattr(one, "is_carried", False) else "awaiting"


class _Written(serializers.Serializer):
    month = MonthField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    reason = serializers.CharField(max_length=MAX_REASON)
    invoice = serializers.CharField(max_length=40)
    act = serializers.CharField(max_length=20)


class LateLineSerializer(_Written):
    kind = serializers.ChoiceField(["late_line"])
    remplacant = serializers.EmailField()
    date = serializers.DateField()


class CorrectionSerializer(_Written):
    """`invoice` and `act` name a line of the statement, when it is about one."""

    kind = serializers.ChoiceField(["correction"])
    statement = serializers.UUIDField(help_text="Identifiant du relevé.")
    whole = serializers.BooleanField(default=False, help_text="En entier, et non au taux du relevé.")
    invoice = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    act = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class RejectionsSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    month = MonthField()
    dry_run = serializers.BooleanField(default=False)


class AdjustmentsView(GenericEndpoint):
    verbs = {"GET": "verify_accounts", "POST": "verify_accounts"}
    serializer_class = AdjustmentSerializer
    queryset = Adjustment.objects.none()
    parser_classes = [ObjectParser, MultiPartParser]

    @extend_schema(
        summary="Rejets, lignes tardives et corrections",
        parameters=[MONTH],
        responses=AdjustmentSerializer(many=True),
    )
    def get(self, request, slug):
        rows = visible_adjustments(request._request.member)
        if asked := request.query_params.get("month"):
            rows = rows.filter(month=month_given(asked))
        page = self.paginate_queryset(rows.order_by("-month", "recorded_at", "pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Enregistrer les rejets d’une caisse, une ligne tardive ou une correction",
        request={
            "application/json": LateLineSerializer,
            "multipart/form-data": RejectionsSerializer,
        },
        responses={200: ReportSerializer, 201: AdjustmentSerializer, 409: None, 422: ReportSerializer},
    )
    def post(self, request, slug):
        by = request._request.member.membership
        try:
            if "file" in request.data:
                return self._rejections(request, by)
            write = self._correction if request.data.get("kind") == "correction" else self._late_line
            return Response(self.get_serializer(write(request, by)).data, status=201)
        except CarryingMonthSettled as refused:
            raise Settled(refused.message) from None
        except AdjustmentRefused as refused:
            name = {"on": "date", None: "non_field_errors"}.get(refused.field, refused.field)
            raise ValidationError({name: [refused.message]}) from None

    def _late_line(self, request, by: Membership) -> Adjustment:
        given = _valid(LateLineSerializer(data=request.data), by)
        members = Membership.objects.filter(person__email=given["remplacant"].lower())
        remplacant = members.select_related("person").order_by("-starts_on").first()
        if remplacant is None:
            raise ValidationError({"remplacant": ["Cette personne n’est pas membre du cabinet."]})
        return add_late_line(
            month=given["month"],
            remplacant=remplacant,
            on=given["date"],
            **{name: given[name] for name in ("invoice", "act", "amount", "reason")},
            by=by,
            at=timezone.now(),
        )

    def _correction(self, request, by: Membership) -> Adjustment:
        given = _valid(CorrectionSerializer(data=request.data), by)
        statements = Statement.objects.select_related("titulaire__person", "remplacant__person")
        return add_correction(
            month=given["month"],
            statement=get_object_or_404(statements, pk=given["statement"]),
            **{name: given[name] for name in ("invoice", "act", "amount", "reason", "whole")},
            by=by,
            at=timezone.now(),
        )

    def _rejections(self, request, by: Membership) -> Response:
        given = _valid(RejectionsSerializer(data=request.data), by)
        file = given["file"]
        if file.size > settings.RECEIPTS_MAX_BYTES:
            raise ValidationError({"file": [FileTooLarge(settings.RECEIPTS_MAX_BYTES).message]})
        try:
            report = import_rejections(
                stream=file.file,
                file_name=file.name,
                month=given["month"],
                by=by,
                at=timezone.now(),
                dry_run=given["dry_run"],
            )
        except UnreadableFile as refused:
            unreadable = RejectionReport(errors=[LineError(refused.line or 1, "", refused.message)])
            return _refused(unreadable, refused.message)
        if report.errors:
            return _refused(report, RejectionsStand(report).message)
        return Response(report.as_dict(), status=201 if report.written else 200)


def _valid(given: serializers.Serializer, by: Membership) -> dict:
    """What was sent, and only from somebody who may verify the month that will carry it."""
    given.is_valid(raise_exception=True)
    require_verification(by, titulaire=titulaire_of(given.validated_data["month"]))
    return given.validated_data


def _refused(report: RejectionReport, message: str) -> Response:
    return Response(problem(422, detail=message, **report.as_dict()), status=422, content_type=CONTENT_TYPE)


urlpatterns = [path("adjustments/", AdjustmentsView.as_view(), name="api-adjustments")]
