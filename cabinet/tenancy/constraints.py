"""Isolation declared where the data is declared: constraints that migrations write by themselves."""

from django.db.backends.ddl_references import Statement, Table
from django.db.models.constraints import BaseConstraint

#: The practice of the current transaction. The sub-SELECT makes it an init plan, evaluated once a
#: statement: CASE, OR, ANY and membership forms were 30 to 1,800 times slower on ordered lists.
CURRENT_CABINET = "(SELECT app_cabinet())"
CURRENT_PERSON = "(SELECT app_person())"


class TableConstraint(BaseConstraint):
    """A constraint that is DDL after CREATE TABLE, never checked in Python."""

    def validate(self, *args, **kwargs) -> None:
        """The database decides."""

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def __eq__(self, other) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class TenantPolicy(TableConstraint):
    """Rows are seen and written only from a transaction opened in their practice.

    `migrate` then forces it upon the owner too: not here, since the owner must still check foreign keys.
    """

    def __init__(self, *, name: str, field: str = "cabinet") -> None:
        super().__init__(name=name)
        self.field = field

    def using(self, model, quote) -> str:
        return f"{quote(model._meta.get_field(self.field).column)} = {CURRENT_CABINET}"

    def with_check(self, model, quote) -> str:
        return TenantPolicy.using(self, model, quote)

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY;"
            " CREATE POLICY %(name)s ON %(table)s USING (%(using)s) WITH CHECK (%(check)s)",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            using=self.using(model, quote),
            check=self.with_check(model, quote),
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "DROP POLICY IF EXISTS %(name)s ON %(table)s; ALTER TABLE %(table)s DISABLE ROW LEVEL SECURITY",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        if self.field != "cabinet":
            kwargs["field"] = self.field
        return path, args, kwargs


class OwnRowsPolicy(TenantPolicy):
    """As `TenantPolicy`, and a person also sees the rows that are theirs, in any practice.

    Only for the small directory tables by which a person finds the door of their practices.
    """

    def __init__(self, *, name: str, field: str = "cabinet", person: str = "person") -> None:
        super().__init__(name=name, field=field)
        self.person = person

    def using(self, model, quote) -> str:
        person = quote(model._meta.get_field(self.person).column)
        return f"{super().using(model, quote)} OR {person} = {CURRENT_PERSON}"


class PersonalPolicy(OwnRowsPolicy):
    """Rows of one person in one practice: nobody else sees or writes them, whatever their role there."""

    def using(self, model, quote) -> str:
        person = quote(model._meta.get_field(self.person).column)
        return f"{TenantPolicy.using(self, model, quote)} AND {person} = {CURRENT_PERSON}"

    def with_check(self, model, quote) -> str:
        return self.using(model, quote)


class SameTenant(TableConstraint):
    """A child stays in its parent's practice: FOREIGN KEY (cabinet_id, x_id) → parent (cabinet_id, id).

    A plain foreign key does not look at row-level security; this one cannot leave the practice.
    """

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        parent = field.remote_field.model._meta
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (cabinet_id, %(column)s)"
            " REFERENCES %(parent)s (cabinet_id, id) DEFERRABLE INITIALLY DEFERRED",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            column=quote(field.column),
            parent=Table(parent.db_table, quote),
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs["field"] = self.field
        return path, args, kwargs


class AppendOnly(TableConstraint):
    """Rows are written once: UPDATE, DELETE and TRUNCATE are refused to all, by trigger and by grant."""

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION app_refuse_change();"
            " CREATE TRIGGER %(truncate)s BEFORE TRUNCATE ON %(table)s"
            " FOR EACH STATEMENT EXECUTE FUNCTION app_refuse_change();"
            " REVOKE UPDATE, DELETE, TRUNCATE ON %(table)s FROM cabinet_app",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            truncate=quote(f"{self.name}_truncate"),
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "DROP TRIGGER IF EXISTS %(name)s ON %(table)s; DROP TRIGGER IF EXISTS %(truncate)s ON %(table)s;"
            " GRANT UPDATE, DELETE ON %(table)s TO cabinet_app",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            truncate=quote(f"{self.name}_truncate"),
        )


class KeptFor(TableConstraint):
    """Rows are written once, and may be deleted only `months` after their `at`: UPDATE is refused to all."""

    def __init__(self, *, name: str, months: int) -> None:
        super().__init__(name=name)
        self.months = months

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION app_refuse_change();"
            " CREATE TRIGGER %(delete)s BEFORE DELETE ON %(table)s"
            " FOR EACH ROW WHEN (OLD.at > now() - interval '%(months)s months')"
            " EXECUTE FUNCTION app_refuse_change();"
            " CREATE TRIGGER %(truncate)s BEFORE TRUNCATE ON %(table)s"
            " FOR EACH STATEMENT EXECUTE FUNCTION app_refuse_change();"
            " REVOKE UPDATE, TRUNCATE ON %(table)s FROM cabinet_app",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            delete=quote(f"{self.name}_delete"),
            truncate=quote(f"{self.name}_truncate"),
            months=self.months,
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "DROP TRIGGER IF EXISTS %(name)s ON %(table)s; DROP TRIGGER IF EXISTS %(delete)s ON %(table)s;"
            " DROP TRIGGER IF EXISTS %(truncate)s ON %(table)s; GRANT UPDATE ON %(table)s TO cabinet_app",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            delete=quote(f"{self.name}_delete"),
            truncate=quote(f"{self.name}_truncate"),
        )

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs["months"] = self.months
        return path, args, kwargs


class HiddenFromAggregates(TableConstraint):
    """Of the rows of the practice, the mairie's role sees and writes only those of `condition` (SQL).

    A restrictive policy beside the practice's own: it adds nothing to what that role is granted.
    """

    def __init__(self, *, name: str, condition: str) -> None:
        super().__init__(name=name)
        self.condition = condition

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "CREATE POLICY %(name)s ON %(table)s AS RESTRICTIVE TO cabinet_mairie"
            " USING (%(condition)s) WITH CHECK (%(condition)s)",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            condition=self.condition,
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "DROP POLICY IF EXISTS %(name)s ON %(table)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs["condition"] = self.condition
        return path, args, kwargs
