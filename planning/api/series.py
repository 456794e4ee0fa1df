"""`series/`: the fixed weekdays, with their days and those skipped; changed and ended from a day on."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.clock import today_in_paris
from planning.actions.make_series import terms_of
from planning.actions.series import SeriesChanged, change_series, end_series, start_series
from planning.api.asking import FROM, Conflict, asked, named_member, named_room, refusing
from planning.models import Period, Series
from planning.permissions import HOLDERS, keeps_calendar
from planning.queries.series import WITH, days_of_series
from planning.queries.series_plan import Terms


class SeriesSerializer(serializers.ModelSerializer):
    email = serializers.EmailField(source="membership.person.email")
    name = serializers.CharField(source="membership.display_name")
    role = serializers.CharField(source="membership.role")
    room = serializers.CharField(source="room.name", allow_null=True, default=None)
    until = serializers.DateField(source="until_on")
    supervisor = serializers.EmailField(source="supervisor.person.email", allow_null=True, default=None)
    follows = serializers.UUIDField(source="follows_id", allow_null=True)

    class Meta:
        model = Series
        fields = [
            *("id", "email", "name", "role", "weekday", "period", "room", "opens", "closes", "until"),
            *("supervisor", "follows", "cancelled_at"),
        ]

    def get_fields(self) -> dict:
        """`from` is a word of Python."""
        return super().get_fields() | {"from": serializers.DateField(source="starts_on")}


class SeriesDaySerializer(serializers.Serializer):
    """`reason`: why a day is not there, in the words shown."""

    date = serializers.DateField(source="on")
    state = serializers.ChoiceField(choices=["made", "skipped", "released"])
    reason = serializers.CharField(source="words", allow_blank=True)


class SeriesWithDaysSerializer(SeriesSerializer):
    days = SeriesDaySerializer(many=True)

    class Meta(SeriesSerializer.Meta):
        fields = [*SeriesSerializer.Meta.fields, "days"]


class TermsSerializer(serializers.Serializer):
    """A practitioner's has a period and a room; a desk's has `opens` and `closes` instead."""

    email = serializers.EmailField(required=False)
    weekday = serializers.IntegerField(min_value=0, max_value=6)
    period = serializers.ChoiceField(choices=Period.choices, required=False)
    room = serializers.CharField(required=False, max_length=60)
    opens = serializers.TimeField(required=False)
    closes = serializers.TimeField(required=False)
    until = serializers.DateField()
    supervisor = serializers.EmailField(required=False)

    def get_fields(self) -> dict:
        return super().get_fields() | {"from": serializers.DateField()}


class ChangeSerializer(TermsSerializer):
    """What is not named stays; `seen_until`: the end as you read it, so that nobody is overwritten."""

    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    until = serializers.DateField(required=False)
    seen_until = serializers.DateField(required=False)


class SeriesListView(GenericEndpoint):
    verbs = {"GET": "see_planning", "POST": "book_for_others"}
    serializer_class = SeriesSerializer
    queryset = Series.objects.none()

    @extend_schema(
        summary="Séries d’un cabinet",
        description="En cours et à venir\u202f; les siennes seulement pour qui ne tient pas le planning.",
        responses=SeriesSerializer(many=True),
    )
    def get(self, request, slug):
        by = reader(request)
        found = Series.objects.standing().filter(until_on__gte=today_in_paris()).select_related(*WITH)
        if not keeps_calendar(by):
            found = found.filter(membership=by)
        page = self.paginate_queryset(found.order_by("starts_on", "weekday", "pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Commencer une série", request=TermsSerializer, responses={201: SeriesWithDaysSerializer}
    )
    def post(self, request, slug):
        asked_for = TermsSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        values = asked_for.validated_data
        membership = named_member(values.get("email"), values["from"])
        if membership is None:
            raise ValidationError({"email": ["Dites de qui est cette série."]})
        terms = Terms(
            membership=membership, weekday=values["weekday"], starts_on=values["from"],
            until_on=values["until"],
        )  # fmt: skip
        terms = filled(terms, values)
        series = refusing(start_series, terms=terms, by=request._request.member.membership, at=timezone.now())
        return Response(with_days(series), status=201)


class SeriesView(GenericEndpoint):
    verbs = {"GET": "see_planning", "PATCH": "book_for_others", "DELETE": "book_for_others"}
    serializer_class = SeriesWithDaysSerializer
    queryset = Series.objects.none()

    def series(self, pk) -> Series:
        return get_object_or_404(Series.objects.select_related(*WITH), pk=pk)

    @extend_schema(summary="Une série et ses jours")
    def get(self, request, slug, pk):
        by, series = reader(request), self.series(pk)
        if series.membership_id != by.pk and not keeps_calendar(by):
            raise PermissionDenied("Cette série est celle de quelqu’un d’autre.")
        return Response(with_days(series))

    @extend_schema(
        summary="Changer une série à partir d’un jour",
        request=ChangeSerializer,
        responses={200: SeriesWithDaysSerializer, 409: None},
    )
    def patch(self, request, slug, pk):
        series = self.series(pk)
        asked_for = ChangeSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        values = asked_for.validated_data
        if "email" in values and values["email"].lower() != series.membership.person.email:
            raise ValidationError({"email": ["Une série ne change pas de personne\u202f: arrêtez-la."]})
        terms = replace(
            terms_of(series),
            weekday=values.get("weekday", series.weekday),
            until_on=values.get("until", series.until_on),
        )
        changed = refusing_stale(
            change_series, series=series, from_on=values["from"], terms=filled(terms, values),
            seen_until=values.get("seen_until"), by=request._request.member.membership, at=timezone.now(),
        )  # fmt: skip
        return Response(with_days(changed))

    @extend_schema(
        summary="Arrêter une série",
        description="À partir de `from`, aujourd’hui par défaut\u202f; les jours d’avant restent.",
        parameters=[
            FROM,
            OpenApiParameter("seen_until", str, description="Sa fin, telle que vous l’avez lue."),
        ],
        responses={204: None, 409: None},
    )
    def delete(self, request, slug, pk):
        series = self.series(pk)
        refusing_stale(
            end_series, series=series, from_on=asked(request, "from", today_in_paris()),
            seen_until=asked(request, "seen_until", series.until_on),
            by=request._request.member.membership, at=timezone.now(),
        )  # fmt: skip
        return Response(status=204)


def reader(request):
    """Who reads; 403 to who neither holds days nor keeps the calendar."""
    by = request._request.member.membership
    if by.role not in HOLDERS and not keeps_calendar(by):
        raise PermissionDenied("Votre rôle dans ce cabinet ne le permet pas.")
    return by


def filled(terms: Terms, values: dict) -> Terms:
    """The terms with what was named: a room and a period, or hours."""
    hours = {name: values[name] for name in ("opens", "closes") if name in values}
    place = {name: values[name] for name in ("period", "room") if name in values}
    if (hours and (place or terms.room)) or (place and terms.opens):
        raise ValidationError({"opens": ["Une série a des heures, ou une salle et un moment."]})
    if "room" in place:
        place["room"] = named_room(place["room"])
    terms = replace(terms, **hours, **place)
    if terms.opens or terms.closes:
        missing = [name for name in ("opens", "closes") if getattr(terms, name) is None]
    else:
        missing = [name for name in ("period", "room") if not getattr(terms, name)]
    if missing:
        raise ValidationError({name: ["Ce champ est obligatoire."] for name in missing})
    if "supervisor" in values:
        supervisor = named_member(values["supervisor"], terms.starts_on, field="supervisor")
        terms = replace(terms, supervisor=supervisor)
    return terms


def refusing_stale(action, **values):
    """409 when somebody changed it since it was read."""
    try:
        return refusing(action, **values)
    except ValidationError as refused:
        if isinstance(refused.__cause__, SeriesChanged):
            raise Conflict(refused.__cause__.sentence) from refused
        raise


def with_days(series: Series) -> dict:
    series = Series.objects.select_related(*WITH).get(pk=series.pk)
    series.days = days_of_series([series], today=today_in_paris())
    return SeriesWithDaysSerializer(series).data


urlpatterns = [
    path("series/", SeriesListView.as_view(), name="api-series-list"),
    path("series/<uuid:pk>/", SeriesView.as_view(), name="api-series"),
]
