"""The operator's commands: what they print, and how they end."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from cabinet.api_tokens import digest
from cabinet.models import ApiToken

SAMPLE = Path(__file__).parents[2] / "samples" / "nieul-le-dolent.json"


def run(*arguments) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_kit_is_loaded_then_has_nothing_to_change(db):
    code, out, err = run("load_cabinet", str(SAMPLE))
    assert (code, err) == (0, "")
    assert "nieul-le-dolent\u202f: 18 personnes en plus" in out.splitlines()
    assert run("load_cabinet", str(SAMPLE)) == (0, "nieul-le-dolent\u202f: rien à changer.\n", "")


def test_kit_reports_as_json(db):
    _, out, _ = run("load_cabinet", str(SAMPLE), "--json")
    report = json.loads(out)
    assert (report["cabinet"], report["created"]["people"], report["changed"]) == ("nieul-le-dolent", 18, {})


def test_refused_kit_says_where_on_stderr(db, tmp_path):
    path = tmp_path / "kit.json"
    path.write_text('{"cabinet": {"slug": "a"}, "rules": []}')
    code, out, err = run("load_cabinet", str(path))
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "rules\u202f: clé inconnue.",
        "cabinet.name\u202f: cette clé est obligatoire.",
        "cabinet.commune\u202f: cette clé est obligatoire.",
        "cabinet.postcode\u202f: cette clé est obligatoire.",
        "cabinet.insee\u202f: cette clé est obligatoire.",
        "Rien n’a été écrit.",
    ]


def test_key_is_printed_and_only_its_digest_kept(cast):
    code, out, _ = run("create_api_token", cast.texier.person.email.upper(), "--label", "Tableur")
    token = ApiToken.objects.get()
    assert code == 0
    assert (token.digest, token.label, token.person_id) == (
        digest(out.strip()),
        "Tableur",
        cast.texier.person_id,
    )


def test_key_is_printed_as_json(cast):
    _, out, _ = run("create_api_token", cast.texier.person.email, "--days", "30", "--json")
    answer = json.loads(out)
    assert sorted(answer) == ["email", "expires_at", "token"]
    assert ApiToken.objects.get().digest == digest(answer["token"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["personne@nieul.example"],
        ["texier@nieul.example", "--days", "0"],
        ["texier@nieul.example", "--label", " "],
    ],
)
def test_impossible_key_is_refused(cast, arguments):
    code, out, err = run("create_api_token", *arguments)
    assert (code, out) == (1, "")
    assert err
    assert not ApiToken.objects.exists()
