"""An issued month stays issued; its receipts can no longer change, nor the day sheets of a verified one."""

from django.db.backends.ddl_references import Statement, Table

from cabinet.tenancy.constraints import TableConstraint

FUNCTION = """
CREATE FUNCTION retrocession_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen date;
BEGIN
    SELECT min(c.month) INTO frozen FROM retrocession_monthclosing c
    WHERE c.state IN ('issued', 'transferred', 'paid')
    AND (c.cabinet_id, c.month) IN (SELECT t.cabinet_id, t.month FROM touched t);
    IF frozen IS NOT NULL THEN
        RAISE check_violation USING
            CONSTRAINT = 'receipt_line_frozen_once_issued',
            MESSAGE = format('the statements of %s are issued', to_char(frozen, 'YYYY-MM'));
    END IF;
    RETURN NULL;
END $$;
"""

DROP_FUNCTION = "DROP FUNCTION retrocession_month_is_open();"

VERIFIED_FUNCTION = """
CREATE FUNCTION retrocession_month_is_unverified() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen date;
BEGIN
    SELECT min(c.month) INTO frozen FROM retrocession_monthclosing c
    WHERE c.state IN ('verified', 'approved', 'issued', 'transferred', 'paid')
    AND (c.cabinet_id, c.month) IN (SELECT t.cabinet_id, t.month FROM touched t);
    IF frozen IS NOT NULL THEN
        RAISE check_violation USING
            CONSTRAINT = 'day_sheet_frozen_once_verified',
            MESSAGE = format('the accounts of %s are verified', to_char(frozen, 'YYYY-MM'));
    END IF;
    RETURN NULL;
END $$;
"""

DROP_VERIFIED_FUNCTION = "DROP FUNCTION retrocession_month_is_unverified();"


ISSUED_FUNCTION = """
CREATE FUNCTION retrocession_month_stays_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('issued', 'transferred', 'paid') OR NEW.month <> OLD.month
       OR NEW.issued_at IS DISTINCT FROM OLD.issued_at THEN
        RAISE check_violation USING
            CONSTRAINT = 'closing_stays_issued',
            MESSAGE = format('the statements of %s are issued', to_char(OLD.month, 'YYYY-MM'));
    END IF;
    RETURN NEW;
END $$;
"""

DROP_ISSUED_FUNCTION = "DROP FUNCTION retrocession_month_stays_issued();"


class StaysIssued(TableConstraint):
    """A month whose statements are issued is transferred and paid; it never opens again."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE TRIGGER stays_issued BEFORE UPDATE OF state, month, issued_at ON %(table)s FOR EACH ROW"
            " WHEN (OLD.state IN ('issued', 'transferred', 'paid'))"
            " EXECUTE FUNCTION retrocession_month_stays_issued()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS stays_issued ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )


class FrozenOnceIssued(TableConstraint):
    """INSERT, UPDATE and DELETE of rows of an issued month are refused, whole statements at a time."""

    function = "retrocession_month_is_open"

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE TRIGGER frozen_insert AFTER INSERT ON %(table)s REFERENCING NEW TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();"
            " CREATE TRIGGER frozen_update_from AFTER UPDATE ON %(table)s REFERENCING OLD TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();"
            " CREATE TRIGGER frozen_update_to AFTER UPDATE ON %(table)s REFERENCING NEW TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();"
            " CREATE TRIGGER frozen_delete AFTER DELETE ON %(table)s REFERENCING OLD TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION %(function)s()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            function=self.function,
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS frozen_insert ON %(table)s;"
            " DROP TRIGGER IF EXISTS frozen_update_from ON %(table)s;"
            " DROP TRIGGER IF EXISTS frozen_update_to ON %(table)s;"
            " DROP TRIGGER IF EXISTS frozen_delete ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )


class FrozenOnceVerified(FrozenOnceIssued):
    """The same as soon as the month is verified; it opens again when the month is sent back."""

    function = "retrocession_month_is_unverified"
