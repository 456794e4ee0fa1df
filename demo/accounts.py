"""One sign-in per role, all with the same password, told by `bin/demo`."""

from django.contrib.auth.hashers import make_password

from cabinet.models import Membership, Person

PASSWORD = "bocage-vendeen"  # noqa: S105 (fictional people, refused in production)

#: Ulysse Texier is médecin remplacé of October 2026; Kévin Rabiller works in both practices.
ONE_PER_ROLE = (
    "ulysse", "kevin", "anais", "baptiste", "tiphaine", "helene", "quentin", "yann", "oriane",
)  # fmt: skip


def open_accounts() -> int:
    """Give the demo's password to the people who have none; how many."""
    people = [person for person in Person.objects.all() if not person.has_usable_password()]
    for person in people:
        person.password = make_password(PASSWORD)
    return Person.objects.bulk_update(people, ["password"])


def begin_their_days() -> None:
    """Whoever looks at the demo is asked for a second factor, and has seven days each time it is loaded."""
    Person.objects.update(first_signed_in_at=None)


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, name, e-mail) of one member of each role of the open practice, in the order of the matrix."""
    members = {member.person.email.split(".")[0]: member for member in Membership.objects.with_person()}
    chosen = [members[name] for name in ONE_PER_ROLE]
    return [(member.get_role_display(), str(member), member.person.email) for member in chosen]
