"""`/mes-notifications/`: which of my devices are told, when they are not, and the worker that they load."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.devices import name_of
from messaging.actions.devices import DeviceRefused, QuietRefused, add_device, choose_quiet, remove_device
from messaging.forms.notifications import QuietForm
from messaging.models import PushDevice, Quiet
from messaging.push import public_key


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    wish = Quiet.objects.filter(person=request.user).first() or Quiet()
    if request.method != "POST":
        return show(request, QuietForm(initial=vars(wish)))
    form = QuietForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    try:
        choose_quiet(person=request.user, **form.cleaned_data)
    except QuietRefused as error:
        form.add_error(error.field, error.sentence)
        return show(request, form, status=422)
    messages.success(request, "C’est noté.")
    return redirect("messaging:notifications")


def show(request: HttpRequest, form: QuietForm, status: int = 200) -> HttpResponse:
    devices = PushDevice.objects.filter(person=request.user)
    context = {"form": form, "devices": devices, "key": public_key()}
    return render(request, "messaging/notifications.html", context, status=status)


@require_POST
def subscription(request: HttpRequest) -> HttpResponse:
    """This browser asks to be told. 204, or 422 with the sentence alone."""
    said = request.POST
    try:
        add_device(
            person=request.user, endpoint=said.get("endpoint", ""), p256dh=said.get("p256dh", ""),
            auth=said.get("auth", ""), label=name_of(request.headers.get("User-Agent", "")),
            at=timezone.now(),
        )  # fmt: skip
    except DeviceRefused as error:
        return HttpResponse(error.sentence, status=422, content_type="text/plain; charset=utf-8")
    messages.success(request, "Cet appareil sera prévenu.")
    return HttpResponse(status=204)


@require_POST
def revocation(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(PushDevice, pk=pk, person=request.user)
    remove_device(device=device)
    messages.success(request, f"{device.label}\u202f: ne sera plus prévenu.")
    return redirect("messaging:notifications")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The script that a browser wakes up: at the root, to open any page; the same for everybody."""
    response = render(request, "messaging/service-worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
