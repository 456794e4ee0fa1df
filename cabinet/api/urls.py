"""`/api/v1/`. Apps above add their routes under `cabinets/<slug>/` (`settings.CABINET_API`)."""

from django.conf import settings
from django.urls import include, path

from cabinet.api import views
from cabinet.api.docs import DocsView, SchemaView

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(url_name="api-schema", url_self="/api/docs/"), name="api-docs"),
    path("v1/me/", views.MeView.as_view(), name="api-me"),
    path("v1/cabinets/", views.CabinetListView.as_view(), name="api-cabinets"),
    path("v1/cabinets/<slug:slug>/", views.CabinetView.as_view(), name="api-cabinet"),
    *[path("v1/cabinets/<slug:slug>/", include(module)) for module in settings.CABINET_API],
]
