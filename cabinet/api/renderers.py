"""A file is answered as it is, whatever kind was asked for."""

from rest_framework.renderers import BaseRenderer, JSONRenderer


class AnyRenderer(BaseRenderer):
    """`Accept: image/jpeg` is welcome; the file is answered as it is."""

    media_type = "*/*"
    format = "file"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return JSONRenderer().render(data)
