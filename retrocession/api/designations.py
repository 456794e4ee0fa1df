"""`designations/`: who is médecin remplacé of which month."""

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.models import Membership
from retrocession.actions.designation import DesignationRefused, designate
from retrocession.api.months import MonthField, month_given
from retrocession.models import Designation

MONTH = OpenApiParameter("month", str, description="Mois, AAAA-MM.")


class DesignationSerializer(serializers.ModelSerializer):
    month = MonthField()
    titulaire = serializers.EmailField(source="titulaire.person.email", help_text="Adresse e-mail.")

    class Meta:
        model = Designation
        fields = ["month", "titulaire", "designated_at"]
        read_only_fields = ["designated_at"]


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
        responses={200: DesignationSerializer, 201: DesignationSerializer},
    )
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        month = given.validated_data["month"]
        email = given.validated_data["titulaire"]["person"]["email"].lower()
        members = Membership.objects.filter(person__email=email).select_related("person")
        titulaire = members.order_by("-starts_on").first()
        if titulaire is None:
            raise ValidationError({"titulaire": ["Cette personne n’est pas membre du cabinet."]})
        before = Designation.objects.filter(month=month).exists()
        try:
            designation = designate(
                month=month, titulaire=titulaire, by=request._request.member.membership, at=timezone.now()
            )
        except DesignationRefused as refused:
            raise ValidationError({"titulaire": [refused.message]}) from None
        return Response(self.get_serializer(designation).data, status=200 if before else 201)


urlpatterns = [path("designations/", DesignationsView.as_view(), name="api-designations")]
