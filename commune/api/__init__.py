"""The routes of the mairie and of the registers: the queries, actions and permissions of their pages."""

from commune.api import files, money, registers, territory

urlpatterns = [*money.urlpatterns, *registers.urlpatterns, *files.urlpatterns, *territory.urlpatterns]
