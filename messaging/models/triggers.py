"""Mail goes to, and comes from, another practice of the same network: looked at when it is said."""

from django.db.backends.ddl_references import Statement, Table

from cabinet.tenancy.constraints import TableConstraint

FUNCTION = """
CREATE FUNCTION messaging_mail_within_network() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gone bigint := NEW.routed_to_id; come bigint := NEW.came_from_id; other bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN  -- a practice that has left since keeps its past
        IF OLD.routed_to_id IS NOT DISTINCT FROM gone THEN gone := NULL; END IF;
        IF OLD.came_from_id IS NOT DISTINCT FROM come THEN come := NULL; END IF;
    END IF;
    FOREACH other IN ARRAY ARRAY[gone, come] LOOP
        IF other IS NOT NULL AND NOT EXISTS (
            SELECT FROM cabinet_cabinet ours JOIN cabinet_cabinet theirs USING (network_id)
            WHERE ours.id = NEW.cabinet_id AND theirs.id = other AND theirs.id <> ours.id
        ) THEN
            RAISE check_violation USING
                CONSTRAINT = 'mail_goes_within_the_network',
                MESSAGE = format('mail %s would leave its network', NEW.id);
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""

DROP_FUNCTION = "DROP FUNCTION messaging_mail_within_network();"


class WithinNetwork(TableConstraint):
    """Refused by the database: a practice that is in no network, or in another one."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE TRIGGER mail_within_network BEFORE INSERT OR UPDATE OF routed_to_id, came_from_id"
            " ON %(table)s FOR EACH ROW EXECUTE FUNCTION messaging_mail_within_network()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS mail_within_network ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )
