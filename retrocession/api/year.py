"""`year/?year=`: what one paid, kept and received in this practice, by the date paid."""

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint
from cabinet.clock import YEARS, today_in_paris
from cabinet.models import Membership, Person
from retrocession.queries.year import own_year


def amount(**options) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, **options)


class PairSerializer(serializers.Serializer):
    """Amounts in euros. The other party as their latest statement names them."""

    name = serializers.CharField()
    email = serializers.EmailField(source="party.email")
    siret = serializers.CharField(source="party.siret")
    rpps = serializers.CharField(source="party.rpps")
    address = serializers.CharField(source="party.address")
    statements = serializers.IntegerField(source="how_many")
    share = amount()
    travel = amount()
    adjustments = amount()
    net = amount()


class PaidPairSerializer(PairSerializer):
    das2 = serializers.BooleanField(source="is_declared")


class YearSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    paid = PaidPairSerializer(many=True)
    received = PairSerializer(many=True)
    paid_total = amount()
    received_total = amount()
    kept = amount()
    franchise = amount()
    das2_threshold = amount()
    rspm = serializers.ChoiceField(choices=["below", "between", "above"])


class YearView(Endpoint):
    verbs = {"GET": "read_statement"}

    @extend_schema(
        summary="Une année de rétrocession dans ce cabinet",
        parameters=[
            OpenApiParameter("year", int, description="Année civile ; celle qui court par défaut."),
            OpenApiParameter("email", str, description="De qui, pour la secrétaire ; soi-même sinon."),
        ],
        responses=YearSerializer,
    )
    def get(self, request, slug):
        member = request._request.member
        text = request.query_params.get("year", str(today_in_paris().year))
        if not text.isdecimal() or int(text) not in YEARS:
            raise ValidationError({"year": [f"« {text} » n’est pas une année."]})
        person = self.person(member, request.query_params.get("email"))
        return Response(YearSerializer(own_year(person, int(text), practices=[member.cabinet])).data)

    def person(self, member, email: str | None) -> Person:
        """Who reads all statements names somebody; anybody else reads their own."""
        if not member.may("read_statement", owner=False):
            return member.person
        if not email:
            raise ValidationError({"email": ["Dites de qui est l’année."]})
        found = (
            Membership.objects.filter(person__email=email.strip().lower()).select_related("person").first()
        )
        if found is None:
            raise ValidationError({"email": [f"« {email} » n’est pas dans ce cabinet."]})
        return found.person


urlpatterns = [path("year/", YearView.as_view(), name="api-year")]
