"""`/c/<slug>/listes/modeles/`: the lists themselves, version after version."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.text import count
from patients.actions.checklists import ListChangedMeanwhile, ListRefused, publish_list, start_lists
from patients.forms.practice import ListForm
from patients.models import ChecklistTemplate, ListKind
from patients.permissions import require_intake
from patients.queries.checklist_state import TITLES, items_of, templates_in_force
from patients.rules.checklists import items_text, read_items
from patients.usual.checklists import LISTS


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists of the practice; the usual ones are made by a click."""
    require_intake(request.member.membership)
    if request.method == "POST":
        made = start_lists(by=request.member.membership, at=timezone.now())
        if made:
            said = count(made, "liste usuelle est prête", "listes usuelles sont prêtes")
            messages.success(request, f"{said}\u202f: adaptez-les à votre cabinet.")
        return redirect("patients:checklist-templates", slug)
    found = templates_in_force(named=True)
    rows = [(kind.value, TITLES[kind], found.get(kind)) for kind in ListKind]
    missing = sum(template is None for _, _, template in rows)
    return render(request, "patients/checklist_templates.html", {"rows": rows, "missing": missing})


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One list, as lines that are typed; publishing makes its next version."""
    require_intake(request.member.membership)
    if kind not in ListKind.values:
        raise Http404
    now = templates_in_force().get(kind)
    usual = items_text(items_of(now)) if now else LISTS[kind]
    initial = {"items": usual, "version": now.version if now else 0}
    form = ListForm(request.POST or None, initial=initial)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            publish_list(
                kind=kind, items=read_items(form.cleaned_data["items"]), version=form.read_version,
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except ListRefused as refusal:
            for fault in refusal.faults:
                form.add_error("items", fault)
        except ListChangedMeanwhile as refusal:
            refused, now = refusal, refusal.now
            form.data = form.data.copy() | {"version": str(now.version)}
        else:
            messages.success(
                request, "La liste est publiée\u202f: celles qui sont commencées gardent la leur."
            )
            return redirect("patients:checklist-templates", slug)
    context = {
        "form": form,
        "kind": kind,
        "title": TITLES[ListKind(kind)],
        "now": now,
        "refused": refused,
        "standing": items_text(items_of(now)) if now and refused else "",
        "versions": ChecklistTemplate.objects.filter(kind=kind).select_related("published_by__person"),
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "patients/checklist_template.html", context, status=status)
