"""`designations/`: who is médecin remplacé of which month, what a change would do, and its correction."""

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.models import Membership
from retrocession.actions.designation import (
    DesignatedMeanwhile,
    DesignationRefused,
    DesignationSettled,
    designate,
)
from retrocession.actions.designation_correction import MAX_REASON, correct_designation
from retrocession.api.months import MonthField, month_given
from retrocession.models import Designation, DesignationCorrection
from retrocession.queries.handover import consequences, standings, way_of
from retrocession.rules.handover import Way

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")


class Conflict(APIException):
    status_code = 409


class DesignationSerializer(serializers.ModelSerializer):
    month = MonthField()
    titulaire = serializers.EmailField(source="titulaire.person.email", help_text="Adresse e-mail.")

    class Meta:
        model = Designation
        fields = ["month", "titulaire", "designated_at"]
        read_only_fields = ["designated_at"]


class ConsequencesSerializer(serializers.Serializer):
    """`way`: `free`, or `correction` when the month is settled; `forbidden`: it cannot be done at all."""

    month = MonthField()
    titulaire = serializers.EmailField()
    way = serializers.ChoiceField([one.value for one in Way])
    forbidden = serializers.BooleanField()
    consequences = serializers.ListField(child=serializers.CharField())


class CorrectionSerializer(serializers.ModelSerializer):
    """`before` had the month when it was read. `contracts` and `statements`: what stays in their name."""

    month = MonthField()
    before = serializers.EmailField(source="before.person.email")
    after = serializers.EmailField(source="after.person.email")
    reason = serializers.CharField(max_length=MAX_REASON)
    contracts = serializers.ListField(child=serializers.CharField(), read_only=True)
    statements = serializers.ListField(child=serializers.CharField(), read_only=True)
    corrected_by = serializers.EmailField(
        source="corrected_by.person.email", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = DesignationCorrection
        fields = ["month", "before", "after", "reason", "contracts", "statements", "corrected_at"]
        fields += ["corrected_by"]
        read_only_fields = ["corrected_at"]


class DesignationsView(GenericEndpoint):
    verbs = {"GET": "verify_accounts", "POST": "designate"}
    serializer_class = DesignationSerializer
    queryset = Designation.objects.none()

    @extend_schema(
        summary="Médecins remplacés", parameters=[MONTH], responses=DesignationSerializer(many=True)
    )
    def get(self, request, slug):
        designations = Designation.objects.select_related("titulaire__person").order_by("-month")
        if text := request.query_params.get("month"):
            designations = designations.filter(month=month_given(text))
        page = self.paginate_queryset(designations)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Désigner le médecin remplacé d’un mois",
        responses={200: DesignationSerializer, 201: DesignationSerializer, 409: None},
    )
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        month = given.validated_data["month"]
        titulaire = named(given.validated_data["titulaire"]["person"]["email"], "titulaire")
        before = Designation.objects.filter(month=month).exists()
        designation = refusing(
            designate,
            field="titulaire",
            month=month,
            titulaire=titulaire,
            by=request._request.member.membership,
            at=timezone.now(),
        )
        return Response(self.get_serializer(designation).data, status=200 if before else 201)


class ConsequencesView(GenericEndpoint):
    verbs = {"GET": "designate"}
    serializer_class = ConsequencesSerializer
    queryset = Designation.objects.none()
    pagination_class = None

    @extend_schema(
        summary="Ce que changerait une désignation",
        parameters=[
            OpenApiParameter("month", str, required=True, description="Mois, AAAA-MM."),
            OpenApiParameter("titulaire", str, required=True, description="Adresse e-mail."),
        ],
    )
    def get(self, request, slug):
        month = month_given(request.query_params.get("month", ""))
        titulaire = named(request.query_params.get("titulaire", ""), "titulaire")
        standing = standings([month])[month]
        held = Designation.objects.select_related("titulaire").filter(month=month).first()
        told = consequences(month, standing, before=held and held.titulaire, successor=titulaire)
        values = {
            "month": month,
            "titulaire": titulaire.person.email,
            "way": way_of(standing, titulaire).value,
            "forbidden": any(one.forbids for one in told),
            "consequences": [one.sentence for one in told],
        }
        return Response(self.get_serializer(values).data)


class CorrectionsView(GenericEndpoint):
    verbs = {"GET": "designate", "POST": "designate"}
    serializer_class = CorrectionSerializer
    queryset = DesignationCorrection.objects.none()

    @extend_schema(
        summary="Corrections du médecin remplacé",
        parameters=[MONTH],
        responses=CorrectionSerializer(many=True),
    )
    def get(self, request, slug):
        rows = DesignationCorrection.objects.select_related(
            "before__person", "after__person", "corrected_by__person"
        ).order_by("-corrected_at")
        if text := request.query_params.get("month"):
            rows = rows.filter(month=month_given(text))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Corriger le médecin remplacé d’un mois figé",
        responses={201: CorrectionSerializer, 409: None},
    )
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        correction = refusing(
            correct_designation,
            field="after",
            month=values["month"],
            titulaire=named(values["after"]["person"]["email"], "after"),
            seen=named(values["before"]["person"]["email"], "before"),
            reason=values["reason"],
            by=request._request.member.membership,
            at=timezone.now(),
        )
        return Response(self.get_serializer(correction).data, status=201)


def named(email: str, field: str) -> Membership:
    """The member of that e-mail, the latest of their memberships; 400 on `field` for nobody here."""
    members = Membership.objects.filter(person__email=email.lower()).select_related("person")
    found = members.order_by("-starts_on").first()
    if found is None:
        raise ValidationError({field: ["Cette personne n’est pas membre du cabinet."]})
    return found


def refusing(action, *, field: str, **values):
    """Run an action; 409 for a settled month or one that changed meanwhile, 400 on `field` otherwise."""
    try:
        return action(**values)
    except (DesignationSettled, DesignatedMeanwhile) as refused:
        raise Conflict(refused.message) from refused
    except DesignationRefused as refused:
        raise ValidationError({field: [refused.message]}) from None


urlpatterns = [
    path("designations/", DesignationsView.as_view(), name="api-designations"),
    path("designations/consequences/", ConsequencesView.as_view(), name="api-designation-consequences"),
    path("designations/corrections/", CorrectionsView.as_view(), name="api-designation-corrections"),
]
