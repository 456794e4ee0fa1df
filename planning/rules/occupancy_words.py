"""The report is told in sentences that can be read aloud to a council: counts, then what explains them.

Source: « 14 semaines sur 17 à l’objectif ; 1 sous le plancher, pendant les vacances d’hiver ».
"""

from collections.abc import Sequence
from decimal import Decimal

from cabinet.text import NARROW, count, number, percent
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, BELOW_TARGET, CLOSED, NOBODY
from planning.rules.occupancy import Cover, Desk, OnCallDays, WeekCover, states_of

#: State → words, as a sentence goes on after « 14 semaines sur 17 à l’objectif ; … ».
SHORT_OF = {
    BELOW_TARGET: "sous l’objectif",
    BELOW_FLOOR: "sous le plancher",
    NOBODY: "sans aucun médecin",
}
STATES_SAID = {
    AT_TARGET: "à l’objectif",
    BELOW_TARGET: "sous l’objectif",
    BELOW_FLOOR: "sous le plancher",
    NOBODY: "sans médecin",
    CLOSED: "fermée",
}


def days_said(halves: int) -> str:
    """Half-days as days, to the half: 7 → « 3,5 »."""
    return number(Decimal(halves) / 2, halves % 2)


def day_count(halves: int) -> str:
    """« 3,5 jours », « 1 jour », « 0 jour »."""
    return f"{days_said(halves)} jour{'s' if halves >= 4 else ''}"


def hours_said(minutes: int) -> str:
    """« 38 h », « 38 h 30 »."""
    hours, rest = divmod(minutes, 60)
    return f"{number(hours)}{NARROW}h" + (f"{NARROW}{rest:02d}" if rest else "")


def cover_said(cover: Cover, *, forecast: bool = False) -> str:
    """« Un médecin était là 13,5 jours sur 20 ouverts ; l’objectif en demandait 16, atteint à 84 %. »"""
    if not cover.days:
        return "Le cabinet n’ouvre aucun jour."
    there = f"Un médecin {'est inscrit' if forecast else 'était là'} {day_count(cover.held)}"
    there += f" sur {count(cover.days, 'ouvert', 'ouverts')}"
    if cover.of_target is None:
        return f"{there}."
    asked = f"l’objectif en {'demande' if forecast else 'demandait'} {days_said(cover.target)}"
    return f"{there} ; {asked}, atteint à {percent(cover.of_target)}."


def ahead_said(ahead: Cover) -> str:
    """« D’ici la fin de la période, 4,5 jours sont déjà inscrits, pour 8 demandés. »"""
    verb = "sont déjà inscrits" if ahead.held >= 4 else "est déjà inscrit"
    there = f"{day_count(ahead.held)} {verb}" if ahead.held else "aucun jour n’est encore inscrit"
    return f"D’ici la fin de la période, {there}, pour {days_said(ahead.target)} à l’objectif."


def weeks_said(weeks: Sequence[WeekCover]) -> str:
    """« 14 semaines sur 17 à l’objectif ; 1 sous le plancher, pendant les vacances d’hiver. », or nothing."""
    judged = [week for week in weeks if week.over and week.state.state != CLOSED]
    if not judged:
        return ""
    found = states_of(judged)
    met = found.get(AT_TARGET, 0)
    parts = [f"{count(met, 'semaine', 'semaines')} sur {len(judged)} à l’objectif"]
    parts += [
        f"{found[state]} {words}{_when(judged, state)}" for state, words in SHORT_OF.items() if state in found
    ]
    return f"{' ; '.join(parts)}."


def coming_weeks_said(weeks: Sequence[WeekCover]) -> str:
    """« Des 5 semaines en cours ou à venir, 2 sont déjà à l’objectif. »; empty for none."""
    coming = [week for week in weeks if not week.over and week.state.state != CLOSED]
    if not coming:
        return ""
    met = states_of(coming).get(AT_TARGET, 0)
    if len(coming) == 1:
        return f"La semaine en cours ou à venir {'est déjà' if met else 'n’est pas encore'} à l’objectif."
    verb = "sont" if met >= 2 else "est"
    done = f"{met} {verb} déjà à l’objectif" if met else "aucune n’est encore à l’objectif"
    return f"Des {len(coming)} semaines en cours ou à venir, {done}."


def holidays_said(inside: Cover, outside: Cover, days_a_week: int) -> str:
    """What school holidays change; empty when the span has no day of one kind."""
    during, rest = inside.weekly(days_a_week), outside.weekly(days_a_week)
    if during is None or rest is None:
        return ""
    return (
        f"Pendant les vacances scolaires, {_mean(during)} par semaine en moyenne avec un médecin ; "
        f"{_mean(rest)} le reste du temps."
    )


def on_call_said(on_call: OnCallDays) -> str:
    """« 12 jours sans médecin demandaient une astreinte pour le laboratoire ; 11 en avaient une. »"""
    if not on_call.needed:
        return "Aucun jour ne demandait d’astreinte pour le laboratoire."
    days = count(on_call.needed, "jour sans médecin demandait", "jours sans médecin demandaient")
    if on_call.covered == on_call.needed:
        had = "il en avait une" if on_call.needed == 1 else "tous en avaient une"
    else:
        had = f"{on_call.covered or 'aucun'} en {'avaient' if on_call.covered >= 2 else 'avait'} une"
        had = had.replace("aucun en", "aucun n’en")
    return f"{days} une astreinte pour le laboratoire ; {had}."


def rescue_said(days: int) -> str:
    """What titulaires gave in answer to calls; empty for nothing."""
    if not days:
        return ""
    return f"Les titulaires ont donné {count(days, 'jour', 'jours')} en réponse à un appel à remplacement."


def desk_said(desk: Desk | None) -> str:
    """The hours of the desk, and the open days on which nobody answered; empty where they are not written."""
    if desk is None:
        return ""
    hours = f"Le secrétariat a tenu {hours_said(desk.secretary_minutes)}"
    if desk.remote_minutes:
        hours += f", le télésecrétariat {hours_said(desk.remote_minutes)}"
    if not desk.neither_days:
        return f"{hours} ; aucun jour ouvert n’est resté sans l’un ni l’autre."
    alone = count(desk.neither_days, "jour ouvert n’avait", "jours ouverts n’avaient")
    return f"{hours} ; {alone} ni l’un ni l’autre."


def holiday_said(name: str) -> str:
    """« pendant les vacances d’hiver », « pendant le pont de l’Ascension »."""
    article = "les " if name.lower().startswith("vacances") else "le "
    return f"pendant {article}{name[:1].lower()}{name[1:]}"


def _when(weeks: Sequence[WeekCover], state: str) -> str:
    """The holiday in which all the weeks of a state lie, if it is one."""
    names = {week.school for week in weeks if week.state.state == state}
    if len(names) != 1 or "" in names:
        return ", pendant des vacances scolaires" if names and "" not in names else ""
    return f", {holiday_said(names.pop())}"


def _mean(days: Decimal) -> str:
    """« 3 jours », « 1,5 jour »."""
    return f"{number(days, int(days != days.to_integral_value()))} jour{'s' if days >= 2 else ''}"
