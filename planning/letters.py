"""The e-mail of the calls for cover, in plain text: names of colleagues and days, never a patient."""

from collections.abc import Sequence

from cabinet.models import Person, Role
from cabinet.outbox import address_of
from cabinet.text import long_day, sentence
from planning.call_links import claim_address, decline_address
from planning.models import CoverCall
from planning.queries.calendar import Held
from planning.queries.cover import Offer, WeekOffer
from planning.rules.alternatives import joined
from planning.rules.words import missing_said

PERIODS = {"day": "toute la journée", "morning": "le matin", "afternoon": "l’après-midi"}
CLAIMS = {
    "day": "Je prends cette journée",
    "morning": "Je prends ce matin",
    "afternoon": "Je prends cet après-midi",
}
RULE = "─" * 34


def call_subject(weeks: Sequence[WeekOffer]) -> str:
    if len(weeks) == 1:
        [week] = weeks
        return f"{week.cabinet.name}\u202f: un médecin manque la semaine du {long_day(week.call.monday)}"
    return f"{len(weeks)} semaines où un médecin manque"


def call_letter(person: Person, weeks: Sequence[WeekOffer]) -> str:
    """One message for all the weeks asked of somebody, with a link for each day that they may take."""
    parts = [
        f"Bonjour {person.first_name},",
        "Voici les jours sans médecin que vous pouvez prendre. Ouvrez le lien d’un jour\u202f: "
        "il est à vous, sans autre formalité.",
        *(_week(person, week) for week in weeks),
        f"{RULE}\nCes liens ne sont que pour vous\u202f: ils servent une fois, "
        "jusqu’au soir du jour proposé.\n"
        "Vous recevez un message par jour au plus à ce sujet, tous cabinets ensemble.\n"
        f"Tous vos jours\u202f: {address_of('/mes-jours/')}",
    ]
    return "\n\n".join(parts) + "\n"


def _week(person: Person, week: WeekOffer) -> str:
    school = " (vacances scolaires)" if week.school_holiday else ""
    head = (
        f"{RULE}\n{week.cabinet.name.upper()}\n"
        f"Semaine du {long_day(week.call.monday)}{school}\u202f: {missing_said(week.missing)}."
    )
    if week.ask.membership.role == Role.TITULAIRE and week.call.stage == CoverCall.Stage.TITULAIRES:
        head += "\nLes remplaçants ont été demandés, et la semaine reste sous son plancher."
    days = [_day(person, week, offer) for offer in week.offers]
    refusal = (
        "Pas cette fois (on ne vous redemandera rien pour cette semaine)\u202f:\n"
        f"{decline_address(week.ask, person.pk)}"
    )
    return "\n\n".join([head, *days, refusal])


def _day(person: Person, week: WeekOffer, offer: Offer) -> str:
    opening = offer.opening
    said = f"• {sentence(long_day(opening.on))}, {PERIODS[opening.period]}{_with(offer.company)}"
    if offer.need_be:
        said += "\n  Vous aviez dit « en dernier recours » pour ce jour."
    address = claim_address(week.ask, person.pk, opening.on, opening.period)
    return f"{said}\n  {CLAIMS[opening.period]}\u202f:\n  {address}"


def _with(company: Sequence[Held]) -> str:
    if not company:
        return ", sans confrère sur place"
    names = dict.fromkeys(
        presence.membership.display_name
        if presence.membership.is_doctor
        else f"{presence.membership.display_name} ({presence.membership.role_label})"
        for presence in company
    )
    return f", avec {joined(list(names))}"
