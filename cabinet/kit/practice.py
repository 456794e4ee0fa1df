"""The section `cabinet`: the practice itself and its settings; and `network`, which it may belong to."""

from functools import partial
from itertools import pairwise

from uuid_utils.compat import uuid7

from cabinet import identifiers
from cabinet.kit.engine import Kit
from cabinet.kit.refusal import Fault, KitRefused, joined
from cabinet.models import Cabinet, Network
from cabinet.models.cabinet import RETROCESSION_BASES, SCHOOL_ZONES

HOURS = ("morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends")

HORIZONS = ("call_horizon_weeks", "call_horizon_holiday_weeks")


def load_practice(kit: Kit, value: object) -> None:
    """Create the practice, or complete the one of that slug with the settings that the file names."""
    required = {
        "slug": kit.slug,
        "name": kit.text_up_to(120),
        "commune": kit.text_up_to(80),
        "postcode": kit.identifier(identifiers.postcode),
        "insee": kit.identifier(identifiers.insee),
    }
    optional = {
        "school_zone": kit.choice_among(code for code, _ in SCHOOL_ZONES),
        "open_weekdays": partial(weekdays, kit),
        **dict.fromkeys(HOURS, kit.time),
        "weekly_target": kit.whole_between(0, 7),
        "weekly_minimum": kit.whole_between(0, 7),
        "intern_counts": kit.truth,
        "release_notice_days": kit.whole_between(0, 60),
        "booking_needs_confirmation": kit.truth,
        **dict.fromkeys(HORIZONS, kit.whole_between(1, 26)),
        "call_escalation_days": kit.whole_between(1, 60),
        "astreinte_weekdays": partial(weekdays, kit),
        "astreinte_starts": kit.time,
        "astreinte_ends": kit.time,
        "public_sheet": kit.truth,
        "small_count_floor": kit.whole_between(1, 1000),
        "retrocession_rate": kit.percent,
        "retrocession_base": kit.choice_among(code for code, _ in RETROCESSION_BASES),
        "travel_acts": partial(acts, kit),
        "act_rates": partial(act_rates, kit),
    }
    try:
        values = kit.read(value, "cabinet", required=required, optional=optional)
        cabinet = Cabinet.objects.filter(slug=values["slug"]).first() or Cabinet(slug=values["slug"])
        check_settings(kit, cabinet, values)
    except KitRefused as refused:
        kit.faults += refused.faults
        kit.cabinet = stand_in()
        return
    kit.cabinet = cabinet
    kit.report.cabinet = cabinet.slug
    if cabinet.pk is None:
        for name, setting in values.items():
            setattr(cabinet, name, setting)
        cabinet.save()
        kit.created("cabinet")
    else:
        if values.get("retrocession_base", cabinet.retrocession_base) != cabinet.retrocession_base:
            values["retrocession_base_since"] = cabinet.base_change_holds_from(kit.today)
        kit.update(cabinet, values, "cabinet")


def stand_in() -> Cabinet:
    """A nameless practice in which the rest of a refused file is still read; it goes with the transaction."""
    return Cabinet.objects.create(slug=f"kit-{uuid7()}", name="kit", commune="kit", postcode="", insee="")


def check_settings(kit: Kit, cabinet: Cabinet, values: dict) -> None:
    """What two settings say of each other, those that the file does not name being as they stand."""

    def now(name: str):
        return values.get(name, getattr(cabinet, name))

    faults = []
    if now("weekly_minimum") > now("weekly_target"):
        faults.append(Fault("cabinet.weekly_minimum", "le plancher de jours par semaine dépasse l’objectif."))
    if now("call_horizon_weeks") > now("call_horizon_holiday_weeks"):
        sentence = "l’horizon des vacances est plus court que l’horizon ordinaire."
        faults.append(Fault("cabinet.call_horizon_holiday_weeks", sentence))
    for earlier, later in pairwise(HOURS):
        touching = (earlier, later) == ("morning_ends", "afternoon_starts")
        if now(earlier) > now(later) or (now(earlier) == now(later) and not touching):
            faults.append(Fault(joined("cabinet", later), "cette heure vient avant la précédente."))
    for act in sorted(set(now("act_rates")) & set(now("travel_acts"))):
        sentence = "cet acte est déjà un acte de déplacement, reversé en entier."
        faults.append(Fault(joined("cabinet.act_rates", act), sentence))
    if faults:
        raise KitRefused(faults)


def weekdays(kit: Kit, value: object, path: str) -> list[int]:
    """Monday is 0."""
    days = [
        kit.whole(day, f"{path}[{index}]", low=0, high=6)
        for index, day in enumerate(kit.listing(value, path))
    ]
    if not days or len(set(days)) < len(days):
        kit.fail(path, "des jours de 0 (lundi) à 6 (dimanche), chacun une fois, sont attendus.")
    return sorted(days)


def acts(kit: Kit, value: object, path: str) -> list[str]:
    return [
        kit.text(act, f"{path}[{index}]", limit=12).upper()
        for index, act in enumerate(kit.listing(value, path))
    ]


def act_rates(kit: Kit, value: object, path: str) -> dict[str, str]:
    """Acts that go at their own rate: `{"CRN": "100.00"}`."""
    rates = {}
    for act, rate in kit.mapping(value, path).items():
        code = kit.text(act, joined(path, act), limit=12).upper()
        if code in rates or " " in code or "=" in code:
            kit.fail(joined(path, act), "un code d’acte sans espace, une seule fois, est attendu.")
        rates[code] = f"{kit.percent(rate, joined(path, act)):.2f}"
    return rates


def load_network(kit: Kit, value: object) -> None:
    """The practice joins the network of that slug, created when nobody named it before."""
    values = kit.read(value, "network", required={"slug": kit.slug, "name": kit.text_up_to(120)})
    network, new = Network.objects.get_or_create(slug=values["slug"], defaults={"name": values["name"]})
    if new:
        kit.created("network")
    else:
        kit.update(network, {"name": values["name"]}, "network")
    assert kit.cabinet is not None
    if kit.cabinet.network_id != network.pk:
        kit.cabinet.network = network
        # What was agreed to in another network is not taken along.
        kit.cabinet.shares_pool = kit.cabinet.tells_territory = False
        kit.cabinet.save(update_fields=["network", "shares_pool", "tells_territory"])
        if not new and not kit.report.created["cabinet"]:
            kit.changed("cabinet")
