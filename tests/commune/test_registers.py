"""The registers: written, moved on, announced; the mairie sees its own kinds, and the database holds it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cabinet.models import AuditEntry, OutboxMessage
from cabinet.tenancy.scope import scoped
from commune.actions.registers import EntryChangedMeanwhile, EntryRefused, move_entry, write_entry
from commune.models import Entry, EntryEvent
from commune.queries.registers import register_page, requests_board
from commune.rules.registers import CARDS, KINDS, OF_THE_MAIRIE
from tests.commune.conftest import NOW, TODAY

PAGE = "/c/nieul/mairie/"


def write(cast, kind="repair", **values) -> Entry:
    said = {"kind": kind, "title": "Robinet qui fuit", "dated_on": TODAY} | values
    return write_entry(values=said, by=cast.jaulin, at=NOW)


def move(cast, entry, to, words="", by="guilbaud", version=1) -> Entry:
    return move_entry(entry=entry, to=to, words=words, version=version, by=getattr(cast, by), at=NOW)


def mails() -> list[tuple[str, str]]:
    return list(OutboxMessage.objects.order_by("key").values_list("recipient", "subject"))


def test_write_entry_announces_a_request_to_the_mairie_without_its_words(nieul):
    entry = write(nieul)
    assert (entry.state, mails()) == ("asked", [("guilbaud@nieul.example", "Nouvelle demande du cabinet")])
    body = OutboxMessage.objects.get().body
    assert "Robinet" not in body
    assert f"/c/nieul/mairie/registres/{entry.pk}/" in body


def test_write_entry_of_another_register_tells_nobody(nieul):
    write(nieul, "obstacle")
    assert mails() == []


def test_move_entry_in_the_role_of_the_mairie_tells_the_practice(nieul, as_mairie):
    entry = write(nieul)
    with as_mairie():
        done = move(nieul, entry, "accepted", "Le plombier passe jeudi.")
    assert (done.state, done.answer, done.version) == ("accepted", "Le plombier passe jeudi.", 2)
    told = [mail for mail in mails() if mail[1] == "Demande acceptée par la mairie"]
    team = [f"{who}@nieul.example" for who in ("jaulin", "sorin", "texier")]
    assert sorted(mail[0] for mail in told) == team
    events = EntryEvent.objects.values_list("before", "after")
    assert list(events) == [("", "asked"), ("asked", "accepted")]


def test_move_entry_twice_is_once_and_late_is_a_conflict(nieul):
    entry = write(nieul)
    move(nieul, entry, "accepted")
    move(nieul, entry, "accepted")
    assert EntryEvent.objects.count() == 2
    with pytest.raises(EntryChangedMeanwhile):
        move(nieul, entry, "refused", "Trop cher.")


def test_move_entry_asks_why_it_is_refused(nieul):
    with pytest.raises(EntryRefused) as refused:
        move(nieul, write(nieul), "refused")
    assert refused.value.field == "answer"


@pytest.mark.parametrize(
    ("kind", "by"), [("repair", "jaulin"), ("cpe_cps", "guilbaud"), ("repair", "fradin")]
)
def test_move_entry_is_for_whom_it_waits(nieul, kind, by):
    entry = write(nieul, kind)
    with pytest.raises(PermissionDenied):
        move(nieul, entry, "done", by=by)


def test_write_entry_is_for_those_who_keep_the_registers(nieul):
    with pytest.raises(PermissionDenied):
        write_entry(values={"kind": "repair", "title": "x", "dated_on": TODAY}, by=nieul.guilbaud, at=NOW)
    with pytest.raises(EntryRefused) as refused:
        write(nieul, due_on=date(2020, 1, 1))
    assert refused.value.field == "due_on"


def test_mairie_reads_its_own_kinds_only_by_sql(nieul, as_mairie):
    for kind in KINDS:
        write(nieul, kind)
    with as_mairie(), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM commune_entry ORDER BY kind")
        assert [kind for (kind,) in cursor.fetchall()] == sorted(OF_THE_MAIRIE)
        cursor.execute("SELECT count(*) FROM commune_entryevent")
        assert cursor.fetchone() == (len(OF_THE_MAIRIE),)


def test_mairie_changes_no_entry_of_another_kind(nieul, as_mairie):
    entry, own = write(nieul, "obstacle"), write(nieul)
    with as_mairie():
        assert Entry.objects.filter(pk=entry.pk).update(state="settled") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Entry.objects.filter(pk=own.pk).update(title="autre")
    with as_mairie(), pytest.raises(ProgrammingError), transaction.atomic():
        EntryEvent.objects.create(entry=entry, at=NOW, after="settled")


def test_neighbour_sees_nothing(nieul):
    write(nieul)
    with scoped(nieul.next_door.cabinet.pk):
        assert (Entry.objects.count(), EntryEvent.objects.count()) == (0, 0)


def test_database_asks_why_it_is_refused(nieul):
    entry = write(nieul)
    with pytest.raises(IntegrityError, match="entry_refused_says_why"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state="refused")


def test_batches_are_sorted_with_their_age(nieul):
    late = write(nieul, "cpe_cps", dated_on=date(2027, 2, 15), owner=nieul.texier)
    write(nieul, "cpe_cps", dated_on=TODAY)
    found = register_page(CARDS, nieul.jaulin, TODAY)
    assert [(told.when, told.urgency) for told in found.open] == [
        ("10 jours ouvrés, en retard", "overdue"),
        ("fait aujourd’hui", ""),
    ]
    move(nieul, late, "done", by="texier")
    assert [told.entry.pk for told in register_page(CARDS, nieul.jaulin, TODAY).settled] == [late.pk]


@pytest.mark.parametrize("how_many", [1, 30])
def test_registers_are_read_in_a_constant_number_of_statements(nieul, django_assert_num_queries, how_many):
    for _ in range(how_many):
        write(nieul, "cpe_cps", owner=nieul.texier)
        write(nieul)
    with django_assert_num_queries(2):
        assert len(register_page(CARDS, nieul.jaulin, TODAY).open) == how_many
    with django_assert_num_queries(1):
        assert len(requests_board(nieul.guilbaud, TODAY).asked) == how_many


# --- Screens ---


def request_of(cast) -> Entry:
    with scoped(cast.cabinet.pk):
        return write(cast)


@pytest.mark.parametrize("path", ["demandes/", "registres/", "registres/cartes/nouveau/"])
@pytest.mark.parametrize("role", ["texier", "jaulin", "guilbaud", "ouvrard", "fradin", "stranger"])
def test_pages_are_for_those_who_may(signed_in, path, role):
    allowed = {"texier", "jaulin"} | (set() if "nouveau" in path else {"guilbaud"})
    expected = 404 if role == "stranger" else 200 if role in allowed else 403
    assert signed_in.as_member(getattr(signed_in, role)).get(PAGE + path).status_code == expected


def test_mairie_opens_only_its_own_register(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    assert client.get(PAGE + "registres/?registre=conventions").status_code == 200
    assert client.get(PAGE + "registres/?registre=obstacles").status_code == 404
    with scoped(signed_in.cabinet.pk):
        obstacle = write(signed_in, "obstacle")
    assert client.get(f"{PAGE}registres/{obstacle.pk}/").status_code == 404


def test_request_is_asked_and_answered(signed_in):
    typed = {"kind": "consumables", "title": "Gants M", "dated_on": str(TODAY), "note": ""}
    client = signed_in.as_member(signed_in.jaulin)
    assert client.post(PAGE + "registres/demandes/nouveau/", typed | {"title": ""}).status_code == 422
    assert client.post(PAGE + "registres/demandes/nouveau/", typed).status_code == 302
    with scoped(signed_in.cabinet.pk):
        entry = Entry.objects.get()
    where = f"{PAGE}registres/{entry.pk}/suite/"
    client = signed_in.as_member(signed_in.guilbaud)
    refused = client.post(where, {"to": "refused", "version": "1", "answer": ""})
    assert refused.status_code == 422
    assert client.post(where, {"to": "accepted", "version": "1", "answer": "Commandés."}).status_code == 302
    late = client.post(where, {"to": "refused", "version": "1", "answer": "Non, trop cher."})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Non, trop cher." in page
    assert "Commandés." in page
    with scoped(signed_in.cabinet.pk):
        assert AuditEntry.objects.filter(verb="move_entry").count() == 1


def test_home_of_the_mairie_says_what_waits(signed_in):
    request_of(signed_in)
    page = signed_in.as_member(signed_in.guilbaud).get("/c/nieul/").content.decode()
    assert "1 demande attend votre réponse" in page
