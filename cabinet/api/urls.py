"""`/api/v1/`. Apps above add their routes under `cabinets/<slug>/` (`settings.CABINET_API`)."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from cabinet.api import views


class SchemaView(SpectacularAPIView):
    practice_view = False


class DocsView(SpectacularSwaggerView):
    practice_view = False


urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(url_name="api-schema"), name="api-docs"),
    path("v1/me/", views.MeView.as_view(), name="api-me"),
    path("v1/cabinets/", views.CabinetListView.as_view(), name="api-cabinets"),
    path("v1/cabinets/<slug:slug>/", views.CabinetView.as_view(), name="api-cabinet"),
    *[
        path("v1/cabinets/<slug:slug>/", include(module))
        for module in settings.CABINET_API
    ],
]
