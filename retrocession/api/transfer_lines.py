"""`transfers/…/lines/`: what a file pays, what the bank said of each name; `transfers/…/handing-in/`."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import GenericEndpoint
from retrocession.actions.name_checks import BankAnswer, record_name_check
from retrocession.actions.payments import hand_in
from retrocession.api.transfers import member_of
from retrocession.models import NameCheck, TransferFile, TransferHandedIn, TransferLine
from retrocession.models.transfer import SUGGESTION_LIMIT
from retrocession.permissions import may_approve
from retrocession.queries.transfer_lines import answer_about, lines_of_file
from retrocession.rules.name_check import NAME_ANSWER_LABELS, NameAnswer


class NameCheckSerializer(serializers.ModelSerializer):
    """`statement`: its number; `suggestion`: the name that the bank holds, when it is close."""

    statement = serializers.CharField(max_length=20)
    answer = serializers.ChoiceField(
        choices=[(one.value, label) for one, label in NAME_ANSWER_LABELS.items()]
    )
    suggestion = serializers.CharField(
        max_length=SUGGESTION_LIMIT, required=False, default="", allow_blank=True
    )

    class Meta:
        model = NameCheck
        fields = ["statement", "answer", "suggestion"]


class TransferLineSerializer(serializers.ModelSerializer):
    """Amount in euros; `name_answer` is null while the bank has not answered."""

    statement = serializers.CharField(source="statement.number", read_only=True)
    payee = serializers.EmailField(source="statement.remplacant.person.email", read_only=True)
    amount = serializers.DecimalField(source="statement.net", max_digits=12, decimal_places=2, read_only=True)
    name_answer = serializers.SerializerMethodField()

    class Meta:
        model = TransferLine
        fields = ["statement", "payee", "amount", "name_answer"]

    def get_name_answer(self, line) -> str | None:
        return answer_about(line)


class OfOneFile(GenericEndpoint):
    """What is asked of a file by the titulaire who pays it."""

    def file(self, message_id: str) -> TransferFile:
        made = get_object_or_404(
            TransferFile.objects.select_related("closing", "titulaire").defer("xml"), message_id=message_id
        )
        if not may_approve(member_of(self.request), titulaire=made.titulaire):
            raise PermissionDenied("Seul le titulaire qui paie suit ces virements.")
        return made


class TransferLinesView(OfOneFile):
    verbs = {"GET": "approve_statements", "POST": "approve_statements"}
    serializer_class = TransferLineSerializer
    queryset = TransferLine.objects.none()
    pagination_class = None

    @extend_schema(
        summary="Les virements d’un fichier, et ce que la banque dit de chaque nom",
        responses=TransferLineSerializer(many=True),
    )
    def get(self, request, slug, message_id):
        lines = lines_of_file(self.file(message_id))
        return Response(self.get_serializer(lines, many=True).data)

    @extend_schema(
        summary="Noter la réponse de la banque sur un nom",
        request=NameCheckSerializer,
        responses={204: None},
    )
    def post(self, request, slug, message_id):
        made = self.file(message_id)
        given = NameCheckSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        number = given.validated_data["statement"]
        line = next((one for one in lines_of_file(made) if one.statement.number == number), None)
        if line is None:
            raise ValidationError({"statement": ["Ce fichier ne paie pas ce relevé."]})
        said = BankAnswer(NameAnswer(given.validated_data["answer"]), given.validated_data["suggestion"])
        try:
            record_name_check(line=line, said=said, by=member_of(request), at=timezone.now())
        except Refused as refused:
            raise ValidationError({refused.field or "non_field_errors": [refused.sentence]}) from refused
        return Response(status=204)


class HandingInSerializer(serializers.ModelSerializer):
    """`despite_names`: handed in although the bank says that a name does not match."""

    on = serializers.DateField(source="handed_in_on")
    despite_names = serializers.BooleanField(required=False, default=False)

    class Meta:
        model = TransferHandedIn
        fields = ["on", "despite_names"]


class HandingInView(OfOneFile):
    verbs = {"POST": "approve_statements"}
    serializer_class = HandingInSerializer
    queryset = TransferHandedIn.objects.none()

    @extend_schema(summary="Noter qu’un fichier est remis à la banque", responses={204: None})
    def post(self, request, slug, message_id):
        made = self.file(message_id)
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        try:
            hand_in(
                transfer=made, on=values["handed_in_on"], despite_names=values["despite_names"],
                by=member_of(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            raise ValidationError({refused.field or "non_field_errors": [refused.sentence]}) from refused
        return Response(status=204)


urlpatterns = [
    path("transfers/<str:message_id>/lines/", TransferLinesView.as_view(), name="api-transfer-lines"),
    path("transfers/<str:message_id>/handing-in/", HandingInView.as_view(), name="api-transfer-handing-in"),
]
