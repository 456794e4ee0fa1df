"""What production refuses to start with: system checks, run by `check --deploy` and when a process starts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from cabinet.tenancy.checks import faults
from cabinet.vault import masters

SHORTEST_KEY = 40
FEWEST_LETTERS = 10
PLACEHOLDERS = ("django-insecure", "change", "secret-key", "example", "password")


def is_weak(key: str) -> bool:
    """Short, made of few different letters, or left as an example had it."""
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_LETTERS
        or any(key.lower().startswith(word) for word in PLACEHOLDERS)
    )


@register(Tags.security, deploy=True)
def secret_key_is_strong(app_configs, **kwargs) -> list[Error]:
    return (
        [_error("P001", "SECRET_KEY is weak: draw 50 random characters")]
        if is_weak(settings.SECRET_KEY)
        else []
    )


@register(Tags.security, deploy=True)
def tenancy_key_is_strong(app_configs, **kwargs) -> list[Error]:
    if is_weak(settings.TENANCY_KEY):
        return [_error("P002", "TENANCY_KEY is weak: draw 50 random characters")]
    if settings.TENANCY_KEY == settings.SECRET_KEY:
        return [_error("P002", "TENANCY_KEY must not be SECRET_KEY")]
    return []


@register(Tags.security, deploy=True)
def master_keys_can_be_read(app_configs, **kwargs) -> list[Error]:
    try:
        masters.current()
    except ImproperlyConfigured as error:
        return [_error("P007", str(error))]
    return []


@register(Tags.security, deploy=True)
def debug_is_off(app_configs, **kwargs) -> list[Error]:
    return [_error("P003", "CABINET_DEBUG must be off")] if settings.DEBUG else []


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs, **kwargs) -> list[Error]:
    hosts = [host for host in settings.ALLOWED_HOSTS if host.strip()]
    if not hosts or any("*" in host for host in hosts):
        return [_error("P004", "ALLOWED_HOSTS must name the hosts of this house, without *")]
    return []


@register(Tags.security, deploy=True)
def site_is_https(app_configs, **kwargs) -> list[Error]:
    url = urlsplit(settings.SITE_URL)
    if url.scheme != "https" or not url.hostname:
        return [_error("P005", "SITE_URL must be an https:// address")]
    return []


@register(Tags.security, deploy=True)
def database_role_is_bound(app_configs, **kwargs) -> list[Error]:
    """Asked to PostgreSQL: superuser, BYPASSRLS, owner of tables, table that escapes isolation."""
    try:
        found = faults()
    except DatabaseError as error:
        return [_error("P006", f"PostgreSQL does not answer: {error.__class__.__name__}")]
    return [_error("P006", f"{name}: {what}") for name, what in found]


CHECKS = (
    secret_key_is_strong,
    tenancy_key_is_strong,
    debug_is_off,
    hosts_are_named,
    site_is_https,
    database_role_is_bound,
)


def refuse_unsafe_start() -> None:
    """Called by each process that serves or works; raises ImproperlyConfigured naming all that is wrong."""
    if not settings.IS_PRODUCTION:
        return
    errors = [error for check in CHECKS for error in check(None)]
    if errors:
        said = "; ".join(f"{error.msg} ({error.id})" for error in errors)
        raise ImproperlyConfigured(f"Not starting: {said}. See docs/operations.md.")


def _error(number: str, message: str) -> Error:
    return Error(message, id=f"cabinet.{number}")
