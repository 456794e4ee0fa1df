"""How a refusal is told: 409 when somebody was first, 400 with its field otherwise."""

from rest_framework.exceptions import ValidationError

from cabinet.actions.refusals import Refused
from commune.actions.costs import CostsChangedMeanwhile
from commune.actions.grants import GrantChangedMeanwhile
from commune.actions.registers import EntryChangedMeanwhile
from planning.api.asking import Conflict


def refusing(action, **values):
    try:
        return action(**values)
    except (CostsChangedMeanwhile, GrantChangedMeanwhile, EntryChangedMeanwhile) as refusal:
        raise Conflict(refusal.sentence) from refusal
    except Refused as refusal:
        raise ValidationError({refusal.field or "non_field_errors": [refusal.sentence]}) from refusal
