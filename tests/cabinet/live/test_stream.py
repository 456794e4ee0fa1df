"""What a page hears on its stream, who may listen, and what survives the end of each server."""

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from benchmarks.pages import OpenPage, Refused
from cabinet import live
from cabinet.clock import today_in_paris
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from tests.cabinet.live.conftest import signed_in


def tell(cabinet, kind="presence", subject="1", audience=live.EVERYBODY):
    with scoped(cabinet.pk):
        live.tell(kind=kind, subject=subject, audience=audience)


async def in_thread(function, *arguments, **options):
    """From a loop, on a connection that is closed after."""

    def work():
        try:
            return function(*arguments, **options)
        finally:
            connection.close()

    return await asyncio.to_thread(work)


async def until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def open_pages(*pages, wait=True):
    staying = [asyncio.create_task(page.stay()) for page in pages]
    try:
        if wait:
            await until(lambda: all(page.connections for page in pages), 20)
        yield staying
    finally:
        for page in staying:
            page.cancel()
        await asyncio.gather(*staying, return_exceptions=True)


def page_of(stream, membership, **options):
    return OpenPage(stream.port, membership.cabinet.slug, signed_in(membership), **options)


def status_of(stream, slug="nieul", session="", **options):
    async def ask():
        try:
            await asyncio.wait_for(OpenPage(stream.port, slug, session, **options).listen(), 5)
        except Refused as refused:
            return refused.status
        except TimeoutError:
            return 200

    return asyncio.run(ask())


def test_change_is_heard_at_once_and_resumed_where_one_was(stream, living_cast):
    cabinet = living_cast.cabinet
    tell(cabinet, subject="1")
    page = page_of(stream, living_cast.jaulin)

    async def play():
        async with open_pages(page):
            await until(lambda: len(page.heard) == 1)
            started = time.monotonic()
            await in_thread(tell, cabinet, "appointment", "2")
            await until(lambda: len(page.heard) == 2)
            assert time.monotonic() - started < 1
        await in_thread(tell, cabinet, subject="3")
        async with open_pages(page):
            await until(lambda: len(page.heard) == 3)

    asyncio.run(play())
    assert page.heard == [(1, "presence", "1"), (2, "appointment", "2"), (3, "presence", "3")]
    assert page.head["content-type"] == "text/event-stream; charset=utf-8"
    assert page.head["x-accel-buffering"] == "no"


def test_audience_is_what_a_page_hears_and_it_knows_where_it_is(stream, living_cast):
    cabinet, cast = living_cast.cabinet, living_cast
    pages = [page_of(stream, member) for member in (cast.jaulin, cast.guilbaud, cast.naulleau)]
    tell(cabinet, "arrival", "1", live.roles("secretaire"))
    tell(cabinet, "message", "2", live.people([cast.naulleau.person_id]))
    tell(cabinet, "presence", "3")

    async def play():
        async with open_pages(*pages):
            await until(lambda: all(page.last == 3 for page in pages))

    asyncio.run(play())
    assert [[subject for _, _, subject in page.heard] for page in pages] == [["1", "3"], ["3"], ["2", "3"]]


def test_page_without_a_number_hears_from_now_on(stream, living_cast):
    tell(living_cast.cabinet, subject="1")
    page = page_of(stream, living_cast.jaulin, last=None)

    async def play():
        async with open_pages(page):
            await until(lambda: page.last == 1)
            await in_thread(tell, living_cast.cabinet, subject="2")
            await until(lambda: page.last == 2)

    asyncio.run(play())
    assert page.heard == [(2, "presence", "2")]


def test_who_missed_too_much_is_told_to_begin_again(stream, living_cast):
    with scoped(living_cast.cabinet.pk):
        for number in range(201):
            live.tell(kind="presence", subject=number, audience=live.EVERYBODY)
    page = page_of(stream, living_cast.jaulin)

    async def play():
        async with open_pages(page):
            await until(lambda: page.last == 201)

    asyncio.run(play())
    assert (page.heard, page.resyncs) == ([], 1)


