"""The sections `closures` and `targets`."""

from functools import partial

from cabinet.kit import Kit
from cabinet.kit.values import Reader
from planning.actions.special_periods import PeriodRefused, booked_inside, check_period, write_period
from planning.kit.presences import EXPLAINED
from planning.models import SpecialPeriod

Kind = SpecialPeriod.Kind
#: The names of the action's fields in the file.
KEYS = {"starts_on": "from", "ends_on": "until"}


def load_closures(kit: Kit, value: object) -> None:
    kit.each(value, "closures", partial(_load, kit, Kind.CLOSURE, {}), sentences=EXPLAINED)


def load_targets(kit: Kit, value: object) -> None:
    days = {name: kit.whole_between(0, 7) for name in ("weekly_target", "weekly_minimum")}
    kit.each(value, "targets", partial(_load, kit, Kind.TARGET, days), sentences=EXPLAINED)


def _load(kit: Kit, kind: str, days: dict[str, Reader], item: dict, path: str) -> None:
    required = {"from": kit.date, "until": kit.date, "reason": kit.text_up_to(80)}
    read = kit.read(item, path, required=required | days)
    values = {
        "kind": kind, "starts_on": read["from"], "ends_on": read["until"], "reason": read["reason"],
        "weekly_target": read.get("weekly_target"), "weekly_minimum": read.get("weekly_minimum"),
    }  # fmt: skip
    known = SpecialPeriod.objects.filter(kind=kind, starts_on=values["starts_on"])
    if same := known.order_by("-declared_at").first():
        if same.ends_on != values["ends_on"]:
            kit.fail(f"{path}.until", f"cette période existe déjà, jusqu’au {same.ends_on}.")
        return
    try:
        check_period(**values)
        inside = booked_inside(values["starts_on"], values["ends_on"], today=kit.today)
        if kind == Kind.CLOSURE and inside:
            first = min([p.on for p in inside.presences] + [s.on for s in inside.shifts])
            kit.fail(path, f"quelqu’un est inscrit le {first}\u202f: déclarez cette fermeture à l’écran.")
        write_period(by=None, at=kit.at, **values)
    except PeriodRefused as refused:
        key = KEYS.get(refused.field or "", refused.field)
        kit.fail(f"{path}.{key}" if key else path, refused.sentence[0].lower() + refused.sentence[1:])
    kit.created("closures" if kind == Kind.CLOSURE else "targets")
