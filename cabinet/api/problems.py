"""Errors as problem+json (RFC 9457): a title a person can read, and where each refusal lies."""

from rest_framework.exceptions import ValidationError
from rest_framework.views import exception_handler

TITLES = {
    400: "Demande refusée",
    401: "Identification nécessaire",
    403: "Votre rôle ne le permet pas",
    404: "Introuvable",
    405: "Méthode non permise",
    406: "Format non disponible",
    409: "Déjà pris ou déjà fait",
    415: "Format non reconnu",
    429: "Trop de demandes",
}


def problem_json(error, context):
    response = exception_handler(error, context)
    if response is None:
        return None
    title = TITLES.get(response.status_code, "Erreur")
    problem = {"type": "about:blank", "title": title, "status": response.status_code}
    if isinstance(error, ValidationError):
        problem["errors"] = response.data
    else:
        problem["detail"] = str(getattr(error, "detail", title))
    response.data = problem
    response.content_type = "application/problem+json"
    return response
