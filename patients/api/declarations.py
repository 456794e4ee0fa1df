"""`declarations/`: the register of the médecin traitant: who is declared with whom, told, ended."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from cabinet.clock import today_in_paris
from cabinet.models import Membership
from patients.actions.declarations import REASON_LIMIT, declare_doctor, end_declaration, tell_patient
from patients.api.care import CareEndpoint, asked_choice, asked_patient
from patients.models import Declaration, Patient
from patients.permissions import require_files
from patients.queries.declarations import again_of, declarations, proposed_for, titulaires_on

#: As the page of the register: what stands, what ended, and of what stands, those of whom something is left.
STATES = ("standing", "untold", "again", "ended")
STATE = OpenApiParameter(
    "state", str, enum=STATES,
    description="En cours, patient à informer, à refaire (le titulaire part), ou terminée.",
)  # fmt: skip
DOCTOR = OpenApiParameter("doctor", str, description="Adresse e-mail du titulaire déclaré.")
PATIENT = OpenApiParameter("patient", str, description="Un patient, par son identifiant.")
WHOSE = OpenApiParameter("patient", str, required=True, description="Un patient, par son identifiant.")


class DeclarationSerializer(serializers.ModelSerializer):
    """`proposed`: the médecin remplacé of that month; `again`: why to make it again, or empty."""

    patient = serializers.UUIDField(source="patient_id")
    patient_name = serializers.CharField(source="patient.display_name")
    doctor = serializers.EmailField(source="doctor.person.email")
    doctor_name = serializers.CharField(source="doctor.display_name")
    proposed = serializers.EmailField(source="proposed.person.email", default=None, allow_null=True)
    again = serializers.SerializerMethodField()

    class Meta:
        model = Declaration
        fields = [
            "id", "patient", "patient_name", "doctor", "doctor_name", "proposed", "declared_on",
            "informed_at", "leaflet_given", "ended_on", "end_reason", "again",
        ]  # fmt: skip

    def get_again(self, row: Declaration) -> str:
        return again_of(row, today_in_paris())


class NewDeclarationSerializer(serializers.Serializer):
    """`read`: the declaration that stood when it was decided, which ends; none for a first one."""

    patient = serializers.UUIDField()
    doctor = serializers.EmailField()
    declared_on = serializers.DateField()
    informed = serializers.BooleanField(default=False)
    leaflet_given = serializers.BooleanField(default=False)
    read = serializers.UUIDField(required=False, allow_null=True, default=None)


class ToldSerializer(serializers.Serializer):
    """The patient was told that it is administrative and that a team follows them."""

    leaflet_given = serializers.BooleanField(default=False)


class DeclarationEndSerializer(serializers.Serializer):
    ended_on = serializers.DateField()
    reason = serializers.CharField(max_length=REASON_LIMIT)


class ProposalSerializer(serializers.Serializer):
    """Whom to declare, and why; `first_consultation_on` is what decides of the month."""

    doctor = serializers.EmailField(source="doctor.person.email", default=None, allow_null=True)
    doctor_name = serializers.CharField(source="doctor.display_name", default="")
    reason = serializers.CharField(source="proposal.reason")
    first_consultation_on = serializers.DateField(source="consultation.on", default=None, allow_null=True)


class DeclarationEndpoint(CareEndpoint):
    serializer_class = DeclarationSerializer
    queryset = Declaration.objects.none()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require_files(self.by)

    def one(self, pk) -> Declaration:
        return get_object_or_404(declarations(), pk=pk)

    def said(self, pk, status: int = 200):
        row = self.one(pk)
        return self.answer(row, row.patient, status)


class DeclarationsView(DeclarationEndpoint):
    verbs = {"GET": "see_patients", "POST": "see_patients"}

    @extend_schema(
        summary="Registre des médecins traitants",
        parameters=[STATE, DOCTOR, PATIENT],
        responses=DeclarationSerializer(many=True),
    )
    def get(self, request, slug):
        rows, state = declarations(), asked_choice(request, "state", STATES)
        if patient := asked_patient(request):
            rows = rows.filter(patient_id=patient)
        if doctor := request.query_params.get("doctor", "").strip().lower():
            rows = rows.filter(doctor__person__email=doctor)
        if state:
            rows = rows.filter(ended_on__isnull=state != "ended")
        if state == "untold":
            rows = rows.filter(informed_at=None)
        if state == "again":
            rows = [row for row in rows if again_of(row, today_in_paris())]
        return self.page(rows, lambda row: row.patient)

    @extend_schema(
        summary="Déclarer un médecin traitant",
        description="Un titulaire. Celle qui tenait (`read`) prend fin.",
        request=NewDeclarationSerializer,
        responses={201: DeclarationSerializer, 409: None},
    )
    def post(self, request, slug):
        values = self.read(NewDeclarationSerializer)
        patient = get_object_or_404(Patient.objects.all(), pk=values.pop("patient"))
        values["doctor"] = titulaire_of(values["doctor"])
        values["read"] = str(values["read"] or "")
        made = declare_doctor(patient=patient, by=self.by, at=timezone.now(), **values)
        return self.said(made.pk, 201)


class DeclarationView(DeclarationEndpoint):
    verbs = {"GET": "see_patients"}

    @extend_schema(summary="Une déclaration")
    def get(self, request, slug, pk):
        return self.said(pk)


class DeclarationInformationView(DeclarationEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Le patient est informé",
        request=ToldSerializer,
        responses=DeclarationSerializer,
    )
    def post(self, request, slug, pk):
        row, values = self.one(pk), self.read(ToldSerializer)
        tell_patient(declaration=row, by=self.by, at=timezone.now(), **values)
        return self.said(pk)


class DeclarationEndView(DeclarationEndpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Mettre fin à une déclaration",
        request=DeclarationEndSerializer,
        responses={200: DeclarationSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        row, values = self.one(pk), self.read(DeclarationEndSerializer)
        end_declaration(declaration=row, by=self.by, at=timezone.now(), **values)
        return self.said(pk)


class DeclarationProposalView(DeclarationEndpoint):
    verbs = {"GET": "see_patients"}
    serializer_class = ProposalSerializer
    pagination_class = None

    @extend_schema(
        summary="Qui déclarer pour ce patient",
        description="Le médecin remplacé du mois de sa première consultation, ou le titulaire qui l’a vu.",
        parameters=[WHOSE],
        responses=ProposalSerializer,
    )
    def get(self, request, slug):
        pk = asked_patient(request)
        if pk is None:
            raise ValidationError({"patient": ["Dites de quel patient."]})
        patient = get_object_or_404(Patient.objects.all(), pk=pk)
        return self.answer(proposed_for(patient, today_in_paris()), patient)


def titulaire_of(email: str) -> Membership:
    """The titulaire of that e-mail; 400 for anybody else."""
    found = [one for one in titulaires_on(today_in_paris()) if one.person.email == email.strip().lower()]
    if not found:
        raise ValidationError({"doctor": [f"« {email} » n’est pas un titulaire qui exerce ici."]})
    return found[0]


urlpatterns = [
    path("declarations/", DeclarationsView.as_view(), name="api-declarations"),
    path("declarations/proposal/", DeclarationProposalView.as_view(), name="api-declaration-proposal"),
    path("declarations/<uuid:pk>/", DeclarationView.as_view(), name="api-declaration"),
    path(
        "declarations/<uuid:pk>/information/",
        DeclarationInformationView.as_view(),
        name="api-declaration-information",
    ),
    path("declarations/<uuid:pk>/end/", DeclarationEndView.as_view(), name="api-declaration-end"),
]
