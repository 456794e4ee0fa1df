"""« Papiers »: a doctor's own; for who keeps the practice, everybody's."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.clock import today_in_paris
from retrocession.actions.contracts_refused import PaperRefused
from retrocession.actions.papers import record_paper, withdraw_paper
from retrocession.forms.papers import PaperForm, WithdrawalForm
from retrocession.models import Paper
from retrocession.queries.papers import papers_page


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.member
    if not (member.is_doctor or member.may("designate")):
        raise PermissionDenied
    doctors = papers_page(member, today_in_paris())
    form = PaperForm(request.POST or None, doctors=[doctor.membership for doctor in doctors])
    if request.method == "POST" and form.is_valid():
        try:
            paper = record_paper(**form.cleaned_data, by=member.membership, at=timezone.now())
        except PaperRefused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, f"C’est enregistré\u202f: {paper.get_kind_display()}.")
            return redirect("retrocession:papers", slug=slug)
    context = {"doctors": doctors, "form": form, "everybody": member.may("designate")}
    return render(request, "retrocession/papers.html", context, status=422 if form.errors else 200)


@require_POST
def paper_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    member = request.member
    if not (member.is_doctor or member.may("designate")):
        raise PermissionDenied
    paper = get_object_or_404(Paper.objects.select_related("membership"), pk=pk)
    form = WithdrawalForm(request.POST)
    if form.is_valid():
        withdraw_paper(paper=paper, by=member.membership, at=timezone.now(), **form.cleaned_data)
        messages.success(
            request, f"{paper.get_kind_display()[0].upper()}{paper.get_kind_display()[1:]} retirée."
        )
    else:
        messages.warning(request, form.errors["reason"][0])
    return redirect("retrocession:papers", slug=slug)
