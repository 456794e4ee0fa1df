"""What the start kit says of this app: who is médecin remplacé of which month, and licences."""

from datetime import date

from cabinet.kit import Kit
from retrocession.actions.designation import DesignationRefused, designate
from retrocession.actions.papers import seed_licences
from retrocession.models import Designation


def load_designations(kit: Kit, value: object) -> None:
    seen: dict[date, str] = {}

    def load_one(item: dict, path: str) -> None:
        values = kit.read(item, path, required={"month": kit.month, "titulaire": kit.member})
        first = seen.setdefault(values["month"], path)
        if first != path:
            kit.fail(f"{path}.month", f"ce mois a déjà son médecin remplacé en {first}.")
        before = Designation.objects.filter(month=values["month"]).first()
        try:
            designation = designate(**values, by=None, at=kit.at)
        except DesignationRefused as refused:
            kit.fail(path, refused.message)
        if before is None:
            kit.created("designations")
        elif before.titulaire_id != designation.titulaire_id:
            kit.changed("designations")

    kit.each(value, "designations", load_one)


def complete(kit: Kit) -> None:
    """The licences that profiles tell are papers from then on."""
    seed_licences(at=kit.at)


SECTIONS = {"designations": load_designations}
LABELS = {"designations": "désignation,désignations"}
