"""What to ask on the phone and where to send: written by the titulaires, each version kept."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max

from cabinet import audit, live
from cabinet.actions.refusals import Refused
from cabinet.constraints_text import explain
from cabinet.models import Membership
from cabinet.text import one_line
from patients.constraints import SENTENCES
from patients.models import TriageProtocol
from patients.permissions import writes_for_doctors

BODY_LIMIT = 8_000


class ProtocolRefused(Refused):
    """422: a title or a text is missing, or the title is taken."""


class ProtocolChangedMeanwhile(Refused):
    """409: another version was written since this one was read; `now` is in force, None when withdrawn."""

    def __init__(self, now: TriageProtocol | None) -> None:
        super().__init__(
            "Quelqu’un a modifié ce protocole pendant que vous l’écriviez. Rien n’est perdu\u202f: comparez, "
            "puis enregistrez de nouveau."
            if now
            else "Ce protocole vient d’être retiré\u202f: écrivez-en un nouveau s’il le faut."
        )
        self.now = now


def write_protocol(*, title: str, body: str, by: Membership, at: datetime) -> TriageProtocol:
    """A new protocol, after the others; one that bears the title of a withdrawn one follows its versions."""
    _require_writer(by)
    title, body = _tidy(title, body)
    known = TriageProtocol.objects.filter(title=title).aggregate(last=Max("version"))["last"] or 0
    last = TriageProtocol.objects.aggregate(last=Max("position"))["last"] or 0
    made = TriageProtocol(
        title=title, body=body, version=known + 1, position=last + 1, written_at=at, written_by=by
    )
    _write(made)
    audit.record("write_protocol", made, by=by, at=at, version=made.version)
    _tell()
    return made


def rewrite_protocol(
    *, protocol: TriageProtocol, body: str, version: int, by: Membership, at: datetime
) -> TriageProtocol:
    """The next version, under the same title. `version`: the one read. The same words change nothing."""
    _require_writer(by)
    title, body = _tidy(protocol.title, body)
    now = TriageProtocol.objects.select_for_update().filter(title=title, replaced_at=None).first()
    if now is not None and now.body == body:
        return now
    if now is None or now.version != version:
        raise ProtocolChangedMeanwhile(now)
    now.replaced_at = at
    now.save(update_fields=["replaced_at"])
    made = TriageProtocol(
        title=title, body=body, version=now.version + 1, position=now.position, written_at=at, written_by=by
    )
    _write(made)
    audit.record("write_protocol", made, by=by, at=at, version=made.version)
    _tell()
    return made


def withdraw_protocol(*, protocol: TriageProtocol, by: Membership, at: datetime) -> None:
    """No longer shown at the desk; its versions stay. Withdrawn twice, it is withdrawn once."""
    _require_writer(by)
    withdrawn = TriageProtocol.objects.filter(title=protocol.title, replaced_at=None).update(replaced_at=at)
    if withdrawn:
        audit.record("withdraw_protocol", protocol, by=by, at=at)
        _tell()


def _require_writer(by: Membership) -> None:
    if not writes_for_doctors(by):
        raise PermissionDenied("Les protocoles sont écrits par les titulaires.")


def _tidy(title: str, body: str) -> tuple[str, str]:
    title, body = one_line(title), body.replace("\r\n", "\n").strip()
    if not title:
        raise ProtocolRefused("Donnez un titre\u202f: ce que dit le patient au téléphone.", field="title")
    if not body:
        raise ProtocolRefused("Écrivez ce qu’il faut demander, et où envoyer.", field="body")
    if len(body) > BODY_LIMIT:
        raise ProtocolRefused(f"Le texte dépasse {BODY_LIMIT} caractères.", field="body")
    return title, body


def _write(protocol: TriageProtocol) -> None:
    try:
        with transaction.atomic():
            protocol.save(force_insert=True)
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise ProtocolRefused(explained.sentence, field=explained.field) from None


def _tell() -> None:
    readers = ("titulaire", "remplacant", "interne", "secretaire", "telesecretaire")
    live.tell(kind="directory", audience=live.roles(*readers))
