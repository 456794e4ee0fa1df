from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class CabinetConfig(AppConfig):
    name = "cabinet"
    verbose_name = "Cabinet"

    def ready(self) -> None:
        import_module("cabinet.tenancy.checks")
        import_module("cabinet.production")
        for module in settings.JOB_MODULES:
            import_module(module)
