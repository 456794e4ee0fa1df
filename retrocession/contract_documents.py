"""The contract, its avenants and their page of evidence as PDF/A: tagged, self-contained, each final."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from cabinet import text
from cabinet.clock import PARIS, parse_month
from cabinet.models import Cabinet, Membership, PractitionerProfile
from planning.rules.half_days import Hours
from retrocession.models import Contract, ContractDocument, ContractSignature, Paper
from retrocession.queries.bases import base_in
from retrocession.queries.contract_days import Days, as_days, as_json
from retrocession.queries.contract_documents import DocumentState
from retrocession.rules.contract_days import Changes, number_of_days
from retrocession.rules.contract_kind import KIND_LABELS, KIND_SOURCES, Kind
from retrocession.rules.papers import PaperKind

STYLESHEET = settings.BASE_DIR / "templates" / "retrocession" / "contract_pdf.css"
TITLES = {
    Kind.ADJOINT: "Contrat de médecin adjoint",
    Kind.ASSISTANT: "Contrat de médecin assistant",
    Kind.REMPLACEMENT: "Contrat de remplacement",
}
PERIODS = {"day": "journée", "morning": "matin", "afternoon": "après-midi"}


def contract_content(
    contract: Contract,
    days: Days,
    *,
    rank: int = 0,
    changed: Changes | None = None,
    signed_on: date | None = None,
) -> dict[str, Any]:
    """All that a document says, as plain data: kept with it, and enough to print it again."""
    practice, changed = Cabinet.current(), changed or Changes()
    members = (contract.titulaire, contract.remplacant)
    profiles = {p.membership_id: p for p in PractitionerProfile.objects.filter(membership__in=members)}
    papers = list(
        Paper.objects.filter(membership=contract.remplacant, ended_at=None).order_by("-recorded_at")
    )
    hours = Hours.of(practice)
    return {
        "reference": contract.reference,
        "rank": rank,
        "month": f"{contract.month:%Y-%m}",
        "practice": {name: getattr(practice, name) for name in ("name", "commune", "postcode")},
        "kind": contract.kind,
        "letter": contract.letter,
        "titulaire": _party(contract.titulaire, profiles.get(contract.titulaire_id)),
        "remplacant": _party(contract.remplacant, profiles.get(contract.remplacant_id))
        | {kind.value: _paper(papers, kind) for kind in PaperKind},
        "rate": f"{contract.rate if contract.rate is not None else practice.retrocession_rate:.2f}",
        "base": contract.base or base_in(practice, contract.month),
        "travel_acts": practice.travel_acts,
        "payment_day": contract.payment_day,
        "days": as_json(days),
        "hours": {period: [f"{hour:%H:%M}" for hour in hours.of_period(period)] for period in PERIODS},
        "added": as_json(changed.added),
        "dropped": as_json(changed.dropped),
        "signed_on": f"{signed_on}" if signed_on else "",
    }


def contract_page(content: dict[str, Any]) -> dict[str, Any]:
    """What the templates of the contract, printed or on screen, need."""
    month, days = parse_month(content["month"]), as_days(content["days"])
    kind = Kind(content["kind"]) if content["kind"] else None
    titulaire, remplacant = (
        _told(content[party], label)
        for party, label in (("titulaire", "Médecin remplacé"), ("remplacant", "Médecin remplaçant"))
    )
    of_month = text.of_month(month)
    if content["rank"]:
        title = f"Avenant n°\u00a0{content['rank']} au contrat {content['reference']}"
    else:
        title = f"{TITLES[kind] if kind else 'Contrat'} {content['reference']}"
    return {
        "content": content,
        "title": title,
        "subtitle": f"{text.sentence(text.month(month))} · {content['practice']['name']}",
        "month": month,
        "of_month": of_month,
        "quality": KIND_LABELS[kind] if kind and kind is not Kind.REMPLACEMENT else "médecin remplaçant",
        "source": KIND_SOURCES[kind] if kind else "",
        "titulaire": titulaire,
        "remplacant": remplacant,
        "parties": [titulaire, remplacant],
        "rate": Decimal(content["rate"]),
        "is_billed": content["base"] == "facture",
        "travel_acts": ", ".join(content["travel_acts"]),
        "days": _lines(days, content["hours"]),
        "number_of_days": _count(days),
        "added": _lines(as_days(content["added"]), content["hours"]),
        "dropped": _lines(as_days(content["dropped"]), content["hours"]),
        "signed_on": _date(content["signed_on"]),
    }


def render_contract(content: dict[str, Any], *, identifier: bytes) -> bytes:
    """The PDF of a document, from what it says and nothing else: no database, no network."""
    template = "avenant_pdf" if content["rank"] else "contract_pdf"
    return _render(f"retrocession/{template}.html", contract_page(content), identifier)


def render_evidence(document: ContractDocument, state: DocumentState) -> bytes:
    """The page that says which file was signed, by whom, when and how."""
    context = contract_page(document.content) | {
        "document": document,
        "signatures": [_signature(one) for one in _in_order(state.signatures.values())],
        "scan": state.scan,
        "scanned": state.scan and _instant(state.scan.uploaded_at),
    }
    return _render("retrocession/evidence_pdf.html", context, document.pk.bytes)


def digest(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def _render(template: str, context: dict[str, Any], identifier: bytes) -> bytes:
    from cabinet.pdf import ARCHIVED, make_pdf  # slow to load, and only the workers print

    html = render_to_string(template, context)
    return make_pdf(html, stylesheet=STYLESHEET, identifier=identifier, variant=ARCHIVED)


def _party(member: Membership, profile: PractitionerProfile | None) -> dict[str, str]:
    names = ("rpps", "siret", "address")
    return {"first_name": member.person.first_name, "last_name": member.person.last_name} | {
        name: getattr(profile, name, "") or "" for name in names
    }


def _paper(papers: Iterable[Paper], kind: PaperKind) -> dict[str, str] | None:
    for paper in papers:
        if paper.kind == kind:
            return {"reference": paper.reference, "expires_on": f"{paper.expires_on or ''}"}
    return None


def _told(party: dict[str, Any], label: str) -> dict[str, Any]:
    """A party as printed; what is missing is said."""
    siret, licence = party["siret"], party.get("licence")
    number = f"RPPS {party['rpps']}" if party["rpps"] else "RPPS non renseigné"
    if licence:
        number += f", licence de remplacement n°\u00a0{licence['reference']}"
        number += f" valable jusqu’au {_date(licence['expires_on'])}" if licence["expires_on"] else ""
    spaced = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}".replace(" ", "\u00a0")
    return party | {
        "label": label,
        "name": f"Dr {party['first_name']} {party['last_name'].upper()}",
        "short": f"Dr\u00a0{party['last_name']}",
        "number": number,
        "siret": f"SIRET {spaced}" if siret else "SIRET non renseigné",
        "address": party["address"] or "Adresse non renseignée",
    }


def _lines(days: Days, hours: dict[str, list[str]]) -> list[dict[str, str]]:
    """« lundi 5 octobre 2026 », « matin », « de 8 h 30 à 12 h 30 »."""
    lines = []
    for day in days:
        starts, ends = (text.clock(time.fromisoformat(hour)) for hour in hours[day.period])
        lines.append(
            {"day": text.full_day(day.on), "period": PERIODS[day.period], "hours": f"{starts} – {ends}"}
        )
    return lines


def _count(days: Days) -> str:
    number = number_of_days(days)
    if number == number.to_integral_value():
        return text.count(int(number), "jour", "jours")
    return f"{text.number(number, 1)} {'jours' if number >= 2 else 'jour'}"


def _in_order(signatures: Iterable[ContractSignature]) -> list[ContractSignature]:
    return sorted(signatures, key=lambda signature: signature.signed_at)


def _signature(signature: ContractSignature) -> dict[str, str]:
    return {
        "name": str(signature.signed_by.person),
        "party": signature.get_party_display(),
        "when": _instant(signature.signed_at),
        "sha256": signature.sha256,
        "ip": signature.ip or "inconnue",
        "browser": signature.user_agent_digest[:16] or "inconnu",
    }


def _instant(at: datetime) -> str:
    """« 3 octobre 2026 à 9 h 12, heure de Paris (2026-10-03T07:12:04Z) »."""
    here = at.astimezone(PARIS)
    on = text.full_day(here).partition(" ")[2]
    return f"{on} à {text.clock(here)}, heure de Paris ({at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ})"


def _date(iso: str) -> str:
    """« 3 octobre 2026 »."""
    return text.full_day(date.fromisoformat(iso)).partition(" ")[2] if iso else ""
