"""Two furnished practices: ours, and one next door whose every text is marked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from cabinet import audit
from cabinet.clock import first_of_month, in_paris, previous_month, today_in_paris
from cabinet.models import (
    AccountChange,
    AccountConfirmation,
    Archive,
    ArchivePart,
    Cabinet,
    IdempotencyRecord,
    Invitation,
    Job,
    LiveCounter,
    LiveEvent,
    Membership,
    Network,
    NetworkInvitation,
    OutboxMessage,
    Person,
    PractitionerProfile,
)
from cabinet.tenancy.scope import scoped
from planning.call_links import claim_path, decline_path
from planning.models import (
    Absence,
    Astreinte,
    CallAsk,
    CallClaim,
    CoverCall,
    Debrief,
    Event,
    EventAnswer,
    Feed,
    HandOver,
    Presence,
    Room,
    Series,
    SeriesSkip,
    Shift,
    SpecialPeriod,
    Swap,
)
from planning.rules.calendar_weeks import monday_of
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.receipt_changes import written
from retrocession.actions.statements import issue_month
from retrocession.contract_documents import contract_content
from retrocession.models import (
    Adjustment,
    AdjustmentOutcome,
    ColumnMapping,
    Contract,
    ContractAnswer,
    ContractDocument,
    ContractEvidence,
    ContractScan,
    ContractSending,
    ContractSignature,
    DaySheet,
    DaySheetRemark,
    DaySheetRevision,
    Designation,
    DesignationCorrection,
    MonthClosing,
    NameCheck,
    Paper,
    PayerReturn,
    PayerReturnCancellation,
    PaymentImport,
    ReceiptChange,
    ReceiptImport,
    ReceiptLine,
    RejectionImport,
    SetAsideLine,
    Statement,
    StatementDocument,
    StatementPayment,
    StatementWord,
    TransferFile,
    TransferHandedIn,
    TransferLine,
)
from retrocession.queries.contract_days import as_json
from retrocession.rules.contract_days import Day
from tests.cast import make_cast, make_practice
from tests.isolation.scene_commune import furnish_commune
from tests.isolation.scene_messaging import furnish_messaging
from tests.isolation.scene_patients import furnish_patients

#: Nobody of our practice may ever receive these bytes; long, so that no random token holds them by chance.
MARK = "ZZBvoisin"

#: Our practice is made of the usual cast; each role is played by one of them.
PLAYERS = {
    "titulaire": "texier",
    "remplacant": "fradin",
    "interne": "hervouet",
    "secretaire": "jaulin",
    "telesecretaire": "bossard",
    "infirmiere_asalee": "drapeau",
    "paramedical": "naulleau",
    "mairie": "guilbaud",
    "coordination_cls": "ouvrard",
}
NEIGHBOURS = {
    "texier": (f"{MARK}-Gwenola", f"{MARK}-Titulaire", "titulaire", ""),
    "fradin": (f"{MARK}-Ronan", f"{MARK}-Remplaçant", "remplacant", ""),
    "jaulin": (f"{MARK}-Soizic", f"{MARK}-Secrétaire", "secretaire", ""),
    "hervouet": (f"{MARK}-Yuna", f"{MARK}-Interne", "interne", ""),
    "naulleau": (f"{MARK}-Malo", f"{MARK}-Paramédical", "paramedical", f"{MARK}-profession"),
}


@dataclass(frozen=True)
class Scene:
    """`ours` and `theirs` hold the objects of each practice under the same names."""

    ours: SimpleNamespace
    theirs: SimpleNamespace

    def player(self, role: str):
        """The membership of ours that plays `role`; the neighbour's titulaire plays « stranger »."""
        return self.theirs.texier if role == "stranger" else getattr(self.ours, PLAYERS[role])


