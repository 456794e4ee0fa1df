"""Routes under `/api/v1/cabinets/<slug>/`, gathered from each module's own."""

from django.urls import path

urlpatterns: list[path] = []
