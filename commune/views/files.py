"""`/c/<slug>/mairie/registres/<entry>/pieces/`: a file is joined to an entry, read, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.files import FileRefused
from cabinet.views.files import answer
from commune.actions.files import join_file, take_file_back
from commune.forms.registers import FileForm
from commune.models import EntryFile
from commune.views.registers import found, show


@require_POST
def joining(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    entry = found(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            join_file(entry=entry, file=file, by=request.member.membership, at=timezone.now())
        except FileRefused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "Le document est joint.")
            return redirect("commune:entry", slug, entry.pk)
    return show(request, entry, file_form=form, status=422)


@require_safe
def content(request: HttpRequest, slug: str, pk: UUID, file: UUID) -> HttpResponse:
    return answer(joined(request, pk, file), download="telecharger" in request.GET)


@require_POST
def removal(request: HttpRequest, slug: str, pk: UUID, file: UUID) -> HttpResponse:
    take_file_back(file=joined(request, pk, file), by=request.member.membership, at=timezone.now())
    messages.success(request, "Le document est retiré.")
    return redirect("commune:entry", slug, pk)


def joined(request: HttpRequest, pk: UUID, file: UUID) -> EntryFile:
    """For who reads its entry now."""
    return get_object_or_404(EntryFile, pk=file, entry=found(request, pk))
