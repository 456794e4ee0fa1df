"""A conversation of 5,000 messages opened, beside one of 50, and what it takes to search among the 5,000."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.harness import alternate, compared, milliseconds, scaled
from benchmarks.house import database, filler
from benchmarks.practices import slug_of, write_practices
from benchmarks.queries import statements_of
from benchmarks.server import Reader, served, sign_in
from cabinet.members import Member
from cabinet.models import Membership, Person
from cabinet.questions import PARAMETER, seal_question
from cabinet.tenancy.scope import scoped
from messaging.actions.channels import open_house_channels
from messaging.models import Message

LONG, SHORT = scaled(5_000), 50
READINGS = 15
WORDS = (
    "Passage ce matin : la plaie est propre, moins d’exsudat, le pansement tient. Je repasse jeudi et je vous"
    " dis ; le mari demande s’il faut encore des bas de contention."
)
#: In none of them, so that all are opened.
NOWHERE = "introuvable"


def write_conversation(practice: int, number: int) -> str:
    """The practice's team has said so much, a message every ten minutes; its page."""
    with scoped(practice):
        now = timezone.now()
        channel = next(one for one in open_house_channels(at=now) if one.audience == "team")
        people = list(Membership.objects.filter(role__in=("titulaire", "remplacant")))
        begun = now - timedelta(minutes=10 * number)
        Message.objects.bulk_create(
            (
                Message(
                    conversation=channel, number=rank, author=people[rank % len(people)], client_key=uuid4(),
                    body=f"{WORDS} {rank}", sent_at=begun + timedelta(minutes=10 * rank),
                )
                for rank in range(1, number + 1)
            ),
            batch_size=500,
        )  # fmt: skip
        channel.latest, channel.spoken_at = number, now
        channel.save()
    connection.close()
    return f"/c/{slug_of(practice)}/messages/{channel.pk}/"


def main() -> None:
    sizes = {1: SHORT, 2: LONG}
    with database("long_conversation") as name:
        with filler(name) as fill:
            write_practices(fill, range(1, 3))
        pages = {practice: write_conversation(practice, size) for practice, size in sizes.items()}
        with filler(name):
            pass  # what was written is analysed as it closes, as in a house within the minute
        people = {practice: Person.objects.get(pk=practice * 100 + 1) for practice in sizes}
        counts, sessions = {}, {}
        for practice, person in people.items():
            client = Client()
            client.force_login(person)
            statements_of(client, pages[practice])  # what the process keeps is kept
            counts[practice] = statements_of(client, pages[practice])
            sessions[practice] = sign_in(person)
        with scoped(2):
            member = Member(Membership.objects.select_related("cabinet").get(person=people[2]))
            sealed = seal_question(NOWHERE, by=member)
        with served(name) as port:
            readers = {practice: Reader(port, sessions[practice]) for practice in sizes}
            short, long = (
                lambda practice=practice: milliseconds(
                    lambda: readers[practice].read(pages[practice]), times=READINGS
                )
                for practice in sizes
            )
            pairs = alternate(long, short)
            asked = f"/c/{slug_of(2)}/messages/recherche/?{PARAMETER}={sealed}"
            searched = milliseconds(lambda: readers[2].read(asked), times=5)
            older = milliseconds(lambda: readers[2].read(f"{pages[2]}?avant={LONG // 2}"), times=READINGS)
    compared(
        "long_conversation", "ms", pairs,
        statements=[counts[1], counts[2]], messages=[SHORT, LONG],
        search_ms=round(searched), in_the_middle_ms=round(older),
    ).print()  # fmt: skip


if __name__ == "__main__":
    main()
