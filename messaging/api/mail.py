"""`mail/`: what came in and what became of it; the same queries, actions and permissions as the pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import Endpoint, GenericEndpoint
from cabinet.models import Cabinet, Membership
from cabinet.traces import LISTED, READ, trace
from messaging.actions.mail_alerts import AlreadyTaken, acknowledge_mail
from messaging.actions.mail_entry import (
    ABOUT_LIMIT,
    NOTE_LIMIT,
    SENDER_LIMIT,
    Arrived,
    change_mail,
    enter_mail,
)
from messaging.actions.mail_refused import MailChanged, MailMoved
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import file_mail, read_mail, take_back_mail
from messaging.mail_access import require_mail
from messaging.models import Mail, MailAlert, MailKind, MailState
from messaging.queries.mails import read_mails
from patients.api.care import asked_choice
from patients.models import Patient

STATE = OpenApiParameter("state", str, enum=MailState.values, description="État.")
SENDER = OpenApiParameter("sender", str, description="Nom de l’expéditeur, tel qu’il est écrit.")
ADDRESSEE = OpenApiParameter("addressee", str, description="E-mail du médecin à qui il est remis.")


class Conflict(APIException):
    status_code = 409


class AlertSerializer(serializers.ModelSerializer):
    """Who was told of it, and when they said that they see to it."""

    who = serializers.CharField(source="membership.display_name")

    class Meta:
        model = MailAlert
        fields = ["who", "stage", "told_at", "acknowledged_at"]


class MailSerializer(serializers.ModelSerializer):
    """`about` names somebody who is not on the list. `became`: what the practice it was routed to says."""

    sender = serializers.CharField(source="sender.name")
    patient_name = serializers.CharField(source="patient.display_name", default="")
    about = serializers.CharField()
    note = serializers.CharField()
    addressee = serializers.EmailField(source="addressee.person.email", default="")
    read_by = serializers.CharField(source="read_by.display_name", default="")
    filed_by = serializers.CharField(source="filed_by.display_name", default="")
    routed_to = serializers.CharField(source="routed_to.slug", default="")
    came_from = serializers.CharField(source="came_from.slug", default="")
    became = serializers.ChoiceField(choices=MailState.choices, allow_blank=True)
    alerts = AlertSerializer(many=True)

    class Meta:
        model = Mail
        fields = [
            "id", "kind", "sender", "patient", "patient_name", "about", "note", "addressee", "urgent",
            "received_at", "entered_at", "state", "read_at", "read_by", "filed_at", "filed_by", "routed_at",
            "routed_to", "came_from", "became", "became_at", "alerts", "version",
        ]  # fmt: skip
        read_only_fields = fields


class MailEntrySerializer(serializers.Serializer):
    """`trace`: a UUID of yours; sent twice it is one letter. `received_at`: now when it is not said."""

    kind = serializers.ChoiceField(choices=MailKind.choices)
    sender = serializers.CharField(max_length=SENDER_LIMIT)
    patient = serializers.UUIDField(required=False, allow_null=True)
    about = serializers.CharField(max_length=ABOUT_LIMIT, required=False, allow_blank=True)
    note = serializers.CharField(max_length=NOTE_LIMIT, required=False, allow_blank=True)
    addressee = serializers.EmailField(required=False, allow_blank=True)
    urgent = serializers.BooleanField(default=False)
    received_at = serializers.DateTimeField(required=False)
    trace = serializers.UUIDField(required=False)


class MailChangeSerializer(serializers.Serializer):
    """The whole envelope, corrected; `version` is the one that was read."""

    kind = serializers.ChoiceField(choices=MailKind.choices)
    sender = serializers.CharField(max_length=SENDER_LIMIT)
    patient = serializers.UUIDField(required=False, allow_null=True)
    about = serializers.CharField(max_length=ABOUT_LIMIT, required=False, allow_blank=True)
    note = serializers.CharField(max_length=NOTE_LIMIT, required=False, allow_blank=True)
    addressee = serializers.EmailField(required=False, allow_blank=True)
    urgent = serializers.BooleanField(default=False)
    received_at = serializers.DateTimeField()
    version = serializers.IntegerField(min_value=1)


class MailTakingBackSerializer(serializers.Serializer):
    """The state that was seen, to be taken back one step."""

    state = serializers.ChoiceField(choices=MailState.choices)


class MailRoutingSerializer(serializers.Serializer):
    """The practice of the network, by its slug."""

    to = serializers.SlugField()


class MailsView(GenericEndpoint):
    verbs = {"GET": "see_mail", "POST": "see_mail"}
    serializer_class = MailSerializer
    queryset = Mail.objects.none()

    @extend_schema(
        summary="Courrier et résultats reçus, les urgents d’abord",
        parameters=[STATE, SENDER, ADDRESSEE],
        responses=MailSerializer(many=True),
    )
    def get(self, request, slug):
        by, asked = request._request.member.membership, request.query_params
        mails = Mail.objects.all()
        if state := asked_choice(request, "state", MailState.values):
            mails = mails.filter(state=state)
        if asked.get("sender"):
            mails = mails.filter(sender__name__iexact=asked["sender"])
        if asked.get("addressee"):
            mails = mails.filter(addressee__person__email__iexact=asked["addressee"])
        page = self.paginate_queryset(read_mails(mails))
        trace(LISTED, [mail.patient for mail in page if mail.patient], by=by, request=request._request)
        return self.get_paginated_response(MailSerializer(page, many=True).data)

    @extend_schema(summary="Entrer un courrier", request=MailEntrySerializer, responses={201: MailSerializer})
    def post(self, request, slug):
        given = MailEntrySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        known, at = said.pop("trace", None), timezone.now()
        said.setdefault("received_at", at)
        mail = refusing(enter_mail, arrived=arrived_of(said), trace=known, by=asker(request), at=at)
        return Response(answer(request, mail.pk), status=201)


class MailView(GenericEndpoint):
    verbs = {"GET": "see_mail", "PUT": "see_mail"}
    serializer_class = MailSerializer
    queryset = Mail.objects.none()

    @extend_schema(summary="Un courrier", responses=MailSerializer)
    def get(self, request, slug, pk):
        return Response(answer(request, pk))

    @extend_schema(
        summary="Corriger l’enveloppe d’un courrier",
        request=MailChangeSerializer,
        responses={200: MailSerializer, 409: None},
    )
    def put(self, request, slug, pk):
        mail = get_object_or_404(Mail, pk=pk)
        given = MailChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        version = said.pop("version")
        refusing(
            change_mail, mail=mail, arrived=arrived_of(said), version=version, by=asker(request),
            at=timezone.now(),
        )  # fmt: skip
        return Response(answer(request, pk))


class MailStep(Endpoint):
    """One action on one letter, answered by the letter as it has become."""

    verbs = {"POST": "see_mail"}

    def asked_of(self, request, pk: UUID, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        """What the body says, once the letter is known to be one of ours."""
        get_object_or_404(Mail, pk=pk)
        given = serializer(data=request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def act(self, request, pk: UUID, action: Callable, **what: Any) -> Response:
        mail = get_object_or_404(Mail, pk=pk)
        refusing(action, mail=mail, **what, by=asker(request), at=timezone.now())
        return Response(answer(request, pk))


class MailReadingView(MailStep):
    @extend_schema(summary="Dire un courrier lu", request=None, responses={200: MailSerializer, 409: None})
    def post(self, request, slug, pk):
        return self.act(request, pk, read_mail)


class MailFilingView(MailStep):
    @extend_schema(
        summary="Dire un courrier classé", request=None, responses={200: MailSerializer, 409: None}
    )
    def post(self, request, slug, pk):
        return self.act(request, pk, file_mail)


class MailAcknowledgementView(MailStep):
    @extend_schema(
        summary="S’occuper d’un courrier urgent", request=None, responses={200: MailSerializer, 409: None}
    )
    def post(self, request, slug, pk):
        return self.act(request, pk, acknowledge_mail)


class MailTakingBackView(MailStep):
    @extend_schema(
        summary="Reprendre le dernier clic",
        request=MailTakingBackSerializer,
        responses={200: MailSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        seen = self.asked_of(request, pk, MailTakingBackSerializer)["state"]
        return self.act(request, pk, take_back_mail, state=seen)


class MailRoutingView(MailStep):
    @extend_schema(
        summary="Réadresser à un autre cabinet du réseau",
        request=MailRoutingSerializer,
        responses={200: MailSerializer, 409: None},
    )
    def post(self, request, slug, pk):
        slug_asked = self.asked_of(request, pk, MailRoutingSerializer)["to"]
        to = Cabinet.objects.filter(slug=slug_asked).first() or request._request.member.cabinet
        return self.act(request, pk, route_mail, to=to)


def asker(request) -> Membership:
    by = request._request.member.membership
    require_mail(by)
    return by


def arrived_of(said: dict) -> Arrived:
    """A patient or an addressee that is not ours is one that is not."""
    pk, email = said.pop("patient", None), said.pop("addressee", "")
    patient = Patient.objects.filter(pk=pk).first() if pk else None
    if pk and patient is None:
        raise ValidationError({"patient": ["Ce patient n’est pas sur la liste."]})
    addressee = None
    if email:
        members = Membership.objects.on(timezone.localdate()).filter(person__email__iexact=email)
        addressee = members.select_related("person").first()
        if addressee is None:
            raise ValidationError({"addressee": ["Personne du cabinet n’a cette adresse."]})
    return Arrived(patient=patient, addressee=addressee, **said)


def answer(request, pk: UUID) -> dict:
    mail = read_mails(Mail.objects.filter(pk=pk)).first()
    if mail is None:
        raise Http404
    by = request._request.member.membership
    read = [mail, *([mail.patient] if mail.patient else [])]
    trace(READ, read, by=by, request=request._request)
    return MailSerializer(mail).data


def refusing(action: Callable, **what: Any) -> Any:
    try:
        return action(**what)
    except Mail.DoesNotExist:
        raise Http404 from None
    except (AlreadyTaken, MailChanged, MailMoved) as refused:
        raise Conflict(refused.sentence) from refused
    except Refused as refused:
        raise ValidationError({refused.field or "non_field_errors": [refused.sentence]}) from refused


urlpatterns = [
    path("mail/", MailsView.as_view(), name="api-mails"),
    path("mail/<uuid:pk>/", MailView.as_view(), name="api-mail"),
    path("mail/<uuid:pk>/reading/", MailReadingView.as_view(), name="api-mail-reading"),
    path("mail/<uuid:pk>/filing/", MailFilingView.as_view(), name="api-mail-filing"),
    path("mail/<uuid:pk>/taking-back/", MailTakingBackView.as_view(), name="api-mail-taking-back"),
    path("mail/<uuid:pk>/routing/", MailRoutingView.as_view(), name="api-mail-routing"),
    path(
        "mail/<uuid:pk>/acknowledgement/", MailAcknowledgementView.as_view(), name="api-mail-acknowledgement"
    ),
]
