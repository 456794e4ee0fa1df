"""The list of months, and naming the médecin remplacé of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet import text
from cabinet.clock import today_in_paris
from retrocession.actions.designation import DesignationRefused, designate
from retrocession.forms.closing import DesignationForm
from retrocession.forms.rotation import AdoptionForm, written
from retrocession.permissions import may_verify
from retrocession.queries.months import first_to_name, months_list, titulaires_between
from retrocession.queries.rotation import past_exchanges, proposed_rotation
from retrocession.sections import sections


def refuse_outsiders(request: HttpRequest) -> None:
    """Months are the affair of titulaires and of the secretary; a locum has « Mes relevés »."""
    if not request.member.may("designate"):
        raise PermissionDenied


@require_safe
def months(request: HttpRequest, slug: str) -> HttpResponse:
    refuse_outsiders(request)
    return months_page(request)


@require_POST
def set_designation(request: HttpRequest, slug: str) -> HttpResponse:
    refuse_outsiders(request)
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return months_page(request, form=form, status=422)
    month, titulaire = form.cleaned_data["month"], form.cleaned_data["titulaire"]
    try:
        designate(month=month, titulaire=titulaire, by=request.member.membership, at=timezone.now())
    except DesignationRefused as refused:
        form.add_error("titulaire", refused.message)
        return months_page(request, form=form, status=422)
    messages.success(request, f"{text.sentence(text.month(month))}\u202f: {titulaire.display_name}.")
    return redirect("retrocession:months", slug=slug)


def _form(request: HttpRequest, *, data=None, rows=None) -> DesignationForm:
    rows = months_list(today_in_paris()) if rows is None else rows
    titulaires = titulaires_between(rows[-1].month, rows[0].month)
    asked = request.GET.get("mois") or f"{first_to_name(rows):%Y-%m}"
    return DesignationForm(data, months=rows, titulaires=titulaires, initial={"month": asked})


def months_page(
    request: HttpRequest, *, form: DesignationForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    """`refused`: why the proposed rotation was not adopted."""
    today = today_in_paris()
    rows = months_list(today)
    form = form or _form(request, rows=rows)
    titulaires = list(form.titulaires.values())
    proposal = proposed_rotation(rows, titulaires, today)
    member = request.member.membership
    shown = [(row, may_verify(member, titulaire=row.titulaire)) for row in rows]
    context = {
        "tabs": sections(request.member, "months"),
        "rows": [row for row in shown if row[0].month <= today],
        "coming": [row for row in reversed(shown) if row[0].month > today],
        "form": form,
        "proposal": proposal,
        "adoption": AdoptionForm(titulaires=titulaires, initial={"proposal": written(proposal)}),
        "refused": refused,
        "exchanges": past_exchanges(),
    }
    return render(request, "retrocession/months.html", context, status=status)
