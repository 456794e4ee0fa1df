"""`/c/<slug>/archive/`: all that the practice owns, asked for and fetched by a titulaire, password typed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.actions.archive import ArchiveGone, ask_archive, give_archive, is_ready, pieces
from cabinet.models import Archive, Role
from cabinet.reauthentication import PasswordForm


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    _titulaire(request)
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        ask_archive(by=request.member.membership, at=timezone.now())
        return redirect("archive", slug=slug)
    return _page(request, form, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_POST
def archive_file(request: HttpRequest, slug: str, pk) -> HttpResponse:
    _titulaire(request)
    form = PasswordForm(request.POST, request=request)
    found = get_object_or_404(Archive.objects, pk=pk)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        given = give_archive(archive=found, by=request.member.membership, at=timezone.now())
    except ArchiveGone as refused:
        return _page(request, PasswordForm(request=request), refused=refused, status=409)
    response = StreamingHttpResponse(pieces(given), content_type="application/zip")
    response["Content-Length"] = str(given.size)
    response["Content-Disposition"] = content_disposition_header(True, f"{slug}.zip")
    return response


def _titulaire(request: HttpRequest) -> None:
    if request.member.role != Role.TITULAIRE:
        raise PermissionDenied("L’archive du cabinet est remise à un titulaire.")


def _page(request: HttpRequest, form: PasswordForm, *, refused=None, status: int) -> HttpResponse:
    last = Archive.objects.select_related("asked_by__person").first()
    now = timezone.now()
    context = {
        "form": form,
        "last": last,
        "making": last is not None and last.made_at is None,
        "ready": last is not None and is_ready(last, at=now),
        "refused": refused,
    }
    return render(request, "cabinet/archive.html", context, status=status)
