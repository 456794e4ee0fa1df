"""`/compte/pro-sante-connect/`: to the doctors' own card, and back. Absent when not configured."""

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from cabinet.pro_sante_connect import AWAY, Adapter, is_configured, refused


@login_not_required
@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    if not is_configured():
        raise Http404
    try:
        return OAuth2LoginView.adapter_view(Adapter(request))(request)
    except (RequestException, ValueError):
        return refused(request, AWAY, status=503)


@login_not_required
@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    if not is_configured():
        raise Http404
    return OAuth2CallbackView.adapter_view(Adapter(request))(request)
