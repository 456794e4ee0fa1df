"""When a person is not free, in whatever practice: never where, nor why."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.backends.ddl_references import Statement, Table

from cabinet.tenancy.constraints import TableConstraint

#: Written by PostgreSQL alone, from presences that hold their person and from absences.
FUNCTION = """
CREATE FUNCTION planning_engage() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM public.planning_engagement WHERE source = OLD.id;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'planning_absence' THEN
        IF NEW.withdrawn_at IS NULL THEN
            INSERT INTO public.planning_engagement (source, person_id, starts_at, ends_at) VALUES (
                NEW.id, NEW.person_id,
                NEW.starts_on::timestamp AT TIME ZONE 'Europe/Paris',
                (NEW.ends_on + 1)::timestamp AT TIME ZONE 'Europe/Paris'
            );
        END IF;
    ELSIF NEW.released_at IS NULL AND NEW.strength = 'sure' THEN
        INSERT INTO public.planning_engagement (source, person_id, starts_at, ends_at)
        VALUES (NEW.id, NEW.person_id, NEW.starts_at, NEW.ends_at);
    END IF;
    RETURN NULL;
END $$;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON planning_engagement FROM PUBLIC, cabinet_app;
"""

DROP_FUNCTION = "DROP FUNCTION planning_engage();"

#: The presences that were there before.
FILL = """
INSERT INTO planning_engagement (source, person_id, starts_at, ends_at)
SELECT id, person_id, starts_at, ends_at FROM planning_presence WHERE released_at IS NULL;
"""


class EngagementQuerySet(models.QuerySet):
    def between(self, first: datetime, last: datetime) -> Self:
        """Those that touch the time from `first` to `last`."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)

    def of(self, people: Collection[int]) -> Self:
        return self.filter(person_id__in=people)


class Engagement(models.Model):
    """`source` is the row that holds the person, in a practice that the reader may not belong to."""

    source = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey("cabinet.Person", on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = EngagementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "starts_at"], name="engagement_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.starts_at} → {self.ends_at}"


class Engages(TableConstraint):
    """Rows of the table that hold a person are told to `Engagement`, by trigger."""

    def create_sql(self, model, schema_editor):
        return Statement(
            "CREATE TRIGGER %(name)s AFTER INSERT OR UPDATE OR DELETE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION planning_engage()",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "DROP TRIGGER IF EXISTS %(name)s ON %(table)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )
