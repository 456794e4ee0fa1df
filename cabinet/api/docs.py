"""The schema of the API and its page, open to everybody: they say nothing that the source does not."""

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from cabinet.api.endpoints import Endpoint
from cabinet.api.idempotency import HEADER, LONGEST_KEY
from cabinet.api.problems import CONTENT_TYPE

#: Swagger UI writes its styles itself. Nothing else is lifted, and on this page only.
STYLES = {"style-src": [SELF, "'unsafe-inline'"], "script-src": [SELF, NONCE]}


class SchemaView(Endpoint, SpectacularAPIView):
    permission_classes = [AllowAny]


@method_decorator(csp_update(STYLES), name="dispatch")
class DocsView(Endpoint, SpectacularSwaggerSplitView):
    permission_classes = [AllowAny]


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "cabinet.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token …`, made by `manage.py create_api_token`.",
        }


PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `errors` says, field by field, what a 400 refuses.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {}},
    },
    "required": ["type", "title", "status"],
}
KEY = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
    "description": "La même clé et la même demande dans les 24 h : la même réponse, sans rien refaire.",
}
REFUSAL = {
    "description": "Refus",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def say_what_all_do(result: dict, generator, request, public) -> dict:
    """Add to the schema what `Endpoint` does everywhere: problems for refusals, a key for writes."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            operation["responses"].setdefault("default", REFUSAL)
            if method != "get":
                operation.setdefault("parameters", []).append(KEY)
    return result