def make_scene() -> Scene:
    ours = make_cast()
    theirs = make_practice("chez-eux", f"{MARK}-Cabinet", NEIGHBOURS, domain=f"{MARK}.example".lower())
    Cabinet.objects.filter(pk=theirs.cabinet.pk).update(commune=f"{MARK}-Commune")
    furnish(ours, "ZZAnieul")
    furnish(theirs, MARK)
    # No worker runs here: what waits for one must not make the house look ill to who asks for its health.
    Job.objects.update(due_at=timezone.now() + timedelta(days=1))
    return Scene(ours, theirs)


def furnish(cast: SimpleNamespace, mark: str) -> None:
    """One row at least in each table of the practice, with `mark` in each text that people write."""
    at = timezone.now()
    with scoped(cast.cabinet.pk):
        PractitionerProfile.objects.update(address=f"{mark} rue des Tilleuls", account_holder=f"{mark} DOE")
        _account(cast, mark, at)
        _calendar(cast, mark, at)
        _astreintes(cast, mark, at)
        _calls(cast, at)
        _months(cast, mark, at)
        _adjustments(cast, mark, at)
        _contracts(cast, mark, at)
        _letters(cast, mark, at)
        furnish_patients(cast, mark, at)
        furnish_messaging(cast, mark, at)
        furnish_commune(cast, mark, at)
        network = Network.objects.create(slug=f"reseau-{mark.lower()}", name=f"{mark}-Réseau")
        cast.network_invitation = NetworkInvitation.objects.create(
            network=network, asked_by=cast.cabinet, practice=cast.cabinet, asked_at=at
        )
        cast.archive = Archive.objects.create(asked_by=cast.texier, asked_at=at, made_at=at, sha256="0" * 64)
        ArchivePart.objects.create(archive=cast.archive, number=0, sealed=mark.encode())
        # The number that the commit would give.
        LiveCounter.objects.create(tenant=cast.cabinet, seq=1)
        LiveEvent.objects.create(
            seq=1, kind="presence", subject=cast.presence.pk, audience=["everybody", mark], at=at
        )
    with scoped(cast.cabinet.pk, person_id=cast.texier.person_id):
        cast.answer = IdempotencyRecord.objects.create(
            person=cast.texier.person,
            key=f"{mark}-clé",
            fingerprint="0" * 64,
            status=201,
            body=f"{mark}-réponse".encode(),
            location=f"/{mark}/",
            answered_at=at,
        )
    cast.person = Person.objects.get(pk=cast.fradin.person_id)
    cast.membership = cast.fradin


def _account(cast, mark: str, at: datetime) -> None:
    """A locum whose account changed long ago, and who said that it is theirs."""
    change = AccountChange.objects.create(
        membership=cast.fradin, iban="FR7630004226767459122888181", account_holder=f"{mark} DOE",
        iban_before="FR7630004248833995766351736", account_holder_before=f"{mark} avant", is_first=False,
        changed_by=cast.jaulin, changed_at=at,
    )  # fmt: skip
    AccountConfirmation.objects.create(change=change, confirmed_by=cast.fradin, confirmed_at=at)


def working_day_after(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > 3:
        day += timedelta(days=1)
    return day


def _presence(cast, membership, room: Room, on: date, at: datetime, **details) -> Presence:
    cabinet: Cabinet = cast.cabinet
    return Presence.objects.create(
        membership=membership,
        room=room,
        on=on,
        period="day",
        starts_at=in_paris(on, cabinet.morning_starts),
        ends_at=in_paris(on, cabinet.afternoon_ends),
        booked_at=at,
        booked_by=membership,
        **details,
    )


def _calendar(cast, mark: str, at: datetime) -> None:
    cast.day = working_day_after(today_in_paris() + timedelta(days=14))
    cast.free_day = working_day_after(cast.day)
    cast.room = Room.objects.create(name=f"{mark}-Bureau 1", position=1)
    other = Room.objects.create(name=f"{mark}-Bureau 2", position=2)
    cast.presence = _presence(cast, cast.fradin, cast.room, cast.day, at)
    cast.series = Series.objects.create(
        membership=cast.hervouet,
        room=other,
        weekday=cast.day.weekday(),
        period="day",
        starts_on=cast.day,
        until_on=cast.day + timedelta(days=90),
    )
    _presence(cast, cast.hervouet, other, cast.day, at, series=cast.series)
    cast.released = _presence(
        cast, cast.fradin, cast.room, cast.free_day, at,
        released_at=at, released_by=cast.fradin, release_reason=f"{mark}-motif",
    )  # fmt: skip
    starts_at = in_paris(cast.day, time(19))
    cast.event = Event.objects.create(
        kind="convivial", title=f"{mark}-soirée", place=f"{mark}-salle", details=f"{mark}-détails",
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), created_by=cast.texier, created_at=at,
    )  # fmt: skip
    EventAnswer.objects.create(event=cast.event, membership=cast.fradin, comes=True, answered_at=at)
    cast.feed = Feed.objects.create(person=cast.texier.person, kind="mine", created_at=at)
    _exceptions(cast, mark, at, other)


