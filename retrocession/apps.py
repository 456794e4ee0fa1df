from django.apps import AppConfig


class RetrocessionConfig(AppConfig):
    name = "retrocession"
