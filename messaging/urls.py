"""Conversations and mail of a practice, under its slug."""

from django.urls import path

from messaging.mail_urls import MAIL
from messaging.views import attachments

ATTACHMENTS = [
    path("c/<slug:slug>/pieces/", attachments.uploads, name="attachments"),
    path("c/<slug:slug>/pieces/<uuid:pk>/", attachments.content, name="attachment"),
    path(
        "c/<slug:slug>/pieces/<uuid:pk>/apercu/", attachments.content, {"small": True},
        name="attachment-thumbnail",
    ),
    path("c/<slug:slug>/pieces/<uuid:pk>/vue/", attachments.large, name="attachment-large"),
    path("c/<slug:slug>/pieces/<uuid:pk>/retrait/", attachments.removal, name="attachment-removal"),
]  # fmt: skip

app_name = "messaging"
urlpatterns = [*ATTACHMENTS, *MAIL]