def _exceptions(cast, mark: str, at: datetime, room: Room) -> None:
    """What is not as on other days, far ahead, where nobody looks for something else; and a debrief done."""
    far = cast.day + timedelta(days=150)
    cast.skip = SeriesSkip.objects.create(series=cast.series, on=far, reason=f"{mark}-saut")
    cast.closure = SpecialPeriod.objects.create(
        kind="closure", starts_on=far, ends_on=far, reason=f"{mark}-fermeture", declared_at=at
    )
    cast.absence = Absence.objects.create(
        membership=cast.fradin, kind="elsewhere", place=f"{mark}-lieu", starts_on=far, ends_on=far, said_at=at
    )
    cast.shift = Shift.objects.create(
        membership=cast.jaulin, on=far, starts_at=in_paris(far, time(9)), ends_at=in_paris(far, time(13)),
        written_at=at,
    )  # fmt: skip
    cast.unconfirmed = _presence(cast, cast.fradin, room, far + timedelta(days=1), at, to_confirm=True)
    Membership.objects.filter(pk=cast.hervouet.pk).update(supervisor=cast.texier)
    yesterday = today_in_paris() - timedelta(days=1)
    cast.intern_day = _presence(cast, cast.hervouet, room, yesterday, at)
    cast.debrief = Debrief.objects.create(presence=cast.intern_day, ticked_by=cast.texier, ticked_at=at)


def _astreintes(cast, mark: str, at: datetime) -> None:
    """A duty to come with a line left from it, and a day offered to a colleague."""
    cabinet: Cabinet = cast.cabinet
    cast.on_call_day = working_day_after(cast.free_day)
    cast.astreinte = Astreinte.objects.create(
        membership=cast.fradin, on=cast.on_call_day, assigned_by=cast.texier, assigned_at=at,
        starts_at=in_paris(cast.on_call_day, cabinet.astreinte_starts),
        ends_at=in_paris(cast.on_call_day, cabinet.astreinte_ends),
    )  # fmt: skip
    cast.hand_over = HandOver.objects.create(
        astreinte=cast.astreinte, text=f"{mark}-consigne", written_by=cast.fradin, written_at=at
    )
    cast.swap = Swap.objects.create(
        asked_by=cast.fradin, asked_to=cast.texier, given_presence=cast.presence, reason=f"{mark}-raison",
        asked_at=at,
    )  # fmt: skip


def _calls(cast, at: datetime) -> None:
    """The week of the free day is asked for, and somebody has taken a day of it by a link."""
    cast.call = CoverCall.objects.create(
        monday=monday_of(cast.free_day), opened_at=at, missing=4, stage=CoverCall.Stage.POOL
    )
    cast.ask = CallAsk.objects.create(call=cast.call, membership=cast.fradin, asked_at=at)
    cast.claim = CallClaim.objects.create(
        ask=cast.ask, on=cast.day, period="day", presence=cast.presence, claimed_at=at
    )


