"""One sign-in per role, all with the same password, told by `bin/demo`."""

from django.contrib.auth.hashers import make_password

from cabinet.models import Membership, Person, Role

PASSWORD = "bocage-vendeen"  # noqa: S105 (fictional people, refused in production)


def open_accounts() -> int:
    """Give the demo's password to the people who have none; how many."""
    people = [person for person in Person.objects.all() if not person.has_usable_password()]
    for person in people:
        person.password = make_password(PASSWORD)
    return Person.objects.bulk_update(people, ["password"])


def one_per_role() -> list[tuple[str, str, str]]:
    """(role, name, e-mail) of one member of each role of the open practice."""
    found = {}
    for member in Membership.objects.with_person():
        found.setdefault(member.role, member)
    return [
        (Role(role).label, found[role].display_name, found[role].person.email)
        for role in Role.values
        if role in found
    ]
