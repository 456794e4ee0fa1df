"""What PostgreSQL itself must know: functions, the signing key, the grants of the aggregates role."""

import hashlib

from django.apps import apps
from django.conf import settings

from cabinet.tenancy.scope import AGGREGATES_ROLE

BLOCK = 64

#: `app_cabinet()` and `app_person()` give the signed id of the transaction, NULL without one, and refuse a
#: forged one. HMAC-SHA256 is spelled out because pgcrypto is not everywhere; the key's table belongs to the
#: owner and is read by these functions alone.
FUNCTIONS = """
CREATE TABLE tenancy_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), inner_pad bytea, outer_pad bytea
);
REVOKE ALL ON tenancy_key FROM PUBLIC, cabinet_app;

CREATE FUNCTION app_signed_id(kind text, token text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    identifier text := split_part(token, '.', 1);
    expected text;
BEGIN
    IF token IS NULL OR token = '' THEN
        RETURN NULL;
    END IF;
    SELECT encode(
        sha256(k.outer_pad || sha256(k.inner_pad || convert_to(kind || ':' || identifier, 'UTF8'))), 'hex'
    ) INTO expected FROM public.tenancy_key k;
    IF expected IS NULL OR expected <> split_part(token, '.', 2) THEN
        RAISE insufficient_privilege USING MESSAGE = 'forged scope';
    END IF;
    RETURN identifier::bigint;
END $$;

CREATE FUNCTION app_cabinet() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, public AS
$$ SELECT public.app_signed_id('cabinet', current_setting('app.cabinet', true)) $$;

CREATE FUNCTION app_person() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, public AS
$$ SELECT public.app_signed_id('person', current_setting('app.person', true)) $$;

CREATE FUNCTION app_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege
    USING MESSAGE = format('%s rows are final: %s refused', TG_TABLE_NAME, TG_OP);
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION app_refuse_change(); DROP FUNCTION app_person(); DROP FUNCTION app_cabinet();
DROP FUNCTION app_signed_id(text, text); DROP TABLE tenancy_key;
"""

#: Global tables that the aggregates role needs for its pages; practice tables say it on their model.
AGGREGATES_GLOBAL = {
    "cabinet.Cabinet": ("SELECT",),
    "cabinet.Network": ("SELECT",),
    "cabinet.Person": ("SELECT",),
    "cabinet.Job": ("SELECT", "INSERT"),
    "planning.Holiday": ("SELECT",),
}


#: Forced, a policy binds the owner as well. Lifted while migrations run: the application's role, which owns
#: nothing, stays bound by it all the time.
ISOLATED_TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity
"""


def bind_owner(cursor, *, forced: bool) -> None:
    """Force row-level security upon the owner of the isolated tables, or lift it for migrations."""
    cursor.execute(ISOLATED_TABLES)
    for (table,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} {'FORCE' if forced else 'NO FORCE'} ROW LEVEL SECURITY")


def has_key_table(cursor) -> bool:
    """Whether the functions are there: not before the first migration, nor after going back to none."""
    cursor.execute("SELECT to_regclass('public.tenancy_key') IS NOT NULL")
    return cursor.fetchone()[0]


def install_key(cursor) -> None:
    """Give the database the verifying half of `TENANCY_KEY`; idempotent, run by the owner."""
    key = settings.TENANCY_KEY.encode()
    if len(key) > BLOCK:
        key = hashlib.sha256(key).digest()
    key = key.ljust(BLOCK, b"\0")
    pads = [bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)]
    cursor.execute(
        "INSERT INTO tenancy_key (inner_pad, outer_pad) VALUES (%s, %s)"
        " ON CONFLICT (only_one)"
        " DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        pads,
    )


def install_grants(cursor) -> None:
    """The aggregates role may do what models declare and nothing else; idempotent, run by the owner."""
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {AGGREGATES_ROLE}")
    cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {AGGREGATES_ROLE}")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {table for (table,) in cursor.fetchall()}
    for model in apps.get_models(include_auto_created=True):
        verbs = AGGREGATES_GLOBAL.get(model._meta.label, getattr(model, "aggregates_may", ()))
        if verbs and model._meta.db_table in tables:
            cursor.execute(f'GRANT {", ".join(verbs)} ON "{model._meta.db_table}" TO {AGGREGATES_ROLE}')