def claim_token(cast: SimpleNamespace) -> str:
    """A link to the free day, sent to the locum."""
    return claim_path(cast.ask, cast.fradin.person_id, cast.free_day, "day").strip("/").split("/")[-1]


def decline_token(cast: SimpleNamespace) -> str:
    return decline_path(cast.ask, cast.fradin.person_id).strip("/").split("/")[-1]


def _months(cast, mark: str, at: datetime) -> None:
    """Last month is issued and ordered; this month is prepared, with a line set aside."""
    cast.month = previous_month(first_of_month(today_in_paris()))
    cast.current_month = first_of_month(today_in_paris())
    ColumnMapping.objects.create(columns={"medecin": f"{mark}-colonne"})
    for rank, month in enumerate((cast.month, cast.current_month)):
        cast.designation = Designation.objects.create(month=month, titulaire=cast.texier, designated_at=at)
        cast.receipt_import = ReceiptImport.objects.create(
            month=month, file_name=f"{mark}-recettes.csv", sha256="0" * 64, state="written",
            uploaded_at=at, uploaded_by=cast.jaulin, written_at=at, written_by=cast.jaulin,
        )  # fmt: skip
        cast.receipt = ReceiptLine.objects.create(
            receipt_import=cast.receipt_import, doctor=cast.fradin, month=month, on=month, at=time(9),
            line=2, invoice=f"{mark}-F1", act=f"{mark}-G", amount=Decimal("4321.98"), mode="cb",
            key=f"{mark}{rank}".encode(),
        )  # fmt: skip
        prepare_month(month=month, by=None, at=at)
    cast.receipt_change = ReceiptChange.objects.create(
        kind="corrected", line_id=cast.receipt.pk, receipt_import=cast.receipt_import, doctor=cast.fradin,
        month=cast.current_month, reason=f"{mark}-raison", key=f"{mark}-clé".encode()[:16],
        before=written(cast.receipt) | {"invoice": f"{mark}-F0"}, after=written(cast.receipt),
        changed_at=at, changed_by=cast.jaulin,
    )  # fmt: skip
    DesignationCorrection.objects.create(
        month=cast.month, before=cast.hervouet, after=cast.texier, reason=f"{mark}-motif",
        contracts=[f"{mark}-contrat"], statements=[f"{mark}-relevé"], corrected_at=at,
        corrected_by=cast.jaulin,
    )  # fmt: skip
    cast.set_aside = SetAsideLine.objects.create(
        receipt_import=cast.receipt_import, line=3, message=f"{mark}-message", reason=f"{mark}-raison",
        set_aside_at=at, set_aside_by=cast.jaulin,
    )  # fmt: skip
    cast.sheet = DaySheet.objects.create(
        doctor=cast.fradin, month=cast.current_month, on=cast.current_month, cb=Decimal("8765.43"),
        incidents=f"{mark}-incident", version=1, saved_at=at, saved_by=cast.jaulin,
    )  # fmt: skip
    DaySheetRevision.objects.create(
        sheet=cast.sheet, number=1, changes={"incidents": ["", f"{mark}-incident"]}, written_at=at,
        written_by=cast.jaulin,
    )  # fmt: skip
    DaySheetRemark.objects.create(
        sheet=cast.sheet, mode="cb", gap=Decimal("4443.45"), text=f"{mark}-écart", written_at=at,
        written_by=cast.jaulin,
    )  # fmt: skip
    verify_month(month=cast.month, by=cast.jaulin, at=at)
    approve_month(month=cast.month, by=cast.texier, at=at)
    issue_month(month=cast.month, by=cast.texier, at=at)
    cast.closing = MonthClosing.objects.get(month=cast.month)
    cast.current_closing = MonthClosing.objects.get(month=cast.current_month)
    MonthClosing.objects.filter(pk=cast.current_closing.pk).update(sent_back_reason=f"{mark}-renvoi")
    cast.statement = Statement.objects.get()
    cast.document = StatementDocument.objects.create(
        statement=cast.statement, pdf=f"%PDF-1.7 {mark}".encode(), sha256="0" * 64, rendered_at=at
    )
    cast.transfer = TransferFile.objects.create(
        closing=cast.closing, titulaire=cast.texier, message_id=f"{mark}-virement",
        fingerprint="0" * 64, execution_on=cast.day,
        payments=1, control_sum=cast.statement.net, xml=f"<{mark}/>".encode(), made_at=at,
    )  # fmt: skip
    TransferHandedIn.objects.create(
        transfer=cast.transfer, handed_in_on=cast.month, recorded_by=cast.texier, recorded_at=at
    )
    NameCheck.objects.create(
        line=TransferLine.objects.create(transfer=cast.transfer, statement=cast.statement), answer="close",
        suggestion=f"{mark}-proche", recorded_by=cast.texier, recorded_at=at,
    )  # fmt: skip
    StatementWord.objects.create(
        statement=cast.statement, word="contest", about=f"{mark}-ligne", text=f"{mark}-contestation",
        said_by=cast.fradin, said_at=at,
    )  # fmt: skip
    StatementPayment.objects.create(
        statement=cast.statement, kind="returned", on=cast.month, reference=f"{mark}-motif de la banque",
        recorded_by=cast.texier, recorded_at=at,
    )  # fmt: skip


