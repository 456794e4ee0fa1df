#!/usr/bin/env python
"""Django's command line, inside the environment of this checkout when none is given."""

import os
import sys


def main() -> None:
    from cabinet.services import ensure_environment

    ensure_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
