"""Errors as problem+json (RFC 9457): a title a person can read, and where each refusal lies."""

import json

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Demande refusée",
    401: "Identification nécessaire",
    403: "Votre rôle ne le permet pas",
    404: "Introuvable",
    405: "Méthode non permise",
    406: "Format non disponible",
    409: "Déjà pris ou déjà fait",
    412: "Changé entre-temps",
    413: "Envoi trop lourd",
    415: "Format non reconnu",
    422: "Demande refusée",
    429: "Trop de demandes",
    500: "Erreur de notre côté",
    503: "Momentanément indisponible",
    507: "Le serveur n’a plus de place",
}
UNREADABLE = "Le corps de la demande n’est pas lisible."


def problem(status: int, **details) -> dict:
    """The members of a problem: `type`, `title` and `status`, then what is known of the case."""
    return {"type": "about:blank", "title": TITLES.get(status, "Erreur"), "status": status} | details


def problem_json(error, context):
    """What Django REST framework answers instead of its own error bodies; None lets the error rise."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        details = {"errors": response.data}
    elif isinstance(error, ParseError):
        details = {"detail": UNREADABLE}
    else:
        details = {"detail": str(getattr(error, "detail", TITLES.get(response.status_code, "")))}
    response.data = problem(response.status_code, **details)
    response.content_type = CONTENT_TYPE
    return response


class ProblemMiddleware:
    """Whatever refuses a request under /api/, wherever it stands: the answer is a problem, never a page.

    First of all middlewares: an unknown address, a stranger's 404, an outage, a fault of ours pass by here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.status_code < 400 or response.streaming:
            return response
        if not response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            response.content = json.dumps(problem(response.status_code), ensure_ascii=False).encode()
            response.headers["Content-Type"] = CONTENT_TYPE
            response.headers["Content-Length"] = str(len(response.content))
            del response.headers["Content-Encoding"]
        return response