def _adjustments(cast, mark: str, at: datetime) -> None:
    """This month takes back a line of the last one, and what was found of it by hand is withdrawn."""
    line = ReceiptLine.objects.get(month=cast.month)
    cast.rejection_import = RejectionImport.objects.create(
        month=cast.current_month, file_name=f"{mark}-rejets.csv", sha256="0" * 64, lines=1,
        rows=[[2, None, "", f"{mark}-message"]], uploaded_at=at, uploaded_by=cast.jaulin,
    )  # fmt: skip
    common = {
        "month": cast.current_month, "titulaire": cast.texier, "remplacant": cast.fradin,
        "origin_month": cast.month, "origin": cast.statement, "line": line, "invoice": line.invoice,
        "act": line.act, "on": line.on, "rate": cast.statement.rate, "noted_on": cast.month,
        "reason": f"{mark}-motif", "recorded_at": at, "recorded_by": cast.jaulin,
    }  # fmt: skip
    cast.adjustment = Adjustment.objects.create(
        kind="rejection", amount=Decimal("-100.00"), share=-cast.statement.rate,
        rejection_import=cast.rejection_import, key=f"{mark}-a".encode(), **common,
    )  # fmt: skip
    cast.withdrawn = Adjustment.objects.create(
        kind="correction", amount=Decimal("200.00"), share=2 * cast.statement.rate,
        key=f"{mark}-b".encode(), **common,
    )  # fmt: skip
    cast.payment_import = PaymentImport.objects.create(
        month=cast.current_month, file_name=f"{mark}-paiements.csv", sha256="0" * 64, lines=1,
        rows=[[2, None, "", f"{mark}-message"]], uploaded_at=at, uploaded_by=cast.jaulin,
    )  # fmt: skip
    said = {
        "line": line, "month": cast.current_month, "amount": Decimal("7.00"), "on": cast.current_month,
        "reason": f"{mark}-mot", "recorded_at": at, "recorded_by": cast.jaulin,
    }  # fmt: skip
    cast.payer_return = PayerReturn.objects.create(
        kind="paid", received=Decimal("7.00"), key=f"{mark}-p".encode(), **said
    )
    wrong = PayerReturn.objects.create(
        kind="paid", received=Decimal("7.00"), key=f"{mark}-q".encode(), **said
    )
    PayerReturnCancellation.objects.create(
        payer_return=wrong, reason=f"{mark}-erreur", cancelled_at=at, cancelled_by=cast.jaulin
    )
    cast.outcome = AdjustmentOutcome.objects.create(
        adjustment=cast.withdrawn, withdrawn_at=at, withdrawn_by=cast.jaulin,
        withdrawn_reason=f"{mark}-erreur",
    )  # fmt: skip


