"""The pages, for any WSGI server."""

import os

from cabinet.services import ensure_environment

ensure_environment()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

from cabinet.production import refuse_unsafe_start  # noqa: E402

application = get_wsgi_application()
refuse_unsafe_start()
