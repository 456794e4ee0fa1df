"""`records/`: the former records of patients: asked for, received, integrated, or impossible to have."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from patients.actions.records import HOLDER_LIMIT, REASON_LIMIT, ask_record, move_record
from patients.api.care import CareEndpoint, asked_choice, asked_patient
from patients.models import Patient, RecordRequest, RecordState
from patients.permissions import require_files

STATE = OpenApiParameter("state", str, enum=RecordState.values, description="État.")
PATIENT = OpenApiParameter("patient", str, description="Un patient, par son identifiant.")


class RecordSerializer(serializers.ModelSerializer):
    """`holder`: to whom it was asked; `form` once received; `reason` when it cannot be had."""

    patient = serializers.UUIDField(source="patient_id")
    patient_name = serializers.CharField(source="patient.display_name")

    class Meta:
        model = RecordRequest
        fields = [
            "id", "patient", "patient_name", "holder", "state", "form", "asked_on", "received_on",
            "settled_on", "reason",
        ]  # fmt: skip


class NewRecordSerializer(serializers.Serializer):
    patient = serializers.UUIDField()
    holder = serializers.CharField(max_length=HOLDER_LIMIT)
    asked_on = serializers.DateField()


class RecordStateSerializer(serializers.Serializer):
    """`form` when it is received, `reason` when it is impossible."""

    state = serializers.ChoiceField(choices=RecordState.choices)
    on = serializers.DateField()
    form = serializers.ChoiceField(choices=RecordRequest.Form.choices, required=False)
    reason = serializers.CharField(max_length=REASON_LIMIT, required=False)


class RecordEndpoint(CareEndpoint):
    serializer_class = RecordSerializer
    queryset = RecordRequest.objects.none()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require_files(self.by)

    def rows(self):
        return RecordRequest.objects.select_related("patient").order_by("asked_on", "patient__identity", "pk")

    def said(self, pk, status: int = 200):
        row = get_object_or_404(self.rows(), pk=pk)
        return self.answer(row, row.patient, status)


class RecordsView(RecordEndpoint):
    verbs = {"GET": "see_patients", "POST": "see_patients"}

    @extend_schema(
        summary="Anciens dossiers, le plus ancien d’abord",
        parameters=[STATE, PATIENT],
        responses=RecordSerializer(many=True),
    )
    def get(self, request, slug):
        rows = self.rows()
        if state := asked_choice(request, "state", RecordState.values):
            rows = rows.filter(state=state)
        if patient := asked_patient(request):
            rows = rows.filter(patient_id=patient)
        return self.page(rows, lambda row: row.patient)

    @extend_schema(
        summary="Demander l’ancien dossier d’un patient",
        request=NewRecordSerializer,
        responses={201: RecordSerializer},
    )
    def post(self, request, slug):
        values = self.read(NewRecordSerializer)
        patient = get_object_or_404(Patient.objects.all(), pk=values.pop("patient"))
        return self.said(ask_record(patient=patient, by=self.by, at=timezone.now(), **values).pk, 201)


class RecordView(RecordEndpoint):
    verbs = {"GET": "see_patients"}

    @extend_schema(summary="Un ancien dossier")
    def get(self, request, slug, pk):
        return self.said(pk)


class RecordStateView(RecordEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Reçu, intégré, impossible, ou redemandé",
        request=RecordStateSerializer,
        responses={200: RecordSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        row, values = get_object_or_404(self.rows(), pk=pk), self.read(RecordStateSerializer)
        move_record(record=row, after=values.pop("state"), by=self.by, at=timezone.now(), **values)
        return self.said(pk)


urlpatterns = [
    path("records/", RecordsView.as_view(), name="api-records"),
    path("records/<uuid:pk>/", RecordView.as_view(), name="api-record"),
    path("records/<uuid:pk>/state/", RecordStateView.as_view(), name="api-record-state"),
]
