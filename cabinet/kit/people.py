"""The sections `cabinet`, `network` and `people`: a practice and those who work in it.

Somebody who already has an account, in another practice or in this one, keeps their name and password: the
kit only makes them a member here. A new account has no password: one enters by an invitation or a password
reset. A member whose `starts_on` is not named is there from the first month that the file speaks of, today at
the latest, so that the presences of a past month are those of members.
"""

from datetime import date
from functools import partial

from cabinet import identifiers
from cabinet.actions.bank import account_of_profile, note_change
from cabinet.actions.memberships import follow_end
from cabinet.clock import first_of_month
from cabinet.kit.engine import Kit
from cabinet.kit.practice import load_network, load_practice
from cabinet.kit.refusal import KitRefused, joined
from cabinet.models import Membership, Person, PractitionerProfile, Role

PROFILE = {
    "rpps": "rpps",
    "siret": "siret",
    "phone": "phone",
    "address": "address",
    "thesis": "thesis",
    "retrocession_rate": "retrocession_rate",
    "iban": "iban",
    "bic": "bic",
    "account_holder": "account_holder",
}
SENTENCES = {
    "profile_rpps_is_one_doctor": "ce numéro RPPS est déjà celui d’un autre membre du cabinet.",
    "membership_one_role_at_a_time": "cette personne a déjà un rôle dans ce cabinet à ces dates.",
}


def load_people(kit: Kit, value: object) -> None:
    """Members first, then who supervises whom: a supervisor may come later in the file."""
    for membership in Membership.objects.select_related("person").order_by("starts_on"):
        kit.people[membership.person.email] = membership
    seen: dict[str, str] = {}
    supervisors: list[tuple[Membership, str, str]] = []

    def load_one(item: dict, path: str) -> None:
        email = _email(item)
        kit.refused_people.add(email)
        values = kit.read(item, path, required=_required(kit), optional=_optional(kit))
        if email in seen:
            kit.fail(f"{path}.email", f"cette personne est déjà en {seen[email]}.")
        seen[email] = path
        membership = load_member(kit, values, path)
        load_profile(kit, membership, values, path)
        if "supervisor" in values:
            supervisors.append((membership, values["supervisor"], f"{path}.supervisor"))
        kit.people[email] = membership
        kit.refused_people.discard(email)

    kit.each(value, "people", load_one, sentences=SENTENCES)
    for membership, email, path in supervisors:
        kit.attempt(path, partial(load_supervisor, kit, membership, email, path))


def _email(item: object) -> str:
    """As it stands, before any check: what the rest of the file may lean on."""
    value = item.get("email") if isinstance(item, dict) else None
    return value.strip().lower() if isinstance(value, str) else ""


def _required(kit: Kit) -> dict:
    return {
        "email": kit.email,
        "first_name": kit.text_up_to(60),
        "last_name": kit.text_up_to(60),
        "role": kit.choice_among(Role.values),
    }


def _optional(kit: Kit) -> dict:
    return {
        "profession": kit.text_up_to(60),
        "rpps": kit.identifier(identifiers.rpps),
        "siret": kit.identifier(identifiers.siret),
        "phone": kit.identifier(identifiers.phone),
        "iban": kit.identifier(identifiers.iban),
        "bic": kit.identifier(identifiers.bic),
        "account_holder": kit.text_up_to(70),
        "address": kit.text_up_to(200),
        "retrocession_rate": kit.percent,
        "thesis": kit.truth,
        "licence": partial(licence, kit),
        "supervisor": kit.email,
        "starts_on": kit.date,
        "ends_on": kit.date,
    }


def licence(kit: Kit, value: object, path: str) -> dict:
    """`{"number": "85-4058", "expires": "2027-11-15"}`"""
    return kit.read(value, path, required={"number": kit.text_up_to(30), "expires": kit.date})


