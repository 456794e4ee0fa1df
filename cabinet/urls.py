"""Addresses. A practice's pages live under `/c/<slug>/`; a person's own pages have no slug."""

from django.conf import settings
from django.urls import include, path

from cabinet.views import components, health, home, team

urlpatterns = [
    path("", home.home, name="home"),
    path("c/<slug:slug>/", home.home_of_practice, name="home_of_practice"),
    path("c/<slug:slug>/equipe/", team.team, name="team"),
    *[path("", include(module)) for module in settings.CABINET_URLS],
    path("compte/", include("allauth.urls")),
    path("api/", include("cabinet.api.urls")),
    path("composants/", components.gallery, name="components"),
    path("healthz/", health.healthz, name="healthz"),
]
