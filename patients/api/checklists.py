"""`checklists/`: the lists that the member has to do, and their ticks; the same actions as the pages."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import Endpoint, GenericEndpoint
from cabinet.members import Member
from patients.actions.checklists import TickRefused, tick_item, untick_item
from patients.models import ChecklistTemplate, ListKind
from patients.permissions import ticks_lists
from patients.queries.checklist_state import List, list_of
from patients.queries.checklists import today_lists


class PointSerializer(serializers.Serializer):
    """`by` and `at` say who ticked it and when, in words; empty when it is not."""

    key = serializers.CharField(source="item.key")
    label = serializers.CharField(source="item.label")
    help = serializers.CharField(source="item.help", allow_blank=True)
    done = serializers.BooleanField()
    by = serializers.CharField(allow_blank=True)
    at = serializers.CharField(allow_blank=True)


class ChecklistSerializer(serializers.Serializer):
    """A list of a day, begun or not; `template` and `date` name it when it is ticked."""

    template = serializers.UUIDField(source="template.pk")
    kind = serializers.ChoiceField(choices=ListKind.choices)
    version = serializers.IntegerField(source="template.version")
    date = serializers.DateField(source="on")
    late = serializers.BooleanField()
    done = serializers.IntegerField(source="progress.done")
    total = serializers.IntegerField(source="progress.total")
    points = PointSerializer(source="lines", many=True)


class TickSerializer(serializers.Serializer):
    """`done` false takes a tick back; it stays written, with both names."""

    template = serializers.UUIDField()
    date = serializers.DateField()
    point = serializers.CharField(max_length=40)
    done = serializers.BooleanField(default=True)


class Conflict(APIException):
    status_code = 409


class ChecklistsView(GenericEndpoint):
    verbs = {"GET": "see_patients"}
    serializer_class = ChecklistSerializer
    queryset = ChecklistTemplate.objects.none()

    @extend_schema(
        summary="Listes du jour de qui demande, puis celles restées en plan",
        responses=ChecklistSerializer(many=True),
    )
    def get(self, request, slug):
        member = asking(request)
        page = today_lists(member, timezone.now(), firsts=False)
        rows = self.paginate_queryset([*page.lists, *page.late])
        return self.get_paginated_response(ChecklistSerializer(rows, many=True).data)


class ChecklistTicksView(Endpoint):
    verbs = {"POST": "see_patients"}

    @extend_schema(
        summary="Cocher un point, ou le reprendre",
        request=TickSerializer,
        responses={200: ChecklistSerializer, 409: None},
    )
    def post(self, request, slug):
        member = asking(request)
        asked = TickSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        known = ChecklistTemplate.objects.exclude(kind=ListKind.FIRST_CONSULTATION)
        template = get_object_or_404(known, pk=said["template"])
        whose = member.membership if template.kind == ListKind.PRESENCE_DAY else None
        on: date = said["date"]
        try:
            tick(list_of(template, on, whose), said["point"], member, done=said["done"])
        except TickRefused as refused:
            if refused.field is None:
                raise Conflict(refused.sentence) from refused
            raise ValidationError({"date": [refused.sentence]}) from refused
        return Response(ChecklistSerializer(list_of(template, on, whose)).data)


def tick(asked: List, point: str, member: Member, *, done: bool) -> None:
    by, at = member.membership, timezone.now()
    if done:
        tick_item(template=asked.template, on=asked.on, item=point, membership=asked.membership, by=by, at=at)
    elif asked.run is not None:
        untick_item(run=asked.run, item=point, by=by, at=at)


def asking(request) -> Member:
    """Who works by the lists; the others of the house are refused."""
    member: Member = request._request.member
    if not ticks_lists(member.membership):
        raise PermissionDenied("Votre rôle ne permet pas de lire les listes du cabinet.")
    return member


urlpatterns = [
    path("checklists/", ChecklistsView.as_view(), name="api-checklists"),
    path("checklists/ticks/", ChecklistTicksView.as_view(), name="api-checklist-ticks"),
]
