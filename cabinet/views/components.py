"""`/composants/`: every component of the interface with every one of its states, on invented people."""

from datetime import UTC, datetime, time
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet import text

PERIODS = [("day", "Journée"), ("morning", "Matin"), ("afternoon", "Après-midi")]


class PresenceExample(forms.Form):
    """A form with one field of each kind, shown with an error."""

    name = forms.CharField(label="Nom", help_text="Nom d’usage, tel qu’il est sur la carte Vitale.")
    amount = forms.DecimalField(
        label="Ticket de caisse",
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    room = forms.ChoiceField(label="Salle", choices=[("1", "Bureau 1"), ("2", "Bureau 2")])
    period = forms.ChoiceField(label="Moment", choices=PERIODS, widget=forms.RadioSelect, initial="day")
    criteria = forms.MultipleChoiceField(
        label="Priorités",
        choices=[("ald", "ALD"), ("home", "ne se déplace pas"), ("ehpad", "EHPAD")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told = forms.BooleanField(label="La personne sait qu’une équipe la suit", required=False)
    note = forms.CharField(label="Mot pour le suivant", widget=forms.Textarea, required=False)
    receipts = forms.FileField(
        label="Recettes du mois",
        help_text="CSV du logiciel médical, 50 Mo au plus.",
        required=False,
    )


class SheetExample(forms.Form):
    period = forms.ChoiceField(label="Moment", choices=PERIODS, widget=forms.RadioSelect, initial="day")


def steps() -> list[dict]:
    return [
        {
            "name": "Préparé",
            "note": text.instant(datetime(2026, 11, 1, 5, 0, tzinfo=UTC)),
            "state": "done",
        },
        {
            "name": "Vérifié",
            "note": f"Maëlle G., {text.instant(datetime(2026, 11, 2, 10, 20, tzinfo=UTC))}",
            "state": "done",
        },
        {"name": "À approuver", "note": "par Dr Texier", "state": "current"},
        {"name": "Émis", "note": "relevés numérotés", "state": "to_come"},
        {"name": "Virement", "note": "fichier bancaire", "state": "to_come"},
        {"name": "Payé", "note": "réception confirmée", "state": "to_come"},
    ]


def statements() -> list[dict]:
    lines = [
        ("Dr Chauvet", 2, "1083.15", "9.15", "85", "922.05", True),
        ("Dr Herbreteau", 5, "2659.82", "20.74", "80", "2132.00", True),
        ("Dr Rabiller", 4, "1801.41", "12.81", "85", "1533.12", False),
    ]
    return [
        {
            "name": name,
            "days": days,
            "billed": Decimal(billed),
            "travel": Decimal(travel),
            "rate": Decimal(rate),
            "net": Decimal(net),
            "signed": signed,
        }
        for name, days, billed, travel, rate, net, signed in lines
    ]


def cell(number: int, weekday: str, said: str, **details) -> dict:
    optional = {
        "state": "",
        "words": "",
        "people": [],
        "url": "",
        "today": False,
        "selected": False,
    }
    return optional | {"number": number, "label": f"{weekday} {number} mars, {said}"} | details


def weeks() -> list[dict]:
    hervouet = {"name": "Anaïs Hervouet", "kind": "known"}
    barreteau = {"name": "Nathalie Barreteau"}
    free = {"state": "free", "words": "journée libre", "url": "?jour=10"}
    return [
        {
            "number": 9,
            "holiday": "vacances zone B",
            "words": "1 jour sur 4",
            "kind": "alert",
            "days": [
                cell(1, "lundi", "passé", state="past", people=[barreteau]),
                cell(2, "mardi", "Anaïs Hervouet", people=[hervouet], url="?jour=10"),
                cell(
                    3,
                    "mercredi",
                    "personne, le laboratoire n’a pas d’astreinte",
                    state="alert",
                    words="sans astreinte",
                ),
                cell(4, "jeudi", "libre, avec ASALÉE", **free | {"words": "avec ASALÉE"}),
                cell(5, "vendredi", "cabinet fermé", state="closed", words="fermé"),
            ],
        },
        {
            "number": 10,
            "holiday": "",
            "words": "3 jours sur 4",
            "kind": "gap",
            "days": [
                cell(
                    8,
                    "lundi",
                    "Gaël Hamon",
                    people=[{"name": "Gaël Hamon"}],
                    url="?jour=10",
                    today=True,
                ),
                cell(
                    9,
                    "mardi",
                    "Anaïs Hervouet et Nathalie Barreteau",
                    people=[hervouet, barreteau],
                    url="?jour=10",
                ),
                cell(10, "mercredi", "journée libre", **free, selected=True),
                cell(
                    11,
                    "jeudi",
                    "moi",
                    state="mine",
                    people=[{"name": "moi", "initials": "moi", "kind": "me"}],
                ),
                cell(
                    12,
                    "vendredi",
                    "moi, en dernier recours",
                    state="maybe",
                    words="en dernier recours",
                ),
            ],
        },
        {
            "number": 11,
            "holiday": "",
            "words": "4 jours, complet",
            "kind": "covered",
            "days": [
                cell(15, "lundi", "Nathalie Barreteau", people=[barreteau]),
                cell(16, "mardi", "Anaïs Hervouet", people=[hervouet]),
                cell(
                    17,
                    "mercredi",
                    "moi",
                    state="mine",
                    people=[{"name": "moi", "initials": "moi", "kind": "me"}],
                ),
                cell(
                    18,
                    "jeudi",
                    "Hélène Durand",
                    people=[{"name": "Hélène Durand", "kind": "other"}],
                ),
                cell(19, "vendredi", "jour férié", state="holiday", words="férié"),
            ],
        },
    ]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery. Open to whoever is signed in, and to everybody where DEBUG is on."""
    context = {
        "crumbs": [
            {"label": "Rétrocession", "url": "#contenu"},
            {"label": "Nieul-le-Dolent"},
        ],
        "day_asked": "jour" in request.GET,
        "place": f"Nieul-le-Dolent · Bureau 1 · {text.clock(time(8, 30))} – {text.clock(time(18, 30))}",
        "steps": steps(),
        "statements": statements(),
        "kept": Decimal("1300.64"),
        "facts": [
            {"term": "Espèces", "value": text.amount(Decimal("1120.00"))},
            {"term": "Chèques", "value": text.amount(Decimal("842.00"))},
            {"term": "Carte", "value": text.amount(Decimal("2913.55"))},
            {"term": "Total", "value": text.amount(Decimal("4875.55")), "total": True},
        ],
        "weeks": weeks(),
        "form": PresenceExample({"name": "Ouvrard", "amount": "12,5O", "room": "1", "period": "day"}),
        "sheet_form": SheetExample(auto_id="feuille_%s"),
        "tabs": [
            {"label": "Prioritaires", "url": "?vague=1", "current": True, "count": 37},
            {
                "label": "Sans médecin",
                "url": "?vague=2",
                "current": False,
                "count": 112,
            },
            {"label": "Territoire", "url": "?vague=3", "current": False},
        ],
        "columns": [
            {"label": "Jour"},
            {"label": "Actes", "number": True},
            {"label": "Total", "number": True},
        ],
        "rows": [
            ["lun. 5 oct.", 21, text.amount(Decimal("564.10"))],
            ["mer. 14 oct.", 11, text.amount(Decimal("302.41"))],
        ],
        "total": ["Total", 32, text.amount(Decimal("866.51"))],
        "page": Paginator(range(74), 25).page(2),
    }
    fragment = "#day" if context["day_asked"] and request.headers.get("HX-Request") else ""
    return render(request, f"components/gallery.html{fragment}", context)
