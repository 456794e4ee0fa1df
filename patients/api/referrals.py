"""`referrals/`: what is addressed to the ASALÉE nurse, her sessions, how it ends; as the pages do."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from patients.actions.referrals import (
    acknowledge_referral,
    cancel_session,
    close_referral,
    plan_session,
    refer_patient,
    require_caregiver,
    require_nurse,
    say_session,
)
from patients.api.care import CareEndpoint, asked_choice, asked_patient
from patients.models import Referral, ReferralSession, ReferralState, SessionState
from patients.permissions import require_referrals, visible_patients
from patients.queries.referrals import referral_of, referral_rows, visible_referrals

PATIENT = OpenApiParameter("patient", str, description="Un patient, par son identifiant.")
STATE = OpenApiParameter("state", str, enum=ReferralState.values, description="État.")


class ReferralSessionSerializer(serializers.ModelSerializer):
    """`starts_at` when it has an hour of her agenda; `appointment` is that hour."""

    appointment = serializers.UUIDField(source="appointment_id", allow_null=True)
    starts_at = serializers.DateTimeField(source="appointment.starts_at", default=None, allow_null=True)

    class Meta:
        model = ReferralSession
        fields = ["id", "on", "starts_at", "appointment", "state"]


class ReferralSerializer(serializers.ModelSerializer):
    """`ending` tells how it ended, never what was found; `acknowledged_at`: its doctor has read it."""

    patient = serializers.UUIDField(source="patient_id")
    patient_name = serializers.CharField(source="patient.display_name")
    asked_by = serializers.EmailField(source="asked_by.person.email")
    nurse = serializers.EmailField(source="nurse.person.email", default=None, allow_null=True)
    sessions = ReferralSessionSerializer(many=True)

    class Meta:
        model = Referral
        fields = [
            "id", "patient", "patient_name", "motive", "asked_at", "asked_by", "nurse", "state", "ending",
            "closed_at", "acknowledged_at", "sessions",
        ]  # fmt: skip


class NewReferralSerializer(serializers.Serializer):
    """`motive`: one of the practice's list."""

    patient = serializers.UUIDField()
    motive = serializers.CharField(max_length=80)


class NewSessionSerializer(serializers.Serializer):
    """A day, or an hour free in her agenda, which becomes an appointment."""

    on = serializers.DateField(required=False)
    starts_at = serializers.DateTimeField(required=False)

    def validate(self, values: dict) -> dict:
        if bool(values.get("on")) == bool(values.get("starts_at")):
            raise ValidationError({"on": ["Donnez un jour, ou une heure."]})
        return values


class SessionStateSerializer(serializers.Serializer):
    state = serializers.ChoiceField(
        choices=[(state.value, state.label) for state in (SessionState.HELD, SessionState.MISSED)]
    )


class ReferralClosingSerializer(serializers.Serializer):
    ending = serializers.ChoiceField(choices=Referral.Ending.choices)


class ReferralEndpoint(CareEndpoint):
    serializer_class = ReferralSerializer
    queryset = Referral.objects.none()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require_referrals(self.by)

    def one(self, pk) -> Referral:
        line = referral_of(self.by, pk, timezone.now())
        if line is None:
            raise Http404
        return line.referral

    def said(self, pk, status: int = 200) -> Response:
        row = self.one(pk)
        return self.answer(row, row.patient, status)


class ReferralsView(ReferralEndpoint):
    verbs = {"GET": "see_patients", "POST": "see_patients"}

    @extend_schema(
        summary="Adressages à l’infirmière ASALÉE",
        description="L’infirmière lit les siens et ceux que personne n’a pris.",
        parameters=[STATE, PATIENT],
        responses=ReferralSerializer(many=True),
    )
    def get(self, request, slug):
        rows = referral_rows(self.by)
        if state := asked_choice(request, "state", ReferralState.values):
            rows = rows.filter(state=state)
        if patient := asked_patient(request):
            rows = rows.filter(patient_id=patient)
        return self.page(rows, lambda row: row.patient)

    @extend_schema(
        summary="Adresser un patient",
        description="Un médecin ou l’interne, pour un motif de la liste du cabinet.",
        request=NewReferralSerializer,
        responses={201: ReferralSerializer, 409: None},
    )
    def post(self, request, slug):
        require_caregiver(self.by)
        values = self.read(NewReferralSerializer)
        patient = get_object_or_404(visible_patients(self.by), pk=values["patient"])
        made = refer_patient(patient=patient, motive=values["motive"], by=self.by, at=timezone.now())
        return self.said(made.pk, 201)


class ReferralView(ReferralEndpoint):
    verbs = {"GET": "see_patients"}

    @extend_schema(summary="Un adressage, ses séances")
    def get(self, request, slug, pk):
        return self.said(pk)


class ReferralSessionsView(ReferralEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Prévoir une séance, un jour ou à une heure",
        request=NewSessionSerializer,
        responses={201: ReferralSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        require_nurse(self.by)
        row, values = self.one(pk), self.read(NewSessionSerializer)
        plan_session(referral=row, by=self.by, at=timezone.now(), **{"on": None} | values)
        return self.said(pk, 201)


class ReferralSessionView(ReferralEndpoint):
    verbs = {"POST": "see_patients", "DELETE": "see_patients"}

    def session(self, pk) -> ReferralSession:
        require_nurse(self.by)
        rows = ReferralSession.objects.filter(referral__in=visible_referrals(self.by).order_by())
        return get_object_or_404(rows.select_related("referral"), pk=pk)

    @extend_schema(
        summary="Séance faite, ou manquée",
        request=SessionStateSerializer,
        responses={200: ReferralSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        session, values = self.session(pk), self.read(SessionStateSerializer)
        say_session(session=session, by=self.by, at=timezone.now(), **values)
        return self.said(session.referral_id)

    @extend_schema(
        summary="Retirer une séance prévue",
        description="Son heure est rendue à l’agenda.",
        responses={200: ReferralSerializer, 409: None},
    )
    def delete(self, request, slug, pk):
        session = self.session(pk)
        cancel_session(session=session, by=self.by, at=timezone.now())
        return self.said(session.referral_id)


class ReferralClosingView(ReferralEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Clore le suivi",
        request=ReferralClosingSerializer,
        responses={200: ReferralSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        require_nurse(self.by)
        row, values = self.one(pk), self.read(ReferralClosingSerializer)
        close_referral(referral=row, by=self.by, at=timezone.now(), **values)
        return self.said(pk)


class ReferralReadingView(ReferralEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Le médecin qui adressait a lu comment cela se termine",
        request=None,
        responses={200: ReferralSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        acknowledge_referral(referral=self.one(pk), by=self.by, at=timezone.now())
        return self.said(pk)


urlpatterns = [
    path("referrals/", ReferralsView.as_view(), name="api-referrals"),
    path("referrals/<uuid:pk>/", ReferralView.as_view(), name="api-referral"),
    path("referrals/<uuid:pk>/sessions/", ReferralSessionsView.as_view(), name="api-referral-sessions"),
    path("referral-sessions/<uuid:pk>/", ReferralSessionView.as_view(), name="api-referral-session"),
    path("referrals/<uuid:pk>/closing/", ReferralClosingView.as_view(), name="api-referral-closing"),
    path("referrals/<uuid:pk>/reading/", ReferralReadingView.as_view(), name="api-referral-reading"),
]
