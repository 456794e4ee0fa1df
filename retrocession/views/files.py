"""Files served from the database: never kept by a browser or a proxy."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header


def attachment(content: bytes | memoryview, *, name: str, content_type: str, inline: bool = False):
    """The bytes under that file name; `inline` lets a browser show them."""
    response = HttpResponse(bytes(content), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    patch_cache_control(response, no_store=True, private=True)
    return response
