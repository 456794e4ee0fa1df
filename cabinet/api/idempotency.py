"""`Idempotency-Key`: a write asked twice by the same person under the same key is done once.

The answer is kept in the transaction of its effect: neither is there without the other. A refusal is not
kept, since nothing was done. Two requests at once wait for each other on a lock that ends with the
transaction.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError

from cabinet.models import IdempotencyRecord

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
SAFE = ("GET", "HEAD", "OPTIONS")


class KeyReusedError(APIException):
    status_code = 422
    default_detail = "Cette clé d’idempotence a déjà servi à une autre demande."


class AlreadyAnsweredError(Exception):
    """Carries the answer that was given the first time."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


@dataclass(frozen=True)
class Asked:
    """A write that is being done for the first time under this key."""

    person_id: int
    key: str
    fingerprint: str


def take(request: HttpRequest) -> Asked | None:
    """What to keep the answer under; None for a read, without a key or outside a practice.

    Raises AlreadyAnsweredError with the first answer, KeyReusedError when the key served another request.
    """
    key = request.headers.get(HEADER, "")
    if request.method in SAFE or not key or request.member is None:
        return None
    if len(key) > LONGEST_KEY:
        raise ValidationError({HEADER: [f"{LONGEST_KEY} caractères au plus."]})
    asked = Asked(request.member.membership.person_id, key, fingerprint(request))
    wait_for_turn(request.member.cabinet.pk, asked)
    forget(person_id=asked.person_id)
    earlier = IdempotencyRecord.objects.filter(person_id=asked.person_id, key=key).first()
    if earlier is None:
        return asked
    if earlier.fingerprint != asked.fingerprint:
        raise KeyReusedError
    raise AlreadyAnsweredError(answer_again(earlier))


def fingerprint(request: HttpRequest) -> str:
    """SHA-256 of the method, the address and the body; of a form, its fields and files (too big to hold)."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.method == "POST" and request.content_type == "multipart/form-data":
        digest.update(repr(sorted(request.POST.lists())).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(f"\n{name} {file.name}\n".encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def wait_for_turn(cabinet_id: int, asked: Asked) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"idempotency:{cabinet_id}:{asked.person_id}:{asked.key}"],
        )


def keep(asked: Asked, response: HttpResponse) -> None:
    IdempotencyRecord.objects.create(
        person_id=asked.person_id,
        key=asked.key,
        fingerprint=asked.fingerprint,
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        location=response.headers.get("Location", ""),
        body=response.content,
        answered_at=timezone.now(),
    )


def answer_again(record: IdempotencyRecord) -> HttpResponse:
    headers = {REPLAYED: "true"}
    if record.location:
        headers["Location"] = record.location
    return HttpResponse(
        bytes(record.body),
        status=record.status,
        content_type=record.content_type or None,
        headers=headers,
    )


def forget(*, person_id: int) -> None:
    """Drop the answers of this person that are older than a day."""
    IdempotencyRecord.objects.filter(person_id=person_id, answered_at__lt=timezone.now() - KEPT_FOR).delete()
