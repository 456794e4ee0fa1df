"""An appointment that holds an hour stands within a sure presence of its practitioner, checked at commit.

At commit, because a day is released and its appointments are moved in one transaction, in either order.
"""

from django.db.backends.ddl_references import Statement, Table

from cabinet.tenancy.constraints import TableConstraint

FUNCTION = """
CREATE FUNCTION patients_stands_within_presence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stray uuid;
BEGIN
    IF TG_TABLE_NAME = 'patients_appointment' THEN
        SELECT a.id INTO stray FROM patients_appointment a
        WHERE a.id = NEW.id AND a.state IN ('booked', 'arrived', 'in_consultation') AND NOT EXISTS (
            SELECT FROM planning_presence p
            WHERE p.id = a.presence_id AND p.cabinet_id = a.cabinet_id
            AND p.membership_id = a.practitioner_id AND p.released_at IS NULL AND p.strength = 'sure'
            AND p.starts_at <= a.starts_at AND p.ends_at >= a.ends_at
        );
    ELSE
        SELECT a.id INTO stray FROM patients_appointment a
        JOIN planning_presence p ON p.cabinet_id = a.cabinet_id AND p.id = a.presence_id
        WHERE p.id = NEW.id AND a.cabinet_id = NEW.cabinet_id
        AND a.state IN ('booked', 'arrived', 'in_consultation')
        AND NOT (
            p.membership_id = a.practitioner_id AND p.released_at IS NULL AND p.strength = 'sure'
            AND p.starts_at <= a.starts_at AND p.ends_at >= a.ends_at
        ) LIMIT 1;
    END IF;
    IF stray IS NOT NULL THEN
        RAISE check_violation USING
            CONSTRAINT = 'appointment_stands_within_a_presence',
            MESSAGE = format('appointment %s has no presence to stand in', stray);
    END IF;
    RETURN NULL;
END $$;
"""

DROP_FUNCTION = "DROP FUNCTION patients_stands_within_presence();"


class StandsWithinPresence(TableConstraint):
    """Looked at when an appointment is written, and when a presence is released, shortened or given away."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE CONSTRAINT TRIGGER appointment_within_presence AFTER INSERT OR UPDATE ON %(table)s"
            " DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION patients_stands_within_presence();"
            " CREATE CONSTRAINT TRIGGER presence_keeps_appointments AFTER UPDATE ON planning_presence"
            " DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION patients_stands_within_presence()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS presence_keeps_appointments ON planning_presence;"
            " DROP TRIGGER IF EXISTS appointment_within_presence ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )


KEEPS_ITS_HOUR = """
CREATE FUNCTION patients_session_keeps_its_hour() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.appointment_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM patients_appointment a
        JOIN patients_referral r ON r.cabinet_id = a.cabinet_id AND r.patient_id = a.patient_id
        WHERE a.id = NEW.appointment_id AND a.cabinet_id = NEW.cabinet_id AND r.id = NEW.referral_id
        AND a.kind = 'asalee' AND (a.starts_at AT TIME ZONE 'Europe/Paris')::date = NEW."on"
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'session_stands_at_its_appointment',
            MESSAGE = format('session %s is not on the day of its appointment', NEW.id);
    END IF;
    RETURN NULL;
END $$;
"""

DROP_KEEPS_ITS_HOUR = "DROP FUNCTION patients_session_keeps_its_hour();"


class KeepsItsHour(TableConstraint):
    """A session with an hour is an ASALÉE appointment of that patient, on that day."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE CONSTRAINT TRIGGER session_keeps_its_hour AFTER INSERT OR UPDATE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION patients_session_keeps_its_hour()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS session_keeps_its_hour ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )
