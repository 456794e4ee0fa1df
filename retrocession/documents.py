"""The statement as a document that a doctor keeps ten years: one sober A4 page, tagged, self-contained."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.clock import next_month
from cabinet.text import clock, full_day, long_day, month, of_month
from retrocession.models import Adjustment, Statement, StatementDocument
from retrocession.models.receipts import MODES
from retrocession.rules.own_rate import acts_by_rate
from retrocession.rules.vat import FEES_MENTION, KEPT_MENTIONS, Franchise

STYLESHEET = settings.BASE_DIR / "templates" / "retrocession" / "statement_pdf.css"
COLUMNS = {"especes": "Espèces", "cheque": "Chèques", "cb": "Carte", "virement": "Virement"}
THIRD_PARTY = {"tiers_payant": "Tiers payant"}
THIRD_PARTY_SPLIT = {"amo": "Tiers\u00a0payant AMO", "amc": "Tiers\u00a0payant AMC"}
KINDS = {kind.value: kind.label.capitalize() for kind in Adjustment.Kind}
#: So many days hold on a page with room around them, then with less.
FEW, SOME = 6, 13
assert {*COLUMNS, *THIRD_PARTY} == {mode for mode, _ in MODES}


def render_statement(statement: Statement) -> bytes:
    """The PDF of a statement, from what it says of itself and nothing else: no database, no network."""
    from cabinet.pdf import make_pdf  # slow to load, and only the workers print

    html = render_to_string("retrocession/statement_pdf.html", statement_page(statement))
    return make_pdf(html, stylesheet=STYLESHEET, identifier=statement.pk.bytes)


def freeze_document(statement: Statement, pdf: bytes, *, at: datetime) -> StatementDocument:
    """Keep the very bytes, once: the document already kept when another worker was quicker."""
    StatementDocument.objects.bulk_create(
        [
            StatementDocument(
                statement=statement, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), rendered_at=at
            )
        ],
        ignore_conflicts=True,
    )
    return StatementDocument.objects.get(statement=statement)


def statement_page(statement: Statement) -> dict:
    """What the template of the document needs."""
    days = [{name: _value(value) for name, value in day.items()} for day in statement.detail["days"]]
    columns = _columns(days)
    rows = [
        {
            "day": long_day(datetime.fromisoformat(day["on"])),
            "acts": day["acts"],
            "amounts": [day[name] for name in columns],
            "total": day["total"],
        }
        for day in days
    ]
    last = date.fromordinal(next_month(statement.month).toordinal() - 1)
    return {
        "statement": statement,
        "practice": statement.detail["practice"],
        "contract": statement.detail.get("contract", ""),
        "carried": _carried(statement.detail.get("carried")),
        "adjustments": [_adjustment(one) for one in statement.detail.get("adjustments", [])],
        "own_rates": _own_rates(statement),
        "minus_awaited": -statement.awaited,
        "main_base": statement.base - statement.own_base,
        "main_share": statement.share - statement.own_share,
        "kept_in_all": statement.kept + _kept_back(statement),
        "issued_on": _date(statement.issued_at),
        "parties": [
            _party("Médecin remplacé", statement.payer),
            _party("Médecin remplaçant", statement.payee),
        ],
        "columns": list(columns.values()),
        "rows": rows,
        "sums": [sum((day[name] for day in days), Decimal(0)) for name in columns],
        "crowd": _crowd(len(rows) + len(statement.detail.get("adjustments", []))),
        "title": f"Relevé de rétrocession n° {statement.number}, {month(statement.month)}",
        "period": f"du 1er au {_date(last)}",
        "travel_acts": ", ".join(statement.detail["travel_acts"]),
        "fees_mention": FEES_MENTION,
        "kept_mention": KEPT_MENTIONS[Franchise(statement.detail["franchise"])],
        "verified": _signature(statement.signatures["verified"]),
        "approved": _signature(statement.signatures["approved"]),
        "digest": digest_of(statement),
    }


def digest_of(statement: Statement) -> str:
    """SHA-256 of what the statement says: a document that shows other figures shows another digest."""
    figures = ("billed", "travel", "base", "rate", "share", "kept", "adjustments", "net", "year_to_date")
    if statement.own_rates:
        figures += ("own_base", "own_share")
    if statement.is_received:
        figures += ("awaited",)
    content = {
        "number": statement.number,
        "month": f"{statement.month:%Y-%m}",
        "figures": {name: f"{getattr(statement, name):.2f}" for name in figures},
        "payer": statement.payer,
        "payee": statement.payee,
        "detail": statement.detail,
        "signatures": statement.signatures,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _adjustment(one: dict[str, str]) -> dict[str, str | Decimal]:
    """An adjustment as printed: « Rejet du 12 novembre 2026 », why, and the act it is about."""
    about = [one["act"], f"du {_date(_day(one['on']))}" if one["on"] else ""]
    origin = f"relevé {one['origin']}" if one["origin"] else f"mois {of_month(_day(one['origin_month']))}"
    return {
        "about": " ".join(filter(None, about)),
        "origin": f"facture {one['invoice']}, {origin}" if one["invoice"] else origin,
        "what": f"{KINDS[one['kind']]} du {_date(_day(one['noted_on']))}",
        "reason": one["reason"],
        "amount": Decimal(one["amount"]),
        "rate": Decimal(one["rate"]),
        "share": Decimal(one["share"]),
    }


def _carried(told: dict[str, str] | None) -> dict[str, str | Decimal] | None:
    return {"number": told["number"], "amount": Decimal(told["net"])} if told else None


def _own_rates(statement: Statement) -> list[dict[str, str | Decimal]]:
    """What went at another rate, with the acts that the practice listed at it."""
    lists = acts_by_rate(statement.act_rates, statement.detail["travel_acts"])
    return [
        {"rate": one.rate, "base": one.base, "share": one.share, "acts": ", ".join(lists[one.rate])}
        for one in statement.own_parts
    ]


def _kept_back(statement: Statement) -> Decimal:
    """What the adjustments change in the titulaire's part."""
    told = statement.detail.get("adjustments", [])
    return sum((Decimal(one["amount"]) - Decimal(one["share"]) for one in told), Decimal(0))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _crowd(days: int) -> str:
    """The class that keeps so many days and adjustments on one page."""
    if days > FEW:
        return "many" if days > SOME else "some"
    return "few"


def _party(label: str, party: dict[str, str]) -> dict[str, str]:
    """A party as printed: « SIRET 944 703 164 00011 », and what is missing said."""
    siret = party["siret"]
    return {
        "label": label,
        "name": f"Dr {party['first_name']} {party['last_name'].upper()}, EI",
        "address": party["address"] or "Adresse non renseignée",
        "rpps": f"RPPS {party['rpps']}" if party["rpps"] else "RPPS non renseigné",
        "siret": f"SIRET {siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
        if siret
        else "SIRET non renseigné",
    }


def _signature(signature: dict[str, str]) -> str:
    """« par Baptiste Jaulin, secrétaire médicale, le 2 novembre 2026 à 11 h 20 »."""
    at = datetime.fromisoformat(signature["at"])
    when = f"le {_date(at)} à {clock(at)}"
    if not signature["by"]:
        return when
    title = "le Dr " if signature["doctor"] else ""
    return f"par {title}{signature['by']}, {signature['role']}, {when}"


def _date(day: date) -> str:
    """« 3 novembre 2026 »."""
    return full_day(day).partition(" ")[2]


def _columns(days: list[dict]) -> dict[str, str]:
    """The columns by mode, those of tiers payant split where its parts are known to the cent."""
    split = all(day["amo"] + day["amc"] == day["tiers_payant"] for day in days)
    return COLUMNS | (THIRD_PARTY_SPLIT if split else THIRD_PARTY)


def _value(value: str | int) -> Decimal | str | int:
    """Amounts are kept as text in JSON; the day « 2026-10-05 » is text for good."""
    if isinstance(value, str) and value.count("-") < 2:
        return Decimal(value)
    return value
