"""`patients/`: the intake list and its people; the same queries, actions and permissions as the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.clock import today_in_paris
from cabinet.traces import FOUND, LISTED, READ, trace
from patients.actions.enter import change_patient, enter_patient
from patients.actions.refused import AlreadyEntered, ChangedMeanwhile, EntryRefused, LooksLikeSomebody
from patients.api.care import asked_choice
from patients.models import Criterion, Patient, Step
from patients.permissions import keeps_appointments, require_files, sees_files, visible_patients
from patients.queries.turns import Turns
from patients.rules.entry import LENGTHS, Entry
from patients.rules.search_key import terms
from patients.rules.waves import WAVES

SEARCH = OpenApiParameter(
    "search", str, description="Nom, date de naissance ou téléphone, comme on les tape."
)
STEP = OpenApiParameter("step", str, enum=Step.values, description="Étape.")
WAVE = OpenApiParameter(
    "wave", int, enum=WAVES, description="Vague\u202f; la liste est alors dans l’ordre des points."
)
CRITERION = OpenApiParameter("criterion", str, enum=Criterion.values, description="Critère.")


class Conflict(APIException):
    status_code = 409


class ContactSerializer(serializers.ModelSerializer):
    """What the télésecrétariat reads too."""

    name = serializers.CharField(source="display_name", read_only=True)

    class Meta:
        model = Patient
        fields = [
            "id", "name", "last_name", "birth_name", "first_name", "birth_on", "phone", "phone_typed",
            "second_phone", "second_phone_typed", "version",
        ]  # fmt: skip
        read_only_fields = fields


class PatientSerializer(ContactSerializer):
    """The whole file of the front desk; `wave` and `points` are computed today, each with its reason."""

    wave = serializers.SerializerMethodField()
    wave_reason = serializers.SerializerMethodField()
    points = serializers.SerializerMethodField()
    points_reason = serializers.SerializerMethodField()

    class Meta(ContactSerializer.Meta):
        fields = [
            *ContactSerializer.Meta.fields,
            "address", "postcode", "commune", "called_by", "remark", "file_number", "criteria",
            "on_former_list", "without_doctor", "renewal_until_on", "step", "stepped_at", "entered_at",
            "last_contact_on", "wave", "wave_reason", "points", "points_reason",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_wave(self, patient: Patient) -> int | None:
        return self._turn(patient).wave.number

    def get_wave_reason(self, patient: Patient) -> str:
        return self._turn(patient).wave.reason

    def get_points(self, patient: Patient) -> int:
        return self._turn(patient).score.total

    def get_points_reason(self, patient: Patient) -> str:
        return str(self._turn(patient).score)

    def _turn(self, patient: Patient) -> Any:
        return self.context["turns"].of(patient)


class PatientSchema(OpenApiSerializerExtension):
    """What the télésecrétariat does not read is there or not: only the identity is always answered."""

    target_class = "patients.api.patients.PatientSerializer"

    def map_serializer(self, auto_schema, direction):
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return schema | {"required": [*ContactSerializer.Meta.fields]}


class PatientEntrySerializer(serializers.Serializer):
    """Somebody to enter. `kept_apart`: whoever looks like them was said to be another person."""

    last_name = serializers.CharField(max_length=LENGTHS["last_name"])
    first_name = serializers.CharField(max_length=LENGTHS["first_name"])
    birth_on = serializers.DateField()
    birth_name = serializers.CharField(max_length=LENGTHS["birth_name"], required=False, allow_blank=True)
    phone = serializers.CharField(max_length=LENGTHS["phone"], required=False, allow_blank=True)
    second_phone = serializers.CharField(max_length=LENGTHS["second_phone"], required=False, allow_blank=True)
    address = serializers.CharField(max_length=LENGTHS["address"], required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=5, required=False, allow_blank=True)
    commune = serializers.CharField(max_length=LENGTHS["commune"], required=False, allow_blank=True)
    called_by = serializers.CharField(max_length=LENGTHS["called_by"], required=False, allow_blank=True)
    remark = serializers.CharField(max_length=LENGTHS["remark"], required=False, allow_blank=True)
    file_number = serializers.CharField(max_length=LENGTHS["file_number"], required=False, allow_blank=True)
    criteria = serializers.ListField(
        child=serializers.ChoiceField(choices=Criterion.choices), required=False, max_length=len(Criterion)
    )
    on_former_list = serializers.BooleanField(required=False)
    without_doctor = serializers.BooleanField(required=False)
    renewal_until_on = serializers.DateField(required=False, allow_null=True)
    kept_apart = serializers.BooleanField(default=False)


class PatientChangeSerializer(PatientEntrySerializer):
    """What changes; `version` is the one that was read."""

    last_name = serializers.CharField(max_length=LENGTHS["last_name"], required=False)
    first_name = serializers.CharField(max_length=LENGTHS["first_name"], required=False)
    birth_on = serializers.DateField(required=False)
    version = serializers.IntegerField(min_value=1)


class PatientsView(GenericEndpoint):
    verbs = {"GET": "see_patients", "POST": "see_patients"}
    serializer_class = PatientSerializer
    queryset = Patient.objects.none()

    @extend_schema(
        summary="Patients de la liste d’accueil",
        description="Le télésecrétariat n’y lit que l’identité et les téléphones.",
        parameters=[SEARCH, STEP, WAVE, CRITERION],
        responses=PatientSerializer(many=True),
    )
    def get(self, request, slug):
        member, asked = request._request.member, request.query_params
        _require_reader(member.membership)
        patients = visible_patients(member.membership).order_by("identity", "birth_on", "pk")
        step = asked_choice(request, "step", Step.values)
        criterion = asked_choice(request, "criterion", Criterion.values)
        wave = asked_choice(request, "wave", map(str, WAVES))
        for term in terms(asked.get("search", "")):
            patients = patients.filter(search_key__contains=f" {term}")
        if step:
            patients = patients.filter(step=step)
        if criterion and sees_files(member.membership):
            patients = patients.filter(criteria__contains=[criterion])
        turns = Turns.on(today_in_paris(), cabinet=member.cabinet)
        found = _of_wave(patients, int(wave), turns) if wave and sees_files(member.membership) else patients
        page = self.paginate_queryset(found)
        trace(FOUND if asked.get("search") else LISTED, page, by=member.membership, request=request._request)
        said = [_said(patient, member.membership, turns) for patient in page]
        return self.get_paginated_response(said)

    @extend_schema(
        summary="Inscrire une personne",
        request=PatientEntrySerializer,
        responses={201: PatientSerializer, 409: None},
    )
    def post(self, request, slug):
        http: HttpRequest = request._request
        require_files(http.member.membership)
        given = PatientEntrySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        apart = said.pop("kept_apart")
        said["criteria"] = tuple(said.get("criteria", ()))
        patient = _refusing(
            enter_patient, entry=Entry(**said), kept_apart=apart, by=http.member.membership, at=timezone.now()
        )
        return Response(_answer(http, patient), status=201)


class PatientView(GenericEndpoint):
    verbs = {"GET": "see_patients", "PATCH": "see_patients"}
    serializer_class = PatientSerializer
    queryset = Patient.objects.none()

    def patient(self, request, pk) -> Patient:
        by = request._request.member.membership
        _require_reader(by)
        return get_object_or_404(visible_patients(by), pk=pk)

    @extend_schema(summary="Un patient", responses=PatientSerializer)
    def get(self, request, slug, pk):
        return Response(_answer(request._request, self.patient(request, pk)))

    @extend_schema(
        summary="Changer ce que l’on sait d’un patient",
        description="Le télésecrétariat ne change que les téléphones.",
        request=PatientChangeSerializer,
        responses={200: PatientSerializer, 409: None},
    )
    def patch(self, request, slug, pk):
        http: HttpRequest = request._request
        patient = self.patient(request, pk)
        if not keeps_appointments(http.member.membership):
            raise PermissionDenied("Votre rôle ne permet pas de modifier ce dossier.")
        given = PatientChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        version, apart = values.pop("version"), values.pop("kept_apart")
        if "criteria" in values:
            values["criteria"] = tuple(values["criteria"])
        patient = _refusing(
            change_patient, patient=patient, values=values, version=version, kept_apart=apart,
            by=http.member.membership, at=timezone.now(),
        )  # fmt: skip
        return Response(_answer(http, patient))


def _require_reader(membership) -> None:
    """Those of « own » and « name » have pages of their own, and no list here."""
    if not keeps_appointments(membership):
        raise PermissionDenied("Votre rôle ne permet pas de lire les dossiers d’accueil.")


def _of_wave(patients, wave: int, turns: Turns):
    """Those of one wave, most points first, then who was entered first."""
    placed = [(turns.of(patient), patient) for patient in patients]
    kept = [(turn, patient) for turn, patient in placed if turn.wave.number == wave]
    kept.sort(key=lambda one: (-one[0].score.total, one[1].entered_at, one[1].import_line or 0))
    return [patient for _, patient in kept]


def _said(patient: Patient, membership, turns: Turns) -> dict:
    serializer = PatientSerializer if sees_files(membership) else ContactSerializer
    return serializer(patient, context={"turns": turns}).data


def _answer(http: HttpRequest, patient: Patient) -> dict:
    trace(READ, [patient], by=http.member.membership, request=http)
    return _said(patient, http.member.membership, Turns.on(today_in_paris(), cabinet=http.member.cabinet))


def _refusing(action, **what) -> Patient:
    try:
        return action(**what)
    except EntryRefused as refused:
        raise ValidationError(refused.faults) from refused
    except (AlreadyEntered, ChangedMeanwhile, LooksLikeSomebody) as refused:
        raise Conflict(refused.sentence) from refused


urlpatterns = [
    path("patients/", PatientsView.as_view(), name="api-patients"),
    path("patients/<uuid:pk>/", PatientView.as_view(), name="api-patient"),
]
