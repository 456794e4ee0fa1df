"""What every address of the API does, so that no view has to remember it."""

from django.utils.cache import get_conditional_response, set_response_etag
from rest_framework.generics import GenericAPIView
from rest_framework.views import APIView

from cabinet.api import idempotency


class Endpoint(APIView):
    """The base of every view of the API: ETag and 304 on reads, `Idempotency-Key` on writes."""

    metadata_class = None
    asked: idempotency.Asked | None = None

    def initial(self, request, *args, **kwargs) -> None:
        """After the person, the role and the throttle have been checked, and inside the transaction."""
        super().initial(request, *args, **kwargs)
        self.asked = idempotency.take(request._request)

    def handle_exception(self, exc):
        if isinstance(exc, idempotency.AlreadyAnsweredError):
            return exc.response
        return super().handle_exception(exc)

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        if self.asked is not None and response.status_code < 400:
            idempotency.keep(self.asked, response)
        if request.method in ("GET", "HEAD") and response.status_code == 200 and not response.streaming:
            set_response_etag(response)
            return get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
        return response


class GenericEndpoint(Endpoint, GenericAPIView):
    """With a serializer and pages."""
