"""Conversations and mail of a practice, under its slug."""

app_name = "messaging"
urlpatterns: list = []
