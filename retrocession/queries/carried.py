"""What a locum still owes a titulaire: the negative net of their last statement, carried to the next."""

from cabinet.models import Membership
from retrocession.models import Statement
from retrocession.rules.settlement import carried_forward


def carried_by(titulaire: Membership) -> dict[int, Statement]:
    """By locum's person: the last statement issued to them by this titulaire, when its net is negative.

    The debt stays between the two, whoever is médecin remplacé in between: each statement takes over what the
    one before left, so that the last one alone says what is owed.
    """
    last = (
        Statement.objects.filter(titulaire__person=titulaire.person_id)
        .select_related("remplacant")
        .defer("detail", "signatures", "payer", "payee")
        .order_by("remplacant__person_id", "-year", "-rank")
        .distinct("remplacant__person_id")
    )
    return {statement.remplacant.person_id: statement for statement in last if carried_forward(statement.net)}
