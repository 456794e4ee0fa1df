"""The workers. Celery executes; what there is to do is in the jobs table (`cabinet.jobs`)."""

import logging.config
import os

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

from cabinet.services import ensure_environment

ensure_environment()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")

app = Celery("cabinet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cabinet"])


@setup_logging.connect
def write_as_the_pages_do(**kwargs) -> None:
    """Celery leaves alone what somebody else has set up: its own lines would hold the words of a fault."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**kwargs) -> None:
    """Celery swallows what its signals raise, an exit excepted."""
    from django.core.exceptions import ImproperlyConfigured

    from cabinet import production

    try:
        production.refuse_unsafe_start()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
