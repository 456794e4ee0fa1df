"""What the routes of the follow-up share: who asks, what was sent, and how a refusal is told."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from cabinet.actions.refusals import Refused
from cabinet.api.endpoints import GenericEndpoint
from cabinet.models import Membership
from cabinet.traces import LISTED, READ, trace
from patients.actions.agenda_refusals import AppointmentRefused
from patients.actions.declarations import DeclarationRefused
from patients.actions.records import RecordRefused
from patients.actions.referrals import ReferralRefused
from patients.models import Patient

#: Of what was sent: 400 with its field. Any other refusal is a conflict with what stands: 409.
MALFORMED = (AppointmentRefused, DeclarationRefused, RecordRefused, ReferralRefused)


class CareConflict(APIException):
    status_code = 409


class CareEndpoint(GenericEndpoint):
    """`answer` and `page` write the trace of whom they show."""

    @property
    def by(self) -> Membership:
        return self.request._request.member.membership

    def read(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        wanted = serializer(data=self.request.data)
        wanted.is_valid(raise_exception=True)
        return wanted.validated_data

    def answer(self, row: Any, patient: Patient, status: int = 200) -> Response:
        trace(READ, [patient], by=self.by, request=self.request._request)
        return Response(self.get_serializer(row).data, status=status)

    def page(self, rows: Any, patient_of: Any) -> Response:
        shown = self.paginate_queryset(rows)
        self._trace_listed(patient_of(row) for row in shown)
        return self.get_paginated_response(self.get_serializer(shown, many=True).data)

    def _trace_listed(self, patients: Iterable[Patient]) -> None:
        once = {patient.pk: patient for patient in patients}
        trace(LISTED, once.values(), by=self.by, request=self.request._request)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, MALFORMED):
            exc = ValidationError({exc.field or "non_field_errors": [exc.sentence]})
        elif isinstance(exc, Refused):
            exc = CareConflict(exc.sentence)
        return super().handle_exception(exc)


def asked_patient(request) -> str | None:
    """`?patient=`, an id; 400 for anything else."""
    asked = request.query_params.get("patient")
    return str(serializers.UUIDField().run_validation(asked)) if asked else None


def asked_choice(request, name: str, choices: Iterable[str]) -> str:
    """`?state=`… one of the choices, or empty; 400 for anything else."""
    asked = request.query_params.get(name, "")
    if asked and asked not in choices:
        raise ValidationError({name: [f"« {asked} » n’est pas connu ici."]})
    return asked