def _contracts(cast, mark: str, at: datetime) -> None:
    """Last month's contract is signed and sent to the CDOM, which answered; its avenant is signed by hand."""
    cast.paper = Paper.objects.create(
        membership=cast.fradin, kind="rcp", reference=f"{mark}-police", expires_on=cast.day, recorded_at=at
    )
    Paper.objects.create(
        membership=cast.fradin, kind="tableau", reference=f"{mark}-tableau", recorded_at=at, ended_at=at,
        ended_by=cast.jaulin, ended_reason=f"{mark}-retrait",
    )  # fmt: skip
    cast.contract = Contract.objects.create(
        month=cast.month, rank=1, titulaire=cast.texier, remplacant=cast.fradin, proposed_kind="assistant",
        kind="adjoint", letter=f"{mark}-accord", rate=Decimal("85.00"), base="facture", state="authorised",
        drafted_at=at, sent_at=at, signed_at=at,
    )  # fmt: skip
    cast.contract_document, avenant = (
        ContractDocument.objects.create(
            contract=cast.contract, rank=rank, version=1, days=as_json([Day(cast.month)]), made_at=at,
            content=contract_content(cast.contract, (Day(cast.month),), rank=rank),
            pdf=f"%PDF-1.7 {mark}".encode(), sha256=f"{rank}" * 64,
        )
        for rank in (0, 1)
    )  # fmt: skip
    for party, signer in (("titulaire", cast.texier), ("remplacant", cast.fradin)):
        ContractSignature.objects.create(
            document=cast.contract_document, party=party, signed_by=signer, signed_at=at, sha256="0" * 64,
            ip="192.0.2.1", user_agent_digest=mark,
        )  # fmt: skip
    ContractEvidence.objects.create(
        document=cast.contract_document, pdf=f"%PDF-1.7 {mark}".encode(), sha256="0" * 64, made_at=at
    )
    ContractScan.objects.create(
        document=avenant, file_name=f"{mark}-signé.pdf", pdf=f"%PDF-1.7 {mark}".encode(), sha256="0" * 64,
        uploaded_at=at, uploaded_by=cast.jaulin,
    )  # fmt: skip
    ContractSending.objects.create(
        document=cast.contract_document, recipient="cdom", sent_on=cast.month, reference=f"{mark}-recommandé",
        recorded_at=at, recorded_by=cast.jaulin,
    )  # fmt: skip
    ContractAnswer.objects.create(
        contract=cast.contract, outcome="authorised", answered_on=cast.month, reference=f"{mark}-lettre",
        recorded_at=at, recorded_by=cast.jaulin,
    )  # fmt: skip


def _letters(cast, mark: str, at: datetime) -> None:
    cast.audit_entry = audit.record("test", cast.presence, by=cast.texier, at=at, note=f"{mark}-note")
    cast.outbox_message = OutboxMessage.objects.create(
        key=f"{mark}-clé", recipient=f"{mark.lower()}@poste.example", subject=f"{mark}-objet",
        body=f"{mark}-texte", queued_at=at,
    )  # fmt: skip
    cast.invitation = Invitation.objects.create(
        email=f"{mark.lower()}-invitee@poste.example",
        first_name=f"{mark}-Nolwenn", last_name=f"{mark}-Invitée",
        role="paramedical", profession=f"{mark}-métier", token_digest="0" * 64, invited_by=cast.texier,
        invited_at=at, expires_at=at + timedelta(days=7),
    )  # fmt: skip


def values(objects: SimpleNamespace, wanted: dict[str, str | Callable]) -> dict:
    """Path parameters from the names of the scene's objects: an object gives its id, the rest itself."""
    found = {}
    for parameter, source in wanted.items():
        value = source(objects) if callable(source) else getattr(objects, source)
        found[parameter] = getattr(value, "pk", value)
    return found
