"""`registers/` and `requests/`: entries with their state; the mairie answers what is asked of it."""

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
from cabinet.models import Membership, Role
from commune.actions.registers import move_entry, write_entry
from commune.api.asking import refusing
from commune.models import Entry, EntryFile
from commune.models.registers import ENTRY_KINDS
from commune.permissions import keeps_registers, sees_entry, sees_registers
from commune.queries.registers import kinds_of
from commune.rules.registers import KINDS, OF_THE_MAIRIE, REGISTERS, REQUESTS, STATE_CHOICES

REGISTER = OpenApiParameter("register", str, enum=[name for name in REGISTERS if name != REQUESTS])


class EntryFileSerializer(serializers.ModelSerializer):
    """`state` says whether the scanner is awaited; only what is ready is read."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = EntryFile
        fields = ["id", "name", "media_type", "size", "sha256", "state", "uploaded_at"]
        read_only_fields = fields


class EntrySerializer(serializers.ModelSerializer):
    """`owner` is the e-mail of whom it waits for; `answer` the words of whoever moved it on."""

    owner = serializers.EmailField(source="owner.person.email", read_only=True, allow_null=True, default=None)
    files = EntryFileSerializer(many=True, read_only=True)

    class Meta:
        model = Entry
        fields = [
            "id", "kind", "title", "reference", "note", "owner", "count", "dated_on", "due_on", "state",
            "settled_on", "answer", "version", "files",
        ]  # fmt: skip


class NewEntrySerializer(serializers.Serializer):
    """`owner`: the e-mail of the titulaire for whom it waits; of nobody when left out."""

    kind = serializers.ChoiceField(choices=ENTRY_KINDS)
    title = serializers.CharField(max_length=160)
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    count = serializers.IntegerField(min_value=1, max_value=100_000, required=False, allow_null=True)
    owner = serializers.EmailField(required=False, allow_null=True)
    dated_on = serializers.DateField()
    due_on = serializers.DateField(required=False, allow_null=True)

    def validate_owner(self, email: str | None) -> Membership | None:
        if email is None:
            return None
        there = Membership.objects.on(today_in_paris()).filter(role=Role.TITULAIRE).with_person()
        found = there.filter(person__email__iexact=email).first()
        if found is None:
            raise ValidationError("Aucun titulaire de ce cabinet n’a cette adresse\u202f: vérifiez-la.")
        return found


class EntryMoveSerializer(serializers.Serializer):
    """`version` is that of the entry that was read; another one is a conflict (409)."""

    state = serializers.ChoiceField(choices=STATE_CHOICES)
    version = serializers.IntegerField(min_value=1)
    answer = serializers.CharField(max_length=500, required=False, allow_blank=True)


class EntriesEndpoint(GenericEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning", "PATCH": "see_planning"}
    serializer_class = EntrySerializer
    queryset = Entry.objects.none()
    #: Which kinds are read and written at this address.
    kinds: list[str]

    def membership(self) -> Membership:
        membership = self.request._request.member.membership
        if not sees_registers(membership):
            raise PermissionDenied("Les registres sont ceux des titulaires, du secrétariat et de la mairie.")
        return membership

    def listed(self, kinds) -> Response:
        membership = self.membership()
        if not keeps_registers(membership):
            kinds = [kind for kind in kinds if kind in OF_THE_MAIRIE]
        rows = Entry.objects.filter(kind__in=kinds).select_related("owner__person").prefetch_related("files")
        return self.get_paginated_response(EntrySerializer(self.paginate_queryset(rows), many=True).data)

    def entry(self, pk) -> Entry:
        membership = self.membership()
        rows = (
            Entry.objects.filter(kind__in=self.kinds)
            .select_related("owner__person")
            .prefetch_related("files")
        )
        entry = get_object_or_404(rows, pk=pk)
        if not sees_entry(membership, entry):
            raise PermissionDenied("Cette entrée n’est pas de celles de la mairie.")
        return entry

    def written(self, request) -> Response:
        membership = self.membership()
        if not keeps_registers(membership):
            raise PermissionDenied("Les registres sont tenus par les titulaires et le secrétariat.")
        asked_for = NewEntrySerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        if asked_for.validated_data["kind"] not in self.kinds:
            known = ", ".join(self.kinds)
            raise ValidationError({"kind": [f"Ici\u202f: {known}."]})
        entry = refusing(write_entry, values=asked_for.validated_data, by=membership, at=timezone.now())
        return Response(EntrySerializer(entry).data, status=201)

    def moved(self, request, pk) -> Response:
        entry = self.entry(pk)
        asked_for = EntryMoveSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        said = asked_for.validated_data
        entry = refusing(
            move_entry, entry=entry, to=said["state"], words=said.get("answer", ""), version=said["version"],
            by=self.membership(), at=timezone.now(),
        )  # fmt: skip
        return Response(EntrySerializer(entry).data)


class RegistersView(EntriesEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}
    kinds = [kind for kind, (register, _) in KINDS.items() if register != REQUESTS]

    @extend_schema(
        summary="Entrées des registres", parameters=[REGISTER], responses=EntrySerializer(many=True)
    )
    def get(self, request, slug):
        register = request.query_params.get("register")
        if register is not None and (register not in REGISTERS or register == REQUESTS):
            raise ValidationError({"register": [f"« {register[:20]} » n’est pas un registre."]})
        return self.listed(kinds_of(register) if register else self.kinds)

    @extend_schema(
        summary="Noter dans un registre", request=NewEntrySerializer, responses={201: EntrySerializer}
    )
    def post(self, request, slug):
        return self.written(request)


class RegisterEntryView(EntriesEndpoint):
    verbs = {"GET": "see_planning", "PATCH": "see_planning"}
    kinds = RegistersView.kinds

    @extend_schema(summary="Une entrée d’un registre")
    def get(self, request, slug, pk):
        return Response(EntrySerializer(self.entry(pk)).data)

    @extend_schema(
        summary="Donner suite à une entrée",
        request=EntryMoveSerializer,
        responses={200: EntrySerializer, 409: None},
    )
    def patch(self, request, slug, pk):
        return self.moved(request, pk)


class RequestsView(EntriesEndpoint):
    verbs = {"GET": "see_planning", "POST": "see_planning"}
    kinds = kinds_of(REQUESTS)

    @extend_schema(summary="Demandes à la mairie", responses=EntrySerializer(many=True))
    def get(self, request, slug):
        return self.listed(self.kinds)

    @extend_schema(
        summary="Demander à la mairie", request=NewEntrySerializer, responses={201: EntrySerializer}
    )
    def post(self, request, slug):
        return self.written(request)


class RequestView(EntriesEndpoint):
    verbs = {"GET": "see_planning", "PATCH": "see_planning"}
    kinds = kinds_of(REQUESTS)

    @extend_schema(summary="Une demande à la mairie")
    def get(self, request, slug, pk):
        return Response(EntrySerializer(self.entry(pk)).data)

    @extend_schema(
        summary="Répondre à une demande",
        request=EntryMoveSerializer,
        responses={200: EntrySerializer, 409: None},
    )
    def patch(self, request, slug, pk):
        return self.moved(request, pk)


urlpatterns = [
    path("registers/", RegistersView.as_view(), name="api-registers"),
    path("registers/<uuid:pk>/", RegisterEntryView.as_view(), name="api-register-entry"),
    path("requests/", RequestsView.as_view(), name="api-requests"),
    path("requests/<uuid:pk>/", RequestView.as_view(), name="api-request"),
]
