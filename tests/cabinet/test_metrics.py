"""What a Prometheus reads: figures of the house, never of a practice; and the jobs that fail, tried again."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cabinet.jobs import enqueue
from cabinet.models import Job
from cabinet.tenancy.scope import scoped

TOKEN = {"Authorization": "Bearer un-jeton-de-test"}


@pytest.fixture
def two_jobs(cast):
    now = timezone.now()
    with scoped(cast.cabinet.pk):
        enqueue("send_message", key="send:1:a", due_at=now - timedelta(minutes=3), message_key="a")
        enqueue("send_message", key="send:1:b", due_at=now + timedelta(hours=1), message_key="b")
    Job.objects.filter(key="send:1:b").update(attempts=4, last_error="Traceback\nSMTPException: refusé")


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer autre"}, {"Authorization": "Token un-jeton-de-test"}]
)
def test_address_does_not_exist_without_its_token(cast, client, settings, headers):
    settings.METRICS_TOKEN = "un-jeton-de-test"
    assert client.get("/metrics/", headers=headers).status_code == 404


def test_address_does_not_exist_when_no_token_is_set(cast, client):
    assert client.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 404


def test_queue_and_pages_are_told(two_jobs, cast, client, settings):
    settings.METRICS_TOKEN = "un-jeton-de-test"
    client.force_login(cast.texier.person)
    client.get("/c/nieul/equipe/")
    told = client.get("/metrics/", headers=TOKEN).text
    assert 'cabinet_jobs_waiting{kind="send_message"} 1.0' in told
    assert 'cabinet_jobs_failing{kind="send_message"} 1.0' in told
    assert 'cabinet_page_seconds_count{answer="2xx",method="GET",page="team"}' in told
    assert "nieul" not in told


def test_failing_jobs_are_listed_and_tried_again(two_jobs):
    said = StringIO()
    call_command("failed_jobs", stdout=said)
    assert said.getvalue() == "send_message · 4 essais · send:1:b : SMTPException: refusé\n1 en échec.\n"
    said = StringIO()
    call_command("failed_jobs", "--retry", "--kind", "send_message", stdout=said)
    assert said.getvalue().endswith("1 remis au travail.\n")
    job = Job.objects.get(key="send:1:b")
    assert (job.attempts, job.due_at <= timezone.now()) == (0, True)
    said = StringIO()
    call_command("failed_jobs", "--json", stdout=said)
    assert json.loads(said.getvalue()) == []
