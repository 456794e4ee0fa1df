"""The routes of conversations and of mail: the queries, actions and permissions of their pages."""

from messaging.api import attachments, conversations, mail

urlpatterns = [*conversations.urlpatterns, *attachments.urlpatterns, *mail.urlpatterns]
