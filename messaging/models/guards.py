"""What the database itself says of who may be told about a patient, whatever the application forgets.

The mairie and the CLS see the coordination channels and nothing else of messaging; they are never in a care
team, nor in anything about a patient.
"""

from django.db.backends.ddl_references import Statement, Table

from cabinet.tenancy.constraints import HiddenFromAggregates, TableConstraint

COORDINATION_ONLY = "kind = 'channel' AND audience = 'coordination'"
#: The sub-SELECTs are bound by the policies of their own table: they find what that role may see.
OF_SEEN_CONVERSATION = "conversation_id IN (SELECT id FROM messaging_conversation)"
OF_SEEN_MESSAGE = "message_id IN (SELECT id FROM messaging_message)"


def coordination_only(table: str, condition: str = OF_SEEN_MESSAGE) -> HiddenFromAggregates:
    """The constraint of that table: `coordination_only("message", OF_SEEN_CONVERSATION)`."""
    return HiddenFromAggregates(name=f"{table}_coordination_only", condition=condition)


CARES_FUNCTION = """
CREATE FUNCTION messaging_refuse_outsiders() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked text; about boolean;
BEGIN
    SELECT m.role INTO asked FROM cabinet_membership m
    WHERE m.cabinet_id = NEW.cabinet_id AND m.id = NEW.membership_id;
    IF TG_TABLE_NAME = 'patients_careteammember' THEN
        about := true;
    ELSE
        SELECT c.patient_id IS NOT NULL INTO about FROM messaging_conversation c
        WHERE c.cabinet_id = NEW.cabinet_id AND c.id = NEW.conversation_id;
    END IF;
    IF asked IN ('mairie', 'coordination_cls') OR (about AND asked = 'telesecretaire') THEN
        RAISE check_violation USING
            CONSTRAINT = 'patients_are_told_of_to_carers_only',
            MESSAGE = format('%s may not be in %s', asked, TG_TABLE_NAME);
    END IF;
    RETURN NEW;
END $$;
"""

DROP_CARES_FUNCTION = "DROP FUNCTION messaging_refuse_outsiders();"


class CarersOnly(TableConstraint):
    """Nobody of the mairie or of the CLS in a direct conversation, a tele-expertise or a care team."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE TRIGGER participant_is_a_carer BEFORE INSERT OR UPDATE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION messaging_refuse_outsiders();"
            " CREATE TRIGGER care_team_member_is_a_carer BEFORE INSERT OR UPDATE ON patients_careteammember"
            " FOR EACH ROW EXECUTE FUNCTION messaging_refuse_outsiders()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS care_team_member_is_a_carer ON patients_careteammember;"
            " DROP TRIGGER IF EXISTS participant_is_a_carer ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )
