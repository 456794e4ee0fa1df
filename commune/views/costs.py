"""`/c/<slug>/mairie/couts/`: a year of costs, typed in its grid or pasted, and its budget."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.money import ZERO
from cabinet.text import amount, count
from commune.actions.costs import CostsChangedMeanwhile, enter_costs, seen_of, vote_budget
from commune.forms.money import BudgetForm, CostsForm, PasteForm, cell_name
from commune.models import Cost
from commune.queries.money import YearOfCosts, changes_of_costs, year_of_costs
from commune.rules.cost_kinds import KINDS
from commune.rules.cost_paste import read_pasted
from commune.views.pages import asked_year, page
from planning.views.asking import ask_may

COSTS = "commune:costs"


@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_occupancy")
    today = today_in_paris()
    year = asked_year(request, today)
    if request.method != "POST":
        return show(request, year_of_costs(year, today=today))
    ask_may(request, "enter_costs")
    months = [date(year, month, 1) for month in range(1, 13)]
    form = CostsForm(request.POST, months=months)
    if not form.is_valid():
        return show(request, year_of_costs(year, today=today), form=form, status=422)
    try:
        changes = enter_costs(
            cells=form.cells, seen=form.cleaned_data["seen"], by=request.member.membership, at=timezone.now()
        )
    except CostsChangedMeanwhile as refusal:
        return conflict(request, year_of_costs(year, today=today), form, refusal)
    except Refused as refusal:
        return show(request, year_of_costs(year, today=today), form=form, refusal=refusal, status=422)
    said = count(len(changes), "montant enregistré.", "montants enregistrés.")
    messages.success(request, said if changes else "Rien n’a changé.")
    return to(slug, year)


def conflict(
    request: HttpRequest, found: YearOfCosts, form: CostsForm, refusal: CostsChangedMeanwhile
) -> HttpResponse:
    """What was typed stays; what stands now is said for each cell that differs."""
    typed = request.POST.copy()
    typed["seen"] = seen_of(found.months)
    again = CostsForm(typed, months=found.months)
    now = [
        (form.fields[cell_name(month, kind)].label, amount_or_nothing(found.costs.get((month, kind))))
        for (month, kind), typed_amount in form.cells.items()
        if typed_amount != found.costs.get((month, kind))
    ]
    return show(request, found, form=again, refusal=refusal, now=now, status=409)


def amount_or_nothing(euros: Decimal | None) -> str:
    return "rien" if euros is None else amount(euros)


@require_POST
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "enter_costs")
    today = today_in_paris()
    year = asked_year(request, today)
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return show(request, year_of_costs(year, today=today), budget_form=form, status=422)
    vote_budget(year=year, amounts=form.amounts, by=request.member.membership, at=timezone.now())
    messages.success(request, f"Le budget {year} est enregistré.")
    return to(slug, year)


def show(
    request: HttpRequest,
    found: YearOfCosts,
    *,
    form: CostsForm | None = None,
    budget_form: BudgetForm | None = None,
    refusal: Refused | None = None,
    now: list | None = None,
    status: int = 200,
) -> HttpResponse:
    may_enter = request.member.may("enter_costs")
    if may_enter:
        initial = CostsForm.initial_of(found.costs) | {"seen": seen_of(found.months)}
        form = form or CostsForm(initial=initial, months=found.months)
        budget_form = budget_form or BudgetForm(initial=dict(found.budgets))
    context = {
        "found": found,
        "form": form,
        "budget_form": budget_form,
        "budget_lines": [(line, budget_form[line.kind] if budget_form else None) for line in found.lines],
        "grid": grid(found),
        "kinds": list(KINDS.values()),
        "years": [YearTab(str(year), f"?annee={year}", year == found.year) for year in found.years],
        "refused": refusal,
        "now": now or [],
    }
    return page(request, "commune/costs.html", context, current=COSTS, status=status)


@dataclass(frozen=True)
class YearTab:
    label: str
    url: str
    current: bool


def grid(found: YearOfCosts) -> list[tuple[date, list[tuple[str, Decimal | None]], Decimal | None]]:
    """Each month to be read: its amounts with the word of each, and its sum."""
    rows = []
    for month in found.months:
        amounts = [(label, found.costs.get((month, kind))) for kind, label in KINDS.items()]
        entered = [amount for _, amount in amounts if amount is not None]
        rows.append((month, amounts, sum(entered, ZERO) if entered else None))
    return rows


@dataclass(frozen=True)
class Change:
    """A cell of the preview: what stands, and what would."""

    month: date
    label: str
    before: Decimal | None
    after: Decimal


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Read first, shown, and written at the second asking; nothing while a line is wrong."""
    ask_may(request, "enter_costs")
    form = PasteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_paste(request, form, status=422 if request.method == "POST" else 200)
    pasted = read_pasted(form.cleaned_data["text"])
    if pasted.errors:
        return show_paste(request, form, errors=pasted.errors, status=422)
    months = sorted({month for month, _ in pasted.cells})
    seen = seen_of(months)
    standing = {(cost.month, cost.kind): cost.amount for cost in Cost.objects.filter(month__in=months)}
    changes = [
        Change(month, KINDS[kind], standing.get((month, kind)), euros)
        for (month, kind), euros in sorted(pasted.cells.items())
        if standing.get((month, kind)) != euros
    ]
    preview = {"changes": changes, "same": len(pasted.cells) - len(changes), "seen": seen}
    if "confirm" not in request.POST:
        return show_paste(request, form, preview=preview)
    try:
        enter_costs(
            cells=pasted.cells,
            seen=form.cleaned_data["seen"],
            by=request.member.membership,
            at=timezone.now(),
        )
    except CostsChangedMeanwhile as refusal:
        return show_paste(request, form, preview=preview, refusal=refusal, status=409)
    messages.success(request, count(len(changes), "montant enregistré.", "montants enregistrés."))
    return to(slug, months[-1].year)


def show_paste(
    request: HttpRequest,
    form: PasteForm,
    *,
    preview: dict | None = None,
    errors: list | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "preview": preview, "errors": errors or [], "refused": refusal, "kinds": KINDS}
    return page(request, "commune/costs_paste.html", context, current=COSTS, status=status)


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Each correction, with what stood before it and who made it."""
    if not request.member.may("see_occupancy"):
        raise PermissionDenied
    context = {"changes": [(change, KINDS[change.kind]) for change in changes_of_costs()]}
    return page(request, "commune/costs_history.html", context, current=COSTS)


def to(slug: str, year: int) -> HttpResponseRedirect:
    return redirect(f"{reverse(COSTS, args=[slug])}?annee={year}")
