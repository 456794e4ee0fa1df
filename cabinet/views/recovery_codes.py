"""Codes that open the door when the telephone is lost: shown once."""

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many are left; asked by a POST, which is what uses up their one showing, the codes themselves."""
    kept = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if kept is None:
        raise Http404
    codes = []
    if request.method == "POST":
        wrapper, may_be_shown = flows.view_recovery_codes(request)
        if wrapper and may_be_shown:
            codes = wrapper.get_unused_codes()
    context = {
        "codes": codes,
        "left": len(kept.wrap().get_unused_codes()),
        "total": app_settings.RECOVERY_CODE_COUNT,
        "were_shown": kept.wrap().did_view,
    }
    return render(request, "mfa/recovery_codes/index.html", context)
