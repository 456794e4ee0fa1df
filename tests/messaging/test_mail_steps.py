"""Read, filed, taken back: twice is once, two at once make one, each move said to who comes second."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry
from messaging.actions.mail_refused import MailMoved, MailRefused
from messaging.actions.mail_steps import file_mail, read_mail, take_back_mail
from messaging.models import Mail
from tests.messaging.mail import a_mail
from tests.patients.conftest import NOW, at_once

LATER = NOW + timedelta(hours=1)


def state_of(mail) -> str:
    return Mail.objects.values_list("state", flat=True).get(pk=mail.pk)


def verbs_of(mail) -> list[str]:
    entries = AuditEntry.objects.filter(subject=f"messaging.mail:{mail.pk}").order_by("pk")
    return [entry.verb for entry in entries]


def test_read_then_filed(nieul):
    mail = a_mail(nieul.jaulin)
    row = read_mail(mail=mail, by=nieul.fradin, at=NOW)
    assert (row.state, row.read_by, row.read_at, row.version) == ("read", nieul.fradin, NOW, 2)
    row = file_mail(mail=mail, by=nieul.jaulin, at=LATER)
    assert (row.state, row.filed_by, row.filed_at, row.read_by) == (
        "filed",
        nieul.jaulin,
        LATER,
        nieul.fradin,
    )
    assert verbs_of(mail) == ["enter_mail", "read_mail", "file_mail"]


def test_twice_is_once_and_the_first_is_kept(nieul):
    mail = a_mail(nieul.jaulin)
    read_mail(mail=mail, by=nieul.fradin, at=NOW)
    assert read_mail(mail=mail, by=nieul.texier, at=LATER).read_by == nieul.fradin
    file_mail(mail=mail, by=nieul.fradin, at=NOW)
    assert file_mail(mail=mail, by=nieul.texier, at=LATER).filed_by == nieul.fradin
    assert verbs_of(mail) == ["enter_mail", "read_mail", "file_mail"]


def test_nothing_is_filed_unread(nieul):
    with pytest.raises(MailMoved):
        file_mail(mail=a_mail(nieul.jaulin), by=nieul.fradin, at=NOW)


def test_who_reads_what_is_filed_is_told_who_filed_it(nieul):
    mail = a_mail(nieul.jaulin)
    read_mail(mail=mail, by=nieul.fradin, at=NOW)
    file_mail(mail=mail, by=nieul.fradin, at=NOW)
    with pytest.raises(MailMoved) as refused:
        read_mail(mail=mail, by=nieul.texier, at=LATER)
    assert refused.value.sentence == "Déjà classé par Dr Fradin, lun. 23 nov., 10\u202fh."


def test_a_result_is_read_by_a_doctor(nieul):
    with pytest.raises(PermissionDenied):
        read_mail(mail=a_mail(nieul.jaulin), by=nieul.jaulin, at=NOW)
    other = a_mail(nieul.jaulin, kind="other")
    assert read_mail(mail=other, by=nieul.jaulin, at=NOW).read_by == nieul.jaulin


@pytest.mark.parametrize("who", ["bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_steps_are_for_who_sees_the_mail(nieul, who):
    mail, by = a_mail(nieul.jaulin, kind="other"), getattr(nieul, who)
    for act in (
        lambda: read_mail(mail=mail, by=by, at=NOW),
        lambda: file_mail(mail=mail, by=by, at=NOW),
        lambda: take_back_mail(mail=mail, state="read", by=by, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_wrong_click_is_taken_back_step_by_step(nieul):
    mail = a_mail(nieul.jaulin)
    read_mail(mail=mail, by=nieul.fradin, at=NOW)
    file_mail(mail=mail, by=nieul.jaulin, at=NOW)
    row = take_back_mail(mail=mail, state="filed", by=nieul.jaulin, at=LATER)
    assert (row.state, row.filed_at, row.filed_by, row.read_by) == ("read", None, None, nieul.fradin)
    assert take_back_mail(mail=mail, state="filed", by=nieul.jaulin, at=LATER).state == "read"
    with pytest.raises(PermissionDenied):
        take_back_mail(mail=mail, state="read", by=nieul.jaulin, at=LATER)
    row = take_back_mail(mail=mail, state="read", by=nieul.texier, at=LATER)
    assert (row.state, row.read_at, row.read_by) == ("received", None, None)
    with pytest.raises(MailRefused):
        take_back_mail(mail=mail, state="received", by=nieul.texier, at=LATER)


def test_a_click_is_not_taken_back_a_day_later(nieul):
    mail = a_mail(nieul.jaulin)
    read_mail(mail=mail, by=nieul.fradin, at=NOW)
    with pytest.raises(MailRefused, match="Plus d’un jour"):
        take_back_mail(mail=mail, state="read", by=nieul.fradin, at=NOW + timedelta(hours=25))


def test_what_somebody_filed_meanwhile_is_not_taken_back_to_unread(nieul):
    mail = a_mail(nieul.jaulin)
    read_mail(mail=mail, by=nieul.fradin, at=NOW)
    file_mail(mail=mail, by=nieul.fradin, at=NOW)
    with pytest.raises(MailMoved):
        take_back_mail(mail=mail, state="read", by=nieul.texier, at=LATER)
    assert state_of(mail) == "filed"


def test_two_doctors_read_at_once_and_one_is_kept(living_cast):
    cast = living_cast
    [mail] = at_once(cast, lambda: a_mail(cast.jaulin))
    rows = at_once(
        cast, *[lambda by=by: read_mail(mail=mail, by=by, at=NOW) for by in (cast.fradin, cast.texier)]
    )
    assert len({(row.read_by_id, row.version) for row in rows}) == 1
