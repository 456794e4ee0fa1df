"""Conversations and mail of a practice, under its slug."""

from django.urls import path

from messaging.mail_urls import MAIL
from messaging.views import around, attachments, beginnings, conversations, messages, notifications

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

M = "c/<slug:slug>/messages/"
CONVERSATIONS = [
    path(M, conversations.conversations, name="conversations"),
    path(f"{M}recherche/", around.search, name="search"),
    path(f"{M}nouveau/", beginnings.begin, name="begin"),
    path(f"{M}directs/", beginnings.direct, name="direct"),
    path(f"{M}avis/", beginnings.expertise, name="expertise"),
    path(f"{M}canaux/", beginnings.channel, name="channel"),
    path(f"{M}patients/<uuid:pk>/", beginnings.patient_thread, name="patient-thread"),
    path(f"{M}<uuid:pk>/personnes/", around.people, name="people"),
    path(f"{M}<uuid:pk>/participants/", around.participant, name="participant"),
    path(f"{M}<uuid:pk>/depart/", around.departure, name="departure"),
    path(f"{M}<uuid:pk>/cloture/", around.closing, name="closing"),
    path(f"{M}<uuid:pk>/copie/", around.export, name="export"),
    path(f"{M}liste/", conversations.conversation_list, name="list"),
    path(f"{M}non-lus/", conversations.unread, name="unread"),
    path(f"{M}<uuid:pk>/", conversations.conversation, name="thread"),
    path(f"{M}<uuid:pk>/suite/", conversations.following, name="following"),
    path(f"{M}<uuid:pk>/lecture/", conversations.reading, name="reading"),
    path(f"{M}<uuid:pk>/silence/", conversations.silence, name="silence"),
    path(f"{M}un/<uuid:pk>/", messages.message, name="message"),
    path(f"{M}un/<uuid:pk>/bulle/", messages.bubble, name="bubble"),
    path(f"{M}un/<uuid:pk>/urgence/", messages.urgency, name="urgency"),
    path(f"{M}un/<uuid:pk>/accuse/", messages.acknowledgement, name="acknowledgement"),
]

urlpatterns = [*CONVERSATIONS, *ATTACHMENTS, *NOTIFICATIONS, *MAIL]
