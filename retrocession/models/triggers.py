"""Receipts of a month whose statements are issued can no longer change: later facts are adjustments."""

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


class FrozenOnceIssued(TableConstraint):
    """INSERT, UPDATE and DELETE of rows of an issued month are refused, whole statements at a time."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE TRIGGER frozen_insert AFTER INSERT ON %(table)s REFERENCING NEW TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION retrocession_month_is_open();"
            " CREATE TRIGGER frozen_update_from AFTER UPDATE ON %(table)s REFERENCING OLD TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION retrocession_month_is_open();"
            " CREATE TRIGGER frozen_update_to AFTER UPDATE ON %(table)s REFERENCING NEW TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION retrocession_month_is_open();"
            " CREATE TRIGGER frozen_delete AFTER DELETE ON %(table)s REFERENCING OLD TABLE AS touched"
            " FOR EACH STATEMENT EXECUTE FUNCTION retrocession_month_is_open()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS frozen_insert ON %(table)s;"
            " DROP TRIGGER IF EXISTS frozen_update_from ON %(table)s;"
            " DROP TRIGGER IF EXISTS frozen_update_to ON %(table)s;"
            " DROP TRIGGER IF EXISTS frozen_delete ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )
