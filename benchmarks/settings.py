"""The settings of production (no debug, cached templates, hashed files), and one empty page more."""

from cabinet.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
