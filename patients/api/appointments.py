"""`appointments/`: the agenda, its free hours, and what becomes of an appointment; as the pages do."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import Endpoint, GenericEndpoint
from cabinet.api.problems import CONTENT_TYPE, problem
from cabinet.clock import today_in_paris
from cabinet.traces import LISTED, READ, trace
from patients.actions.agenda_refusals import AppointmentRefused, SlotTaken
from patients.actions.appointments import NOTE_LIMIT, REASON_LIMIT, book_appointment, move_appointment
from patients.actions.attendance import SAID, say_state, take_back
from patients.models import Appointment, AppointmentKind
from patients.permissions import keeps_appointments, require_agenda, visible_patients
from patients.queries.agenda import appointment_rows, day_bounds
from patients.queries.free_slots import free_between
from planning.api.asking import FROM, TO, asked, asked_days, named_member

LONGEST = timedelta(weeks=8)
#: What the pages' forms call otherwise.
FIELDS = {"starts": "starts_at"}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
KIND = OpenApiParameter("kind", str, enum=AppointmentKind.values, description="Type de rendez-vous.")
PRACTITIONER = OpenApiParameter("practitioner", str, description="Adresse e-mail du praticien.")


class AppointmentConflict(APIException):
    """409, with what is still free that half-day."""

    status_code = 409


class AppointmentSerializer(serializers.ModelSerializer):
    """`version` is to be sent back with any change."""

    patient = serializers.UUIDField(source="patient_id")
    patient_name = serializers.CharField(source="patient.display_name")
    practitioner = serializers.EmailField(source="practitioner.person.email")
    moved_to = serializers.UUIDField(source="moved_to_id", allow_null=True)

    class Meta:
        model = Appointment
        fields = [
            "id", "patient", "patient_name", "practitioner", "kind", "starts_at", "ends_at", "state", "note",
            "reason", "arrived_at", "started_at", "finished_at", "moved_to", "version",
        ]  # fmt: skip


class PlaceSerializer(serializers.Serializer):
    """`beyond`: over the first consultations of a half-day, knowingly."""

    practitioner = serializers.EmailField()
    starts_at = serializers.DateTimeField()
    beyond = serializers.BooleanField(default=False)


class NewAppointmentSerializer(PlaceSerializer):
    patient = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AppointmentKind.choices)
    note = serializers.CharField(max_length=NOTE_LIMIT, required=False, allow_blank=True, default="")


class MoveSerializer(PlaceSerializer):
    version = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=REASON_LIMIT, required=False, allow_blank=True, default="")


class StateSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1)
    state = serializers.ChoiceField(choices=[(state.value, state.label) for state in SAID])
    reason = serializers.CharField(max_length=REASON_LIMIT, required=False, allow_blank=True, default="")


class VersionSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1)


class FreeSlotSerializer(serializers.Serializer):
    practitioner = serializers.EmailField(source="half.practitioner.person.email")
    name = serializers.CharField(source="half.practitioner.display_name")
    half_day = serializers.CharField(source="half.half")
    starts_at = serializers.DateTimeField(source="span.starts_at")
    ends_at = serializers.DateTimeField(source="span.ends_at")


class AppointmentEndpoint(GenericEndpoint):
    serializer_class = AppointmentSerializer
    queryset = Appointment.objects.none()

    @property
    def by(self):
        return self.request._request.member.membership

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require_agenda(self.by)

    def rows(self):
        return appointment_rows() if keeps_appointments(self.by) else appointment_rows().filter(
            practitioner=self.by
        )  # fmt: skip

    def one(self, pk) -> Appointment:
        return get_object_or_404(self.rows(), pk=pk)

    def answer(self, one: Appointment, status: int = 200) -> Response:
        row = self.one(one.pk)
        trace(READ, [row.patient], by=self.by, request=self.request._request)
        return Response(self.get_serializer(row).data, status=status)

    def read(self, serializer: type[serializers.Serializer]) -> dict:
        wanted = serializer(data=self.request.data)
        wanted.is_valid(raise_exception=True)
        return wanted.validated_data

    def handle_exception(self, exc):
        """A refusal of the agenda: 400 with its field, or 409 with what is left of that half-day."""
        if isinstance(exc, AppointmentRefused):
            exc = ValidationError({FIELDS.get(exc.field, exc.field or "non_field_errors"): [exc.sentence]})
        elif isinstance(exc, Refused):
            free = exc.free if isinstance(exc, SlotTaken) else []
            response = super().handle_exception(AppointmentConflict(exc.sentence))
            slots = [{"half": half, "span": span} for half in free for span in half.free]
            response.data = problem(409, detail=exc.sentence, free=FreeSlotSerializer(slots, many=True).data)
            response.content_type = CONTENT_TYPE
            return response
        return super().handle_exception(exc)


class AppointmentListView(AppointmentEndpoint):
    verbs = {"GET": "see_patients", "POST": "see_patients"}

    @extend_schema(
        summary="Rendez-vous, par jour, praticien ou patient",
        parameters=[FROM, TO, PRACTITIONER, OpenApiParameter("patient", str, description="Un patient.")],
        responses=AppointmentSerializer(many=True),
    )
    def get(self, request, slug):
        first, last = asked_days(request, FIRST_DAY, LAST_DAY)
        starts, ends = day_bounds(first, last)
        rows = self.rows().filter(starts_at__gte=starts, starts_at__lt=ends).order_by("starts_at", "pk")
        if practitioner := request.query_params.get("practitioner"):
            rows = rows.filter(practitioner__person__email=practitioner.strip().lower())
        if patient := request.query_params.get("patient"):
            rows = rows.filter(patient_id=serializers.UUIDField().run_validation(patient))
        page = self.paginate_queryset(rows)
        shown = {row.patient_id: row.patient for row in page}
        trace(LISTED, shown.values(), by=self.by, request=request._request)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Donner un rendez-vous", request=NewAppointmentSerializer,
        responses={201: AppointmentSerializer, 409: None},
    )  # fmt: skip
    def post(self, request, slug):
        values = self.read(NewAppointmentSerializer)
        patient = get_object_or_404(visible_patients(self.by), pk=values.pop("patient"))
        made = book_appointment(
            **values | {"practitioner": practitioner_of(values)}, patient=patient, by=self.by,
            at=timezone.now(),
        )  # fmt: skip
        return self.answer(made, 201)


class AppointmentView(AppointmentEndpoint):
    verbs = {"GET": "see_patients"}

    @extend_schema(summary="Un rendez-vous")
    def get(self, request, slug, pk):
        return self.answer(self.one(pk))


class AppointmentStateView(AppointmentEndpoint):
    verbs = {"POST": "see_patients", "DELETE": "see_patients"}

    @extend_schema(
        summary="Arrivé, en consultation, vu, absent, annulé",
        request=StateSerializer,
        responses={200: AppointmentSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        one, values = self.one(pk), self.read(StateSerializer)
        return self.answer(say_state(appointment=one, by=self.by, at=timezone.now(), **values))

    @extend_schema(
        summary="Reprendre un clic du jour",
        parameters=[OpenApiParameter("version", int, required=True)],
        responses={200: AppointmentSerializer, 409: None},
    )
    def delete(self, request, slug, pk):
        one, wanted = self.one(pk), VersionSerializer(data=request.data or request.query_params)
        wanted.is_valid(raise_exception=True)
        version = wanted.validated_data["version"]
        return self.answer(take_back(appointment=one, version=version, by=self.by, at=timezone.now()))


class AppointmentMoveView(AppointmentEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Déplacer un rendez-vous", request=MoveSerializer,
        responses={201: AppointmentSerializer, 409: None},
    )  # fmt: skip
    def post(self, request, slug, pk):
        one, values = self.one(pk), self.read(MoveSerializer)
        new = move_appointment(
            appointment=one, **values | {"practitioner": practitioner_of(values)}, by=self.by,
            at=timezone.now(),
        )  # fmt: skip
        return self.answer(new, 201)


class FreeSlotsView(Endpoint):
    verbs = {"GET": "see_patients"}

    @extend_schema(
        summary="Heures libres", parameters=[FROM, TO, KIND, PRACTITIONER],
        responses=FreeSlotSerializer(many=True),
    )  # fmt: skip
    def get(self, request, slug):
        by = request._request.member.membership
        require_agenda(by)
        first = asked(request, "from", today_in_paris())
        last = asked(request, "to", first + timedelta(weeks=2))
        if not first <= last <= first + LONGEST:
            raise ValidationError({"to": ["De un jour à huit semaines."]})
        kind = request.query_params.get("kind", AppointmentKind.FIRST)
        if kind not in AppointmentKind.values:
            raise ValidationError({"kind": [f"« {kind} » n’est pas un type de rendez-vous."]})
        halves = free_between(by.cabinet, first, last, kind, after=timezone.now())
        if practitioner := request.query_params.get("practitioner", "").strip().lower():
            halves = [half for half in halves if half.practitioner.person.email == practitioner]
        slots = [{"half": half, "span": span} for half in halves for span in half.free]
        return Response(FreeSlotSerializer(slots, many=True).data)


def practitioner_of(values: dict):
    member = named_member(values["practitioner"], values["starts_at"].date(), field="practitioner")
    if member is None:
        raise PermissionDenied
    return member


urlpatterns = [
    path("appointments/", AppointmentListView.as_view(), name="api-appointments"),
    path("appointments/free/", FreeSlotsView.as_view(), name="api-free-slots"),
    path("appointments/<uuid:pk>/", AppointmentView.as_view(), name="api-appointment"),
    path("appointments/<uuid:pk>/state/", AppointmentStateView.as_view(), name="api-appointment-state"),
    path("appointments/<uuid:pk>/move/", AppointmentMoveView.as_view(), name="api-appointment-move"),
]
