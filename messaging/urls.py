"""Conversations and mail of a practice, under its slug."""

from django.urls import path

from messaging.mail_urls import MAIL
from messaging.views import attachments, notifications

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

NOTIFICATIONS = [
    path("mes-notifications/", notifications.notifications, name="notifications"),
    path("mes-notifications/appareil/", notifications.subscription, name="push-subscription"),
    path("mes-notifications/<int:pk>/retrait/", notifications.revocation, name="push-revocation"),
    path("service-worker.js", notifications.worker, name="service-worker"),
]

app_name = "messaging"
urlpatterns = [*ATTACHMENTS, *NOTIFICATIONS, *MAIL]