def load_member(kit: Kit, values: dict, path: str) -> Membership:
    role = values["role"]
    known = kit.people.get(values["email"])
    if known and known.role != role and known.is_open_on(kit.today):
        kit.fail(
            f"{path}.role",
            f"cette personne est déjà {known.get_role_display()} dans ce cabinet\u202f: "
            "mettez d’abord fin à cette fonction.",
        )
    named = {name: values[name] for name in ("profession", "starts_on", "ends_on") if name in values}
    starts_on = named.get("starts_on") or (known.starts_on if known else first_day(kit))
    ends_on = named.get("ends_on") or (known.ends_on if known else None)
    if ends_on and ends_on < starts_on:
        kit.fail(f"{path}.{'ends_on' if 'ends_on' in named else 'starts_on'}", "la fin vient avant le début.")
    if known and known.role == role:
        leaves = named.get("ends_on") not in (None, known.ends_on)
        kit.update(known, named, "people")
        if leaves:
            follow_end(known, at=kit.at)
        return known
    person = Person.objects.filter(email=values["email"]).first() or Person.objects.create_user(
        values["email"], first_name=values["first_name"], last_name=values["last_name"]
    )
    membership = Membership.objects.create(person=person, role=role, **({"starts_on": starts_on} | named))
    kit.created("people")
    return membership


def first_day(kit: Kit) -> date:
    """When members of the file are there from: the first month that its presences or designations name."""
    days = [kit.today]
    for key, item_key, reader in (("presences", "date", kit.date), ("designations", "month", kit.month)):
        items = kit.data.get(key)
        for item in items if isinstance(items, list) else []:
            try:
                days.append(reader(item.get(item_key) if isinstance(item, dict) else None, key))
            except KitRefused:
                continue  # that section says it, with its path
    earliest = min(days)
    return earliest if len(days) == 1 or earliest == kit.today else first_of_month(earliest)


def load_profile(kit: Kit, membership: Membership, values: dict, path: str) -> None:
    """What the file says of bank, RPPS and papers; what it does not name stays as it was."""
    named = {column: values[key] for key, column in PROFILE.items() if key in values}
    if "licence" in values:
        named |= {
            "licence_number": values["licence"]["number"],
            "licence_expires_on": values["licence"]["expires"],
        }
    if not named:
        return
    profile = PractitionerProfile.objects.filter(membership=membership).first()
    account = named.get("iban") or (profile.iban if profile else "")
    if "bic" in named and account:
        named["bic"] = kit.identifier(partial(identifiers.bic, account=account))(named["bic"], f"{path}.bic")
    elif "bic" in named:
        kit.fail(joined(path, "bic"), "un BIC va avec un IBAN.")
    elif "iban" in named:
        named["bic"] = identifiers.derived_bic(account) or ""
    if profile is None:
        PractitionerProfile.objects.create(membership=membership, **named)
    else:
        account = account_of_profile(profile)
        kit.update(profile, named, "profiles")
        note_change(profile, before=account, by=None, at=kit.at)


def load_supervisor(kit: Kit, membership: Membership, email: str, path: str) -> None:
    """An intern answers to a titulaire of the practice."""
    supervisor = kit.member(email, path)
    if membership.role != Role.INTERNE:
        kit.fail(path, "seul un interne a un médecin qui l’encadre.")
    if supervisor.role != Role.TITULAIRE:
        kit.fail(path, f"« {email} » n’est pas titulaire dans ce cabinet.")
    if membership.supervisor_id == supervisor.pk:
        return
    new = membership.supervisor_id is None
    membership.supervisor = supervisor
    membership.save(update_fields=["supervisor"])
    if not new:
        kit.changed("people")


SECTIONS = {"cabinet": load_practice, "network": load_network, "people": load_people}
LABELS = {
    "cabinet": "cabinet,cabinets",
    "network": "réseau,réseaux",
    "people": "personne,personnes",
    "profiles": "fiche de soignant,fiches de soignant",
}
