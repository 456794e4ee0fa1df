"""`day-sheets/`: what was counted at the desk, by doctor and day."""

from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.models import Membership
from retrocession.actions.day_sheets import (
    FIELDS,
    SheetChanged,
    SheetRefused,
    SheetSettled,
    save_day_sheet,
)
from retrocession.api.months import month_given
from retrocession.forms.day_sheets import MOST_CHEQUES
from retrocession.models import DaySheet
from retrocession.models.day_sheet import INCIDENTS_LIMIT
from retrocession.models.receipts import MODES
from retrocession.queries.day_sheets import sheet_of, visible_sheets
from retrocession.rules.roles import BILLING_ROLES

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")
DOCTOR = OpenApiParameter("doctor", str, description="Adresse électronique du médecin.")


class Conflict(APIException):
    status_code = 409


def _amount() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)


class DaySheetSerializer(serializers.ModelSerializer):
    """Euros by mode, null for what was not counted; `version` is the one that was read."""

    doctor = serializers.EmailField(source="doctor.person.email")
    date = serializers.DateField(source="on")
    especes, cheque, cb, virement, tiers_payant = (_amount() for _ in MODES)
    cheques = serializers.IntegerField(min_value=0, max_value=MOST_CHEQUES, required=False, allow_null=True)
    incidents = serializers.CharField(
        max_length=INCIDENTS_LIMIT, required=False, allow_blank=True, help_text="Sans nommer de patient."
    )
    version = serializers.IntegerField(min_value=0, required=False)
    total = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)

    class Meta:
        model = DaySheet
        fields = ["id", "doctor", "date", *FIELDS, "total", "version", "saved_at"]
        read_only_fields = ["id", "saved_at"]
        validators = []


class DaySheetsView(GenericEndpoint):
    verbs = {"GET": "verify_accounts", "POST": "verify_accounts", "PUT": "verify_accounts"}
    serializer_class = DaySheetSerializer
    queryset = DaySheet.objects.none()

    @extend_schema(
        summary="Feuilles de journée",
        parameters=[MONTH, DOCTOR],
        responses=DaySheetSerializer(many=True),
    )
    def get(self, request, slug):
        rows = visible_sheets(request._request.member)
        if asked := request.query_params.get("month"):
            rows = rows.filter(month=month_given(asked))
        if email := request.query_params.get("doctor"):
            rows = rows.filter(doctor__person__email=email.lower())
        page = self.paginate_queryset(rows.order_by("-on", "pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Noter ou changer une feuille de journée",
        responses={200: DaySheetSerializer, 201: DaySheetSerializer, 409: None},
    )
    def post(self, request, slug):
        return self._save(request, whole=False)

    @extend_schema(
        summary="Remplacer une feuille de journée",
        responses={200: DaySheetSerializer, 201: DaySheetSerializer},
    )
    def put(self, request, slug):
        """What is not said is emptied."""
        return self._save(request, whole=True)

    def _save(self, request, *, whole: bool) -> Response:
        http: HttpRequest = request._request
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, on = given.validated_data, given.validated_data["on"]
        doctor = _doctor_on(said["doctor"]["person"]["email"], on)
        nothing = dict.fromkeys(FIELDS) | {"incidents": ""} if whole else {}
        values = nothing | {name: said[name] for name in FIELDS if name in said}
        is_new = sheet_of(doctor, on) is None
        try:
            sheet = save_day_sheet(
                doctor=doctor, on=on, values=values, seen=said.get("version"),
                by=http.member.membership, at=timezone.now(),
            )  # fmt: skip
        except (SheetChanged, SheetSettled) as refused:
            raise Conflict(refused.sentence) from refused
        except SheetRefused as refused:
            name = {"on": "date", None: "non_field_errors"}.get(refused.field, refused.field)
            raise ValidationError({name: [refused.sentence]}) from refused
        return Response(self.get_serializer(sheet).data, status=201 if is_new else 200)


def _doctor_on(email: str, on) -> Membership:
    """Their membership of that day, else the last one."""
    members = Membership.objects.filter(person__email=email.lower(), role__in=BILLING_ROLES)
    known = list(members.select_related("person").order_by("-starts_on"))
    found = next((member for member in known if member.is_open_on(on)), None) or next(iter(known), None)
    if found is None:
        raise ValidationError({"doctor": ["Cette personne ne prend pas d’honoraires dans ce cabinet."]})
    return found


urlpatterns = [path("day-sheets/", DaySheetsView.as_view(), name="api-day-sheets")]
