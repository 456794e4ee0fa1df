"""The house's addresses, and the page that every page is compared with: one that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cabinet.urls import urlpatterns as pages


def empty(request: HttpRequest, slug: str) -> HttpResponse:
    """Behind the same middleware, signed in, in a practice."""
    return HttpResponse("")


urlpatterns = [*pages, path("c/<slug:slug>/rien/", empty)]
