"""After seven days without the second factor that their role asks: one adds it, or leaves."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cabinet.api.problems import CONTENT_TYPE, problem
from cabinet.second_factors.standing import NOTHING_ASKED, standing_of

TOO_LATE = (
    "Votre rôle demande un second facteur à la connexion, et le délai pour l’ajouter est passé. "
    "Connectez-vous au site, ajoutez-le, puis recommencez."
)

#: What is left open then; an address that is not here is closed, those to come included.
OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "devices",
        "device_end",
        "devices_end",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class SecondFactorMiddleware:
    """After `ScopeMiddleware`, whose reading of the memberships says all that is asked here.

    A key of the API stops as its person does: it reads the same patients. A calendar feed goes on, which
    says days and no patient, and knows nobody's session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.second_factor = NOTHING_ASKED
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        request.second_factor = standing_of(request, at=timezone.now())
        if not request.second_factor.is_over or request.resolver_match.view_name in OPEN:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(problem(403, detail=TOO_LATE), status=403, content_type=CONTENT_TYPE)
        return refuse(request) if getattr(view, "login_required", True) else None


def refuse(request: HttpRequest) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(status=403, headers={"HX-Redirect": reverse("mfa_index")})
    return redirect("mfa_index")
