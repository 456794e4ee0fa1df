"""The routes of conversations and of mail: the queries, actions and permissions of their pages."""

urlpatterns: list = []
