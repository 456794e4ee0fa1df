"""What PostgreSQL holds of a contract: its terms once signed, and which file a signature is about."""

from django.db.backends.ddl_references import Statement, Table

from cabinet.tenancy.constraints import TableConstraint

FUNCTION = """
CREATE FUNCTION retrocession_contract_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (OLD.id, OLD.cabinet_id, OLD.month, OLD.rank, OLD.titulaire_id, OLD.remplacant_id,
            OLD.proposed_kind, OLD.kind, OLD.letter, OLD.rate, OLD.base,
            OLD.payment_day, OLD.sent_at, OLD.signed_at)
       IS NOT DISTINCT FROM
           (NEW.id, NEW.cabinet_id, NEW.month, NEW.rank, NEW.titulaire_id, NEW.remplacant_id,
            NEW.proposed_kind, NEW.kind, NEW.letter, NEW.rate, NEW.base,
            NEW.payment_day, NEW.sent_at, NEW.signed_at)
       AND NEW.state NOT IN ('draft', 'sent', 'withdrawn') THEN
        RETURN NEW;
    END IF;
    RAISE check_violation USING
        CONSTRAINT = 'contract_is_final_once_signed',
        MESSAGE = 'a signed contract does not change';
END $$;
"""

DROP_FUNCTION = "DROP FUNCTION retrocession_contract_stands();"


class FinalOnceSigned(TableConstraint):
    """A signed contract keeps its parties and its terms; only what becomes of it is still written."""

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW"
            " WHEN (OLD.state NOT IN ('draft', 'sent', 'withdrawn'))"
            " EXECUTE FUNCTION retrocession_contract_stands()",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "DROP TRIGGER IF EXISTS %(name)s ON %(table)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )


class SignsThatFile(TableConstraint):
    """The digest that was signed is that of the document: FOREIGN KEY (cabinet, document, sha256)."""

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        parent = model._meta.get_field("document").remote_field.model._meta
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (cabinet_id, document_id, sha256)"
            " REFERENCES %(parent)s (cabinet_id, id, sha256)",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            parent=Table(parent.db_table, quote),
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )
