"""Well-formed requests: what is refused is refused for what it names, not for how it is written."""

from collections.abc import Callable
from types import SimpleNamespace

from django.db import models

from cabinet.clock import next_month, today_in_paris
from cabinet.tenancy.checks import tenant_models
from tests.isolation.scene import Scene

Payload = dict[str, str | list]


def series_typed(objects: SimpleNamespace) -> Payload:
    return {
        "weekday": str(objects.free_day.weekday()),
        "period": "day",
        "room": str(objects.room.pk),
        "starts_on": str(objects.free_day),
        "until_on": str(objects.free_day),
    }


#: What a person would send, about the objects of one practice (`objects`).
PAYLOADS: dict[tuple[str, str], Callable[[SimpleNamespace], Payload]] = {
    ("invite", "POST"): lambda objects: {
        "email": "nouvelle@poste.example",
        "first_name": "Maëlle",
        "last_name": "Gauvrit",
        "role": "mairie",
        "profession": "",
    },
    ("planning:book", "POST"): lambda objects: {
        "period": "day",
        "strength": "sure",
        "room": str(objects.room.pk),
        "membership": str(objects.fradin.pk),
    },
    ("planning:astreinte-assign", "POST"): lambda objects: {"membership": str(objects.fradin.pk)},
    ("planning:astreinte-give-up", "POST"): lambda objects: {"reason": "empêchement"},
    ("planning:release", "POST"): lambda objects: {"reason": "empêchement"},
    ("planning:series-new", "POST"): lambda objects: (
        series_typed(objects) | {"membership": str(objects.fradin.pk)}
    ),
    ("planning:series-change", "POST"): lambda objects: series_typed(objects),
    ("planning:series-end", "POST"): lambda objects: {"starts_on": str(objects.day)},
    ("planning:shift-add", "POST"): lambda objects: {
        "membership": str(objects.jaulin.pk),
        "on": str(objects.free_day),
        "opens": "9 h",
        "closes": "13 h",
    },
    ("planning:exception-new", "POST"): lambda objects: {
        "starts_on": str(objects.free_day),
        "ends_on": str(objects.free_day),
        "reason": "travaux",
        "confirmed": "on",
    },
    ("planning:absences", "POST"): lambda objects: {
        "membership": str(objects.fradin.pk),
        "kind": "leave",
        "starts_on": str(objects.free_day),
        "ends_on": str(objects.free_day),
        "confirmed": "on",
    },
    ("messaging:mail-taking-back", "POST"): lambda objects: {"state": "read"},
    ("messaging:mail-routing", "POST"): lambda objects: {"to": objects.cabinet.slug},
    ("planning:debrief", "POST"): lambda objects: {"fait": "0"},
    ("planning:refuse", "POST"): lambda objects: {"reason": "travaux"},
    ("api-series-list", "POST"): lambda objects: {
        "email": objects.fradin.person.email,
        "weekday": str(objects.free_day.weekday()),
        "period": "day",
        "room": objects.room.name,
        "from": str(objects.free_day),
        "until": str(objects.free_day),
    },
    ("api-series", "PATCH"): lambda objects: {"from": str(objects.day), "room": objects.room.name},
    ("planning:my-feeds", "POST"): lambda objects: {"kind": "practice", "practice": objects.cabinet.slug},
    ("planning:event-answer", "POST"): lambda objects: {"comes": "oui"},
    ("api-event-answers", "POST"): lambda objects: {"comes": "true"},
    ("retrocession:designate", "POST"): lambda objects: {
        "month": f"{next_month(objects.current_month):%Y-%m}",
        "titulaire": str(objects.texier.pk),
    },
    ("retrocession:designation-correction", "POST"): lambda objects: {
        "month": f"{objects.month:%Y-%m}",
        "titulaire": str(objects.hervouet.pk),
        "seen": str(objects.texier.pk),
        "reason": "erreur de saisie",
    },
    ("retrocession:send-back", "POST"): lambda objects: {"reason": "une recette manque"},
    ("retrocession:receipt-set-aside", "POST"): lambda objects: {"reason": "saisie en double"},
    ("retrocession:typed-receipts", "POST"): lambda objects: {
        "token": "0" * 32,
        "acte": "G",
        "montant": "30,00",
        "mode": "CB",
        "amo": "",
        "amc": "",
        "patient_part": "",
        "facture": "",
    },
    ("retrocession:receipt-line", "POST"): lambda objects: {
        "seen": "1",
        "doctor": str(objects.fradin.pk),
        "on": str(objects.current_month),
        "acte": "G",
        "montant": "30,00",
        "mode": "CB",
        "amo": "",
        "amc": "",
        "patient_part": "",
        "reason": "erreur",
    },
    ("api-receipts-typed", "POST"): lambda objects: {
        "doctor": objects.fradin.person.email,
        "date": str(objects.current_month),
        "rows": [{"act": "G", "amount": "30,00", "mode": "CB", "token": "0" * 32}],
    },
    ("api-receipt-changes", "POST"): lambda objects: {
        "doctor": objects.fradin.person.email,
        "date": str(objects.current_month),
        "act": "G",
        "amount": "30,00",
        "mode": "CB",
        **dict.fromkeys(("amo", "amc", "patient_part"), ""),
        "reason": "erreur",
    },
    ("api-receipt-removal", "POST"): lambda objects: {"reason": "saisie en double"},
    ("retrocession:payments-ticked", "POST"): lambda objects: {
        "on": str(objects.current_month),
        "paye": str(objects.receipt.pk),
    },
    ("retrocession:payment-cancellation", "POST"): lambda objects: {"reason": "erreur"},
    ("retrocession:receipt-removal", "POST"): lambda objects: {"seen": "1", "reason": "erreur"},
    ("retrocession:day-sheet", "POST"): lambda objects: {
        "especes": "",
        "cheque": "",
        "cb": "30,00",
        "virement": "",
        "tiers_payant": "",
        "cheques": "",
        "incidents": "",
        "seen": "1",
    },
    ("retrocession:gap-remark", "POST"): lambda objects: {"text": "ticket perdu"},
    ("api-day-sheets", "PUT"): lambda objects: {
        "doctor": objects.fradin.person.email,
        "date": str(objects.current_month),
        **dict.fromkeys(("especes", "cheque", "virement", "tiers_payant"), "0.00"),
        "cb": "30.00",
        "cheques": "0",
        "incidents": "",
        "version": "1",
    },
    ("retrocession:contract-terms", "POST"): lambda objects: {
        "kind": "adjoint",
        "letter": "accord",
        "rate": "",
        "payment_day": "10",
    },
    ("retrocession:contract-sending", "POST"): lambda objects: {
        "recipient": "cpam",
        "sent_on": str(today_in_paris()),
        "reference": "recommandé 1A",
    },
    ("retrocession:contract-answer", "POST"): lambda objects: {
        "outcome": "deemed",
        "answered_on": str(objects.month),
        "reference": "",
    },
    ("retrocession:papers", "POST"): lambda objects: {
        "membership": str(objects.fradin.pk),
        "kind": "rcp",
        "reference": "police 2",
        "expires_on": str(objects.day),
    },
    ("retrocession:paper-withdrawal", "POST"): lambda objects: {"reason": "erreur"},
    ("api-presences", "POST"): lambda objects: {
        "email": objects.fradin.person.email,
        "date": str(objects.free_day),
        "period": "day",
        "strength": "sure",
        "room": objects.room.name,
    },
    ("api-designation-corrections", "POST"): lambda objects: {
        "month": f"{objects.month:%Y-%m}",
        "before": objects.texier.person.email,
        "after": objects.hervouet.person.email,
        "reason": "erreur de saisie",
    },
    ("api-exchanges", "POST"): lambda objects: {
        "first": f"{objects.current_month:%Y-%m}",
        "second": f"{next_month(objects.current_month):%Y-%m}",
        "first_titulaire": objects.texier.person.email,
        "second_titulaire": objects.hervouet.person.email,
    },
    ("api-designations", "POST"): lambda objects: {
        "month": f"{next_month(objects.current_month):%Y-%m}",
        "titulaire": objects.texier.person.email,
    },
    ("api-presence", "DELETE"): lambda objects: {"reason": "empêchement"},
}


def identifiers(objects: SimpleNamespace) -> Payload:
    """Every id of a practice, under every name by which a form, a filter or a serializer might ask for it."""
    named = {}
    for name, value in vars(objects).items():
        if isinstance(value, models.Model):
            for key in (name, f"{name}_id", f"{name}s"):
                named[key] = str(value.pk)
    for model in tenant_models():
        held = [v for v in vars(objects).values() if type(v) is model]
        if not held:
            continue
        for key in (model._meta.model_name, f"{model._meta.model_name}_id"):
            named.setdefault(key, str(held[0].pk))
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation else None
            if target is not None:
                for other in vars(objects).values():
                    if type(other) is target:
                        named.setdefault(field.name, str(other.pk))
    someone = objects.fradin
    return named | {
        "id": str(objects.presence.pk),
        "pk": str(objects.presence.pk),
        "ids": str(objects.presence.pk),
        "email": someone.person.email,
        "person": someone.person.email,
        "slug": objects.cabinet.slug,
        "cabinet": str(objects.cabinet.pk),
        "cabinet_id": str(objects.cabinet.pk),
        "room_name": objects.room.name,
        "q": someone.person.last_name,
    }


def spoiled(route: str, method: str, scene: Scene, theirs: Payload, *, let_in: bool = True) -> list[Payload]:
    """Well-formed requests about ours in which one value after the other, then all, are the neighbours'.

    `theirs`: their identifiers. To who is refused whatever they say, all of it is said at once.
    """
    write = PAYLOADS.get((route, method))
    if write is None:
        return [theirs]
    good, bad = write(scene.ours), write(scene.theirs)
    if not let_in:
        return [good | theirs | bad]
    one_by_one = [good | {name: bad[name]} for name in good if good[name] != bad[name]]
    return [*one_by_one, bad, good | theirs | bad, {**theirs, **good}]
