"""`/compte/appareils/`: where I am signed in, and the end of what is not mine any more."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.devices import devices_of, end_devices


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    found = devices_of(request.user, session_key=request.session.session_key, now=timezone.now())
    return render(request, "cabinet/devices.html", {"devices": found})


@require_POST
def device_end(request: HttpRequest, pk: int) -> HttpResponse:
    ended = end_devices(request.user, pk=pk, but=request.session.session_key)
    if not ended:
        raise Http404
    messages.success(request, f"{ended[0]}\u202f: déconnecté.")
    return redirect("devices")


@require_POST
def devices_end(request: HttpRequest) -> HttpResponse:
    ended = end_devices(request.user, but=request.session.session_key)
    messages.success(
        request,
        "Il n’y avait pas d’autre appareil." if not ended else "Les autres appareils sont déconnectés.",
    )
    return redirect("devices")
