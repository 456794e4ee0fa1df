"""What the mairie sees of a register, held by the database: its own kinds, whatever a view forgets."""

from cabinet.tenancy.constraints import TenantPolicy
from cabinet.tenancy.scope import AGGREGATES_ROLE
from commune.rules.registers import OF_THE_MAIRIE

#: The mairie and the CLS take the same role: only a person of the practice's mairie reads its registers.
ASKED_BY_THE_MAIRIE = (
    "EXISTS (SELECT 1 FROM cabinet_membership AS asking WHERE asking.cabinet_id = (SELECT app_cabinet())"
    " AND asking.person_id = (SELECT app_person()) AND asking.role = 'mairie' AND asking.ended_at IS NULL"
    " AND (asking.ends_on IS NULL OR asking.ends_on >= current_date))"
)


class OwnKindsPolicy(TenantPolicy):
    """As `TenantPolicy`, and the aggregates role sees and writes the kinds of the mairie only."""

    def kinds(self, model, quote) -> str:
        kinds = ", ".join(f"'{kind}'" for kind in OF_THE_MAIRIE)
        return f"{quote('kind')} IN ({kinds})"

    def using(self, model, quote) -> str:
        own = self.kinds(model, quote)
        return f"{super().using(model, quote)} AND (current_user <> '{AGGREGATES_ROLE}' OR {own})"

    def with_check(self, model, quote) -> str:
        return self.using(model, quote)


class OfOwnKindsPolicy(OwnKindsPolicy):
    """For what hangs on an entry: the aggregates role sees it when it sees the entry."""

    def kinds(self, model, quote) -> str:
        parent = quote(model._meta.get_field("entry").remote_field.model._meta.db_table)
        entry = f"{quote(model._meta.db_table)}.{quote('entry_id')}"
        return f"EXISTS (SELECT 1 FROM {parent} AS parent WHERE parent.id = {entry})"  # noqa: S608
