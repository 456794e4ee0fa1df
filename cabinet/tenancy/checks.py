"""System checks and the questions asked to the database itself: does any table escape isolation?"""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

from cabinet.tenancy.constraints import SameTenant, TenantPolicy
from cabinet.tenancy.fields import TenantForeignKey


def is_global(model) -> bool:
    return (
        model._meta.label in settings.TENANCY_GLOBAL
        or f"{model._meta.app_label}.*" in settings.TENANCY_GLOBAL
    )


def has_policy(model) -> bool:
    return any(isinstance(constraint, TenantPolicy) for constraint in model._meta.constraints)


def tenant_models() -> list:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy and has_policy(model)]


@register(Tags.models)
def every_table_is_isolated(app_configs, **kwargs) -> list[Error]:
    """E001: a model without a policy must be named, with its reason, in `TENANCY_GLOBAL`."""
    return [
        Error(
            f"{model._meta.label} has no TenantPolicy and is not in TENANCY_GLOBAL",
            obj=model,
            id="cabinet.E001",
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not has_policy(model) and not is_global(model)
    ]


@register(Tags.models)
def every_parent_is_of_the_same_practice(app_configs, **kwargs) -> list[Error]:
    """E004: a foreign key between practice tables is a TenantForeignKey with its SameTenant constraint."""
    errors = []
    for model in tenant_models():
        held = {c.field for c in model._meta.constraints if isinstance(c, SameTenant)}
        for field in model._meta.local_fields:
            target = field.remote_field and field.remote_field.model
            if not target or not has_policy(target):
                continue
            if not isinstance(field, TenantForeignKey) or field.name not in held:
                errors.append(
                    Error(
                        f"{model._meta.label}.{field.name} may leave its practice",
                        obj=model,
                        id="cabinet.E004",
                    )
                )
    return errors


ROLE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
OWNED = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user ORDER BY 1"
STATE = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, count(p.polname),
       bool_and(coalesce(pg_get_expr(p.polqual, p.polrelid) LIKE '%%app_cabinet()%%', false)
                AND coalesce(pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%%app_cabinet()%%', false))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polpermissive -- a restrictive one only hides more
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
GROUP BY c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
"""
WITH_CABINET = """
SELECT DISTINCT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'cabinet_id'
"""


def faults(using: str = "default") -> list[tuple[str, str]]:
    """(table or role, what is wrong with it), asked to PostgreSQL; empty when nothing escapes."""
    expected = {model._meta.db_table for model in tenant_models()}
    with connections[using].cursor() as cursor:
        cursor.execute(ROLE)
        [(above_the_law,)] = cursor.fetchall() or [(False,)]
        cursor.execute(OWNED)
        owned = [table for (table,) in cursor.fetchall()]
        cursor.execute(STATE)
        state = {table: (forced, policies, right) for table, forced, policies, right in cursor.fetchall()}
        cursor.execute(WITH_CABINET)
        expected |= {table for (table,) in cursor.fetchall()} & set(state)
    found = [("role", "is superuser or bypasses row-level security")] if above_the_law else []
    found += [(table, "belongs to the application's role") for table in owned]
    for table in sorted(expected):
        forced, policies, right = state.get(table, (False, 0, False))
        if table not in state:
            found.append((table, "does not exist: migrations are missing"))
        elif not forced:
            found.append((table, "row-level security is not enabled and forced"))
        elif policies != 1:
            found.append((table, f"{policies} policies instead of one"))
        elif not right:
            found.append((table, "its policy does not compare with app_cabinet()"))
    return found


@register(Tags.database)
def database_is_isolated(app_configs, databases=None, **kwargs) -> list[Error]:
    """E002: `check --database default` refuses a role above the law and a table that escapes."""
    if not databases or "default" not in databases:
        return []
    return [Error(f"{name}: {what}", id="cabinet.E002") for name, what in faults()]
