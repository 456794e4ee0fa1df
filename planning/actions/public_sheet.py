"""Show the practice's days to whoever has the address, or no longer."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cabinet import audit
from cabinet.models import Cabinet, Membership
from planning.permissions import keeps_calendar


@transaction.atomic
def publish_sheet(*, public: bool, by: Membership, at: datetime) -> Cabinet:
    """The same twice changes nothing more."""
    if not keeps_calendar(by):
        raise PermissionDenied
    cabinet = Cabinet.objects.select_for_update().get(pk=by.cabinet_id)
    if cabinet.public_sheet != public:
        cabinet.public_sheet = public
        cabinet.save(update_fields=["public_sheet"])
        audit.record("publish_sheet" if public else "withdraw_sheet", cabinet, by=by, at=at)
    return cabinet
