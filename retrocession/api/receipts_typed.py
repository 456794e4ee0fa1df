"""`receipts/typed/`: a doctor's day typed by a program; one line corrected or removed, with the reason."""

import re
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cabinet.api.endpoints import GenericEndpoint
from cabinet.api.problems import CONTENT_TYPE, problem
from retrocession.actions.receipt_changes import LineChanged, LineSettled, correct_receipt, remove_receipt
from retrocession.actions.receipts_refused import MonthSettled, ReceiptsRefused
from retrocession.actions.receipts_typed import TypedWrong, type_receipts
from retrocession.api.designations import named
from retrocession.api.receipts import LineSerializer, Settled
from retrocession.models import ReceiptChange, ReceiptLine
from retrocession.models.receipt_change import CHANGE_REASON_LIMIT
from retrocession.permissions import require_typing
from retrocession.queries.receipts_month import titulaire_of

#: What a line says here, and as it is typed on the page (`reading.typed.TYPED`).
TYPED_AS = {
    "act": "acte",
    "amount": "montant",
    "mode": "mode",
    "amo": "amo",
    "amc": "amc",
    "patient_part": "patient_part",
    "invoice": "facture",
}
TOKEN = re.compile(r"[0-9A-Fa-f]{12,32}")
MOST_ROWS = 200


class WordsSerializer(serializers.Serializer):
    """A line's words, as they would be typed: amounts « 26,50 » or « 26.50 »; read by the rules of a file."""

    act = serializers.CharField(max_length=40)
    amount = serializers.CharField(max_length=20, help_text="Euros.")
    mode = serializers.CharField(max_length=40, help_text="CB, Chèque, Espèces, Virement ou Tiers payant.")
    amo = serializers.CharField(max_length=20, default="", allow_blank=True)
    amc = serializers.CharField(max_length=20, default="", allow_blank=True)
    patient_part = serializers.CharField(max_length=20, default="", allow_blank=True)

    @staticmethod
    def typed(words: dict[str, str]) -> dict[str, str]:
        return {typed: words.get(name, "") for name, typed in TYPED_AS.items()}


class RowSerializer(WordsSerializer):
    """One more act: its invoice, or a token of one's own that tells it from any other."""

    invoice = serializers.CharField(max_length=40, default="", allow_blank=True)
    token = serializers.RegexField(
        TOKEN.pattern + r"\Z", default="", allow_blank=True, help_text="12 à 32 chiffres hexadécimaux."
    )

    def validate(self, row):
        if not row["invoice"].strip() and not row["token"]:
            raise ValidationError({"invoice": ["Donnez le numéro de facture, ou une clé « token »."]})
        return row


class TypedDaySerializer(serializers.Serializer):
    doctor = serializers.EmailField(help_text="Adresse e-mail.")
    date = serializers.DateField()
    rows = RowSerializer(many=True, allow_empty=False, max_length=MOST_ROWS)


class TypedReportSerializer(serializers.Serializer):
    written = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    warnings = LineSerializer(many=True)


class ReasonSerializer(serializers.Serializer):
    """`seen`: how many changes the line had when it was read; another one meanwhile is a conflict."""

    reason = serializers.CharField(max_length=CHANGE_REASON_LIMIT)
    seen = serializers.IntegerField(min_value=0, default=None, allow_null=True)


class ReceiptCorrectionSerializer(WordsSerializer, ReasonSerializer):
    """All that the line says from now on; its invoice does not change."""

    doctor = serializers.EmailField(help_text="Adresse e-mail.")
    date = serializers.DateField()


class ReceiptChangeSerializer(serializers.ModelSerializer):
    """Euros, as text; `after` is empty for a line that was removed."""

    line = serializers.UUIDField(source="line_id")
    by = serializers.EmailField(source="changed_by.person.email", allow_null=True, default=None)

    class Meta:
        model = ReceiptChange
        fields = ["id", "line", "kind", "before", "after", "reason", "changed_at", "by"]


class TypedDaysView(GenericEndpoint):
    verbs = {"POST": "verify_accounts"}
    serializer_class = TypedDaySerializer
    queryset = ReceiptLine.objects.none()
    pagination_class = None

    @extend_schema(
        summary="Enregistrer les recettes d’un jour d’un médecin",
        responses={200: TypedReportSerializer, 201: TypedReportSerializer, 409: None, 422: LineSerializer},
    )
    def post(self, request, slug):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        rows = [WordsSerializer.typed(row) | {"token": row["token"]} for row in values["rows"]]
        doctor = named(values["doctor"], "doctor")
        try:
            typed = type_receipts(
                doctor=doctor, on=values["date"], rows=rows, by=request._request.member.membership,
                at=timezone.now(),
            )  # fmt: skip
        except TypedWrong as wrong:
            return wrong_lines(wrong)
        except ReceiptsRefused as refused:
            raise refusal(refused) from None
        report = TypedReportSerializer(typed).data
        return Response(report, status=201 if typed.written else 200)


class ChangesView(GenericEndpoint):
    """What became of one line; also of one that was removed."""

    verbs = {"GET": "verify_accounts", "POST": "verify_accounts"}
    serializer_class = ReceiptCorrectionSerializer
    queryset = ReceiptLine.objects.none()
    pagination_class = None

    @extend_schema(
        operation_id="receipts_changes_list",
        summary="Historique d’une recette",
        responses=ReceiptChangeSerializer(many=True),
    )
    def get(self, request, slug, pk):
        changes = ReceiptChange.objects.filter(line_id=pk).select_related(
            "changed_by__person", "doctor__person"
        )
        changes = list(changes.order_by("changed_at", "pk"))
        line = ReceiptLine.objects.select_related("doctor__person").filter(pk=pk).first()
        about = line or (changes[-1] if changes else None)
        if about is None:
            line_here(pk)
        require_typing(
            request._request.member.membership, doctor=about.doctor, titulaire=titulaire_of(about.month)
        )
        return Response(ReceiptChangeSerializer(changes, many=True).data)

    @extend_schema(
        operation_id="receipts_changes_create",
        summary="Corriger une recette",
        responses={201: ReceiptChangeSerializer, 409: None, 422: LineSerializer},
    )
    def post(self, request, slug, pk):
        line = line_here(pk)
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        words = WordsSerializer.typed({**values, "invoice": line.invoice})
        try:
            change = correct_receipt(
                line=pk, doctor=named(values["doctor"], "doctor"), on=values["date"], values=words,
                reason=values["reason"], seen=values["seen"], by=request._request.member.membership,
                at=timezone.now(),
            )  # fmt: skip
        except TypedWrong as wrong:
            return wrong_lines(wrong)
        except ReceiptsRefused as refused:
            raise refusal(refused) from None
        return Response(ReceiptChangeSerializer(change).data, status=201)


class RemovalView(GenericEndpoint):
    verbs = {"POST": "verify_accounts"}
    serializer_class = ReasonSerializer
    queryset = ReceiptLine.objects.none()
    pagination_class = None

    @extend_schema(summary="Retirer une recette", responses={201: ReceiptChangeSerializer, 409: None})
    def post(self, request, slug, pk):
        line_here(pk)
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            change = remove_receipt(
                line=pk, **given.validated_data, by=request._request.member.membership, at=timezone.now()
            )
        except ReceiptsRefused as refused:
            raise refusal(refused) from None
        return Response(ReceiptChangeSerializer(change).data, status=201)


def line_here(pk: UUID) -> ReceiptLine:
    return get_object_or_404(ReceiptLine.objects.select_related("doctor__person"), pk=pk)


def refusal(refused: ReceiptsRefused) -> Exception:
    """409 for a settled month or a line that changed meanwhile, 400 otherwise."""
    if isinstance(refused, MonthSettled | LineSettled | LineChanged):
        return Settled(refused.message)
    return ValidationError(refused.message)


def wrong_lines(wrong: TypedWrong) -> Response:
    """422 with all that is wrong, row by row, from 1; nothing is written."""
    errors = LineSerializer(wrong.errors, many=True).data
    body = problem(422, detail=wrong.message, errors=errors)
    return Response(body, status=422, content_type=CONTENT_TYPE)


urlpatterns = [
    path("receipts/typed/", TypedDaysView.as_view(), name="api-receipts-typed"),
    path("receipts/<uuid:pk>/changes/", ChangesView.as_view(), name="api-receipt-changes"),
    path("receipts/<uuid:pk>/removal/", RemovalView.as_view(), name="api-receipt-removal"),
]
