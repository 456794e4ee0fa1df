"""The workers. Celery executes; what there is to do is in the jobs table (`cabinet.jobs`)."""

import os

from celery import Celery

from cabinet.services import ensure_environment

ensure_environment()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")

app = Celery("cabinet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cabinet"])
