"""A practice opened by somebody who works in it: their address answers first, then the practice is theirs.

Nothing is written before the address has answered: the link holds what was typed, signed. Who opens becomes
titulaire or mairie, and from then on may do what the matrix says, no more.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from smtplib import SMTPException

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.text import slugify

from cabinet import audit
from cabinet.accounts import MailUnavailable
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership, Person, Role
from cabinet.opening_codes import use_code
from cabinet.outbox import address_of
from cabinet.rules.school_zone import zone_of_postcode
from cabinet.tenancy.scope import scoped

SALT = "cabinet.opening"
LIFETIME = timedelta(days=1)
#: Who may open a practice; the others are invited by them.
OPENERS = (Role.TITULAIRE, Role.MAIRIE)


class LinkUnusable(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Ce lien n’est pas, ou n’est plus, valable. Demandez-en un nouveau\u202f: il sert un jour."
        )


class HasAnAccount(Refused):
    def __init__(self) -> None:
        super().__init__("Vous avez déjà un compte\u202f: connectez-vous pour ouvrir votre cabinet.")


@dataclass(frozen=True)
class Opener:
    """What a letter's link says of the person whose address answered."""

    email: str
    first_name: str
    last_name: str
    code: str


def send_link(*, email: str, first_name: str, last_name: str, code: str) -> None:
    """Write to that address, known or not, in the same words. At once and not through the outbox: there is
    no practice yet, and the link must not lie in a table. Raises `MailUnavailable`."""
    token = signing.dumps([email.strip().lower(), first_name.strip(), last_name.strip(), code], salt=SALT)
    link = address_of(reverse("opening_link", args=[token]))
    message = EmailMessage(
        subject="Ouvrez votre cabinet",
        body=(
            f"Bonjour {first_name.strip()},\n\n"
            f"Pour ouvrir votre cabinet, suivez cette adresse\u202f:\n{link}\n\n"
            "Elle sert un jour, et n’est que pour vous\u202f: ne la transmettez pas. "
            "Si vous n’avez rien demandé, oubliez ce message\u202f: rien n’est ouvert.\n"
        ),
        to=[email.strip().lower()],
    )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise MailUnavailable from error


def read_link(token: str) -> Opener:
    try:
        email, first_name, last_name, code = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError):
        raise LinkUnusable from None
    return Opener(email, first_name, last_name, code)


def account_of(opener: Opener) -> Person | None:
    """The account of that address, when it is one that somebody can already sign in to."""
    person = Person.objects.filter(email=opener.email).first()
    return person if person and person.has_usable_password() else None


def make_account(*, opener: Opener, password: str) -> Person:
    """The account of an address that has answered.

    Raises `HasAnAccount`, `LinkUnusable`, `ValidationError`.
    """
    person = Person.objects.filter(email=opener.email).first() or Person(
        email=opener.email, first_name=opener.first_name, last_name=opener.last_name
    )
    if person.has_usable_password() and person.pk:
        raise HasAnAccount
    if not person.is_active:
        raise LinkUnusable
    validate_password(password, person)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise HasAnAccount from None
    return person


def open_practice(
    *,
    person: Person,
    role: str,
    code: str,
    name: str,
    commune: str,
    postcode: str,
    open_weekdays: list[int],
    hours: dict[str, time],
    at: datetime,
) -> Membership:
    """A new practice, its opener's membership, and one use of the code; asked for twice, it is one practice.

    Raises `CodeUnusable`, `OpeningClosed`, `Refused`.
    """
    if role not in OPENERS:
        raise Refused("Un cabinet s’ouvre par un médecin titulaire ou par la mairie.", field="role")
    with transaction.atomic():
        _one_opening_at_a_time()
        there = _opened_before(person, name=name, postcode=postcode)
        if there is not None:
            return there
        use_code(code, at=at)
        cabinet = Cabinet.objects.create(
            slug=_free_slug(commune or name),
            name=name,
            commune=commune,
            postcode=postcode,
            insee="",
            school_zone=zone_of_postcode(postcode) or "B",
            open_weekdays=open_weekdays,
            **hours,
        )
        with scoped(cabinet.pk, person_id=person.pk):
            membership = Membership.objects.create(
                person=person, role=role, starts_on=at.astimezone(PARIS).date()
            )
            membership.cabinet = cabinet
            audit.record("open_practice", cabinet, by=membership, at=at, role=role)
    return membership


def _opened_before(person: Person, *, name: str, postcode: str) -> Membership | None:
    with scoped(person_id=person.pk):
        return (
            Membership.everywhere.filter(person=person, role__in=OPENERS)
            .filter(cabinet__name=name, cabinet__postcode=postcode, ended_at=None)
            .select_related("cabinet")
            .first()
        )


def _free_slug(words: str) -> str:
    base = slugify(words)[:40].strip("-") or "cabinet"
    taken = set(Cabinet.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken
    )


def _one_opening_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('open_practice'))")