def test_nobody_and_the_stranger_are_refused(stream, living_cast):
    cast = living_cast
    over = signed_in(cast.jaulin, started_at=int(time.time()) - 7200, seen_at=int(time.time()) - 1500)
    old_password = signed_in(cast.sorin)
    cast.sorin.person.set_password("un-autre-mot-de-passe")
    cast.sorin.person.save()
    assert status_of(stream) == 401
    assert status_of(stream, session="0" * 32) == 401
    assert status_of(stream, session=over) == 401
    assert status_of(stream, session=old_password) == 401
    assert status_of(stream, session=signed_in(cast.stranger)) == 404
    assert status_of(stream, slug="ailleurs", session=signed_in(cast.texier)) == 404
    assert status_of(stream, session=signed_in(cast.texier), origin="https://mechant.example") == 403
    assert status_of(stream, session=signed_in(cast.texier)) == 200


def test_one_session_keeps_few_streams(stream, living_cast):
    session = signed_in(living_cast.jaulin)
    pages = [OpenPage(stream.port, "nieul", session) for _ in range(10)]

    async def play():
        async with open_pages(*pages):
            with pytest.raises(Refused, match="429"):
                await OpenPage(stream.port, "nieul", session).listen()

    asyncio.run(play())


def sign_out(member, session):
    Session.objects.get(session_key=session).delete()


def end(member, session):
    with scoped(member.cabinet_id):
        Membership.objects.filter(pk=member.pk).update(ends_on=today_in_paris(), ended_at=timezone.now())


def close_account(member, session):
    Person.objects.filter(pk=member.person_id).update(is_active=False)


def change_password(member, session):
    Person.objects.filter(pk=member.person_id).update(password="!")


def outlive_the_grace(member, session):
    """Eight days since the first sign-in, and no second factor."""
    long_ago = timezone.now() - timedelta(days=8)
    Person.objects.filter(pk=member.person_id).update(first_signed_in_at=long_ago)
    with scoped(member.cabinet_id):  # what time does by itself is seen within minutes; a change, at once
        Cabinet.objects.filter(pk=member.cabinet_id).update(second_factor_also=["mairie"])


@pytest.mark.parametrize(
    ("leave", "status"),
    [(sign_out, 401), (end, 404), (close_account, 401), (change_password, 401), (outlive_the_grace, 403)],
)
def test_who_leaves_hears_nothing_more(stream, living_cast, leave, status):
    page = page_of(stream, living_cast.fradin)

    async def play():
        async with open_pages(page) as staying:
            await in_thread(tell, living_cast.cabinet, subject="1")
            await until(lambda: page.heard)
            await in_thread(leave, living_cast.fradin, page.session)
            await in_thread(tell, living_cast.cabinet, subject="2")
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(staying[0], 10)
            assert refused.value.status == status

    asyncio.run(play())
    assert page.heard == [(1, "presence", "1")]


def test_new_role_is_heard_with_its_ears(stream, living_cast):
    page = page_of(stream, living_cast.fradin)

    def become_titulaire():
        with scoped(living_cast.cabinet.pk):
            Membership.objects.filter(pk=living_cast.fradin.pk).update(role="titulaire")

    async def play():
        async with open_pages(page):
            await in_thread(tell, living_cast.cabinet, "mail", "1", live.roles("titulaire"))
            await in_thread(tell, living_cast.cabinet, subject="2")
            await until(lambda: page.last == 2)
            await in_thread(become_titulaire)
            await in_thread(tell, living_cast.cabinet, "mail", "3", live.roles("titulaire"))
            await until(lambda: page.last == 3)
        assert page.connections == 1

    asyncio.run(play())
    assert [subject for _, _, subject in page.heard] == ["2", "3"]


def test_stream_keeps_no_connection_for_each_page(stream, living_cast):
    pages = [page_of(stream, living_cast.jaulin) for _ in range(40)]

    def connections():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'live'"
            )
            return cursor.fetchone()[0]

    async def play():
        async with open_pages(*pages):
            assert await in_thread(connections) <= 4

    asyncio.run(play())
