"""Production refuses to start on what would harm somebody."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from cabinet import production

STRONG = "kT8vQz1wLr5nXc3bYh7mPd2sFg9jAe4uRo6iWt0yZx"
OTHER = "yZx0tWi6oRu4eAj9gFs2dPm7hYb3cXn5rLw1zQv8Tk"


@pytest.fixture
def safe(settings, db):
    settings.IS_PRODUCTION = True
    settings.SECRET_KEY, settings.DEBUG = STRONG, False
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["cabinet.example"], "https://cabinet.example"
    return settings


def found() -> list[str]:
    return [error.id for check in production.CHECKS for error in check(None)]


def test_safe_house_starts(safe):
    assert found() == []
    production.refuse_unsafe_start()


@pytest.mark.parametrize(
    ("setting", "value", "identifier"),
    [
        ("SECRET_KEY", "short", "cabinet.P001"),
        ("SECRET_KEY", "a" * 60, "cabinet.P001"),
        ("SECRET_KEY", f"django-insecure-{STRONG}", "cabinet.P001"),
        ("SECRET_KEY", f"change-me-{STRONG}", "cabinet.P001"),
        ("DEBUG", True, "cabinet.P003"),
        ("ALLOWED_HOSTS", [], "cabinet.P004"),
        ("ALLOWED_HOSTS", [""], "cabinet.P004"),
        ("ALLOWED_HOSTS", ["*"], "cabinet.P004"),
        ("ALLOWED_HOSTS", ["cabinet.example", "*.example"], "cabinet.P004"),
        ("SITE_URL", "http://cabinet.example", "cabinet.P005"),
        ("SITE_URL", "https://", "cabinet.P005"),
    ],
)
def test_unsafe_setting_refuses_the_start(safe, setting, value, identifier):
    setattr(safe, setting, value)
    assert found() == [identifier]
    with pytest.raises(ImproperlyConfigured, match=identifier):
        production.refuse_unsafe_start()


@pytest.mark.parametrize("key", ["short", "ab" * 40, STRONG])
def test_weak_or_shared_tenancy_key_is_refused(safe, key):
    safe.TENANCY_KEY = key
    assert [error.id for error in production.tenancy_key_is_strong(None)] == ["cabinet.P002"]


def test_role_that_owns_tables_is_refused(living_db, monkeypatch):
    faults = production.faults
    monkeypatch.setattr(production, "faults", lambda: faults("owner"))
    errors = production.database_role_is_bound(None)
    assert {error.id for error in errors} == {"cabinet.P006"}
    assert "cabinet_membership: belongs to the application's role" in [error.msg for error in errors]


def test_table_that_escapes_is_refused(living_db):
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE cabinet_membership NO FORCE ROW LEVEL SECURITY")
    [error] = production.database_role_is_bound(None)
    assert error.msg == "cabinet_membership: row-level security is not enabled and forced"


def test_silent_database_is_refused(safe, monkeypatch):
    def silent():
        raise OperationalError

    monkeypatch.setattr(production, "faults", silent)
    assert [error.id for error in production.database_role_is_bound(None)] == ["cabinet.P006"]


def test_demo_starts_whatever_its_settings(settings):
    settings.SECRET_KEY = "short"
    production.refuse_unsafe_start()


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import cabinet.wsgi"],
        ["-m", "celery", "-A", "cabinet.celery", "worker", "--pool", "solo"],
        ["-m", "celery", "-A", "cabinet.celery", "beat", "--schedule", "schedule", "--pidfile", ""],
    ],
)
def test_process_does_not_start_unsafe(db, arguments, tmp_path):
    environment = os.environ | {
        "CABINET_ENVIRONMENT": "production",
        "SECRET_KEY": "short",
        "ALLOWED_HOSTS": "*",
        "SITE_URL": "http://cabinet.example",
        "DJANGO_SETTINGS_MODULE": "cabinet.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tmp_path,  # beat writes its schedule where it stands
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "cabinet.P001" in done.stderr
    assert "cabinet.P004" in done.stderr
    assert "cabinet.P005" in done.stderr


def test_checks_are_part_of_check_deploy():
    assert set(production.CHECKS) <= registry.deployment_checks
