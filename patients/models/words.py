"""The closed lists of words of the front desk, and the constraint that keeps each column to its list."""

from django.db import models
from django.db.models import Q


def known(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The column holds one of these words and no other."""
    return models.CheckConstraint(name=name, condition=Q((f"{field}__in", choices.values)))


class Criterion(models.TextChoices):
    """Why somebody goes first. No diagnosis: the criterion, and nothing of what is behind it."""

    ALD = "ald", "ALD"
    POLYPATHOLOGIE = "polypathologie", "polypathologie"
    DOMICILE = "domicile", "ne se déplace pas"
    EHPAD = "ehpad", "EHPAD"
    MOBILITE_REDUITE = "mobilite_reduite", "mobilité réduite"
    GROSSESSE = "grossesse", "grossesse"
    PRECARITE = "precarite", "précarité"


class Step(models.TextChoices):
    """Where somebody is on the way from the list to a doctor."""

    WAITING = "waiting", "en attente"
    CALLED = "called", "appelé"
    BOOKED = "booked", "premier rendez-vous pris"
    SEEN = "seen", "vu"
    FOLLOWED = "followed", "suivi"
    ORIENTED = "oriented", "orienté ailleurs"
    GIVEN_UP = "given_up", "sans suite"


#: Those who still wait for a first appointment.
WAITING_STEPS = (Step.WAITING, Step.CALLED)
#: Those whom the practice took in.
TAKEN_IN_STEPS = (Step.SEEN, Step.FOLLOWED)


class Outcome(models.TextChoices):
    """What became of a call."""

    REACHED = "reached", "joint"
    NO_ANSWER = "no_answer", "pas de réponse"
    LEFT_MESSAGE = "left_message", "message laissé"
    CALL_LATER = "call_later", "à rappeler plus tard"
    WRONG_NUMBER = "wrong_number", "mauvais numéro"


class CallReason(models.TextChoices):
    """What a call to return is about; nothing clinical."""

    FIRST_APPOINTMENT = "first_appointment", "premier rendez-vous"
    MOVE_APPOINTMENT = "move_appointment", "rendez-vous à déplacer"
    RENEWAL = "renewal", "renouvellement"
    ADMINISTRATIVE = "administrative", "papier ou dossier"
    DOCTOR_ASKED = "doctor_asked", "demandé par un médecin"
    OTHER = "other", "autre"
