"""The sentences of a report, in the order in which they are read aloud."""

from collections.abc import Sequence

from cabinet.text import percent
from planning.queries.occupancy import Occupancy
from planning.rules import occupancy_words as words
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, CLOSED, NOBODY
from planning.rules.occupancy import states_of


def told(found: Occupancy) -> list[str]:
    """What there is to say of it; nothing is said of what did not happen."""
    said = [words.cover_said(found.cover, forecast=found.is_forecast), words.weeks_said(found.weeks)]
    if found.ahead.days:
        said.append(words.ahead_said(found.ahead))
    said += [
        words.coming_weeks_said(found.weeks),
        words.holidays_said(found.in_holidays, found.out_of_holidays, found.days_a_week),
        words.on_call_said(found.on_call),
        words.rescue_said(found.rescue_days),
        words.desk_said(found.desk),
        *(found.costs.told if found.costs else []),
    ]
    return [sentence for sentence in said if sentence]


def first_figures(found: Occupancy) -> Sequence[dict[str, str]]:
    """The three figures that come first: doctors, weeks, rooms."""
    cover = found.cover
    judged = [week for week in found.weeks if week.state.state != CLOSED and (week.over or found.is_forecast)]
    states = states_of(judged)
    below = states.get(BELOW_FLOOR, 0) + states.get(NOBODY, 0)
    return [
        {
            "label": "Jours avec un médecin",
            "value": f"{words.days_said(cover.held)} sur {words.days_said(cover.target)}",
            "note": "aucun objectif"
            if cover.of_target is None
            else f"{percent(cover.of_target)} de l’objectif",
        },
        {
            "label": "Semaines à l’objectif",
            "value": f"{states.get(AT_TARGET, 0)} sur {len(judged)}" if judged else "–",
            "note": (f"{below} sous le plancher" if below else "aucune sous le plancher")
            if judged
            else "aucune semaine entière écoulée",
        },
        {
            "label": "Salles utilisées",
            "value": "–" if found.rooms_percent is None else percent(found.rooms_percent),
            "note": "des demi-journées ouvertes",
        },
    ]
