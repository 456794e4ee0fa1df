"""What holds after each death, whoever died: nothing lost, nothing twice, nothing half done.

Asked to PostgreSQL by its superuser, who sees all practices, and to the folder where e-mails arrive.
"""

import re
from collections import Counter
from pathlib import Path

import psycopg

from benchmarks.kills.month import Answered

#: Each finds the practices where it is broken, with what was found.
NEVER = {
    "a month half closed": """
        SELECT c.cabinet_id, c.state || ', ' || count(s.id) || ' statements for '
               || (SELECT count(*) FROM retrocession_draft d WHERE d.closing_id = c.id) || ' drafts'
        FROM retrocession_monthclosing c LEFT JOIN retrocession_statement s ON s.closing_id = c.id
        GROUP BY c.id, c.cabinet_id, c.state
        HAVING count(s.id) <> CASE WHEN c.state IN ('issued', 'transferred', 'paid')
            THEN (SELECT count(*) FROM retrocession_draft d WHERE d.closing_id = c.id) ELSE 0 END""",
    "statement numbers with a gap": """
        SELECT s.cabinet_id, 'last ' || max(s.rank) || ', ' || count(*) || ' statements'
        FROM retrocession_statement s GROUP BY s.cabinet_id, s.year HAVING max(s.rank) <> count(*)""",
    "a step taken twice": """
        SELECT cabinet_id, count(*) || ' × ' || verb || ' ' || subject FROM cabinet_auditentry
        WHERE verb IN ('prepare_month', 'verify_month', 'approve_month', 'issue_month', 'make_transfer_file',
                       'mark_debited', 'agree_statement')
        GROUP BY cabinet_id, verb, subject HAVING count(*) > 1""",
    "a transfer that is not the sum of what it pays": """
        SELECT f.cabinet_id, f.control_sum || ' for ' || sum(s.net) FROM retrocession_transferfile f
        JOIN retrocession_transferline l ON l.transfer_id = f.id
        JOIN retrocession_statement s ON s.id = l.statement_id
        GROUP BY f.id, f.cabinet_id, f.control_sum HAVING f.control_sum <> sum(s.net)""",
    "a month with two transfers": """
        SELECT cabinet_id, count(*) || ' files' FROM retrocession_transferfile
        GROUP BY cabinet_id, closing_id HAVING count(*) > 1""",
    "a statement paid twice": """
        SELECT cabinet_id, count(*) || ' debits' FROM retrocession_statementpayment
        WHERE kind = 'debited' GROUP BY cabinet_id, statement_id HAVING count(*) > 1""",
    "a statement printed twice, or printed by a job that is not done": """
        SELECT j.tenant_id, j.key FROM cabinet_job j
        WHERE j.kind = 'freeze_statement' AND j.done_at IS NOT NULL AND 1 <>
            (SELECT count(*) FROM retrocession_statementdocument d
             WHERE d.statement_id::text = j.payload ->> 'statement')""",
    "messages with a gap in their numbers": """
        SELECT v.cabinet_id, v.latest || ' for ' || count(m.id) FROM messaging_conversation v
        LEFT JOIN messaging_message m ON m.conversation_id = v.id
        GROUP BY v.id, v.cabinet_id, v.latest HAVING v.latest <> count(m.id)""",
    "changes with a gap in their numbers": """
        SELECT c.tenant_id, c.seq || ' for ' || count(e.id) FROM cabinet_livecounter c
        LEFT JOIN cabinet_liveevent e ON e.cabinet_id = c.tenant_id
        GROUP BY c.tenant_id, c.seq HAVING c.seq <> count(e.id)""",
    "an e-mail announced without a job that sends it": """
        SELECT o.cabinet_id, o.key FROM cabinet_outboxmessage o WHERE NOT EXISTS
            (SELECT FROM cabinet_job j WHERE j.key = 'send:' || o.cabinet_id || ':' || o.key)""",
}
#: Reached one after the other; a month is never seen in an earlier state than it was answered to be in.
STATES = ("open", "prepared", "verified", "approved", "issued", "transferred", "paid")
MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE)


class Letters:
    """The e-mails that arrived, counted by their identity; a file is read again when it has grown."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._known = folder, {}  # type: ignore[var-annotated]

    def arrived(self) -> Counter[str]:
        for path in self.folder.glob("*.log") if self.folder.is_dir() else ():
            size = path.stat().st_size
            if self._known.get(path.name, (0, ()))[0] != size:
                # Cut off by a death, it did not arrive: a whole one ends with a line of dashes.
                whole = path.read_bytes().rpartition(b"\n" + b"-" * 79)[0]
                self._known[path.name] = size, [one.decode() for one in MESSAGE_ID.findall(whole)]
        return Counter(one for _, found in self._known.values() for one in found)


def faults(connection: psycopg.Connection, letters: Letters, answered: Answered) -> list[str]:
    """What is broken now, in words; empty when all holds. `answered` was copied before."""
    found = [
        f"{name}: practice {practice}, {what}"
        for name, question in NEVER.items()
        for practice, what in connection.execute(question).fetchall()
    ]
    return [*found, *_lost(connection, answered), *_letters(connection, letters)]


def unfinished(connection: psycopg.Connection) -> list[str]:
    """What is still to be done, when everybody was given the time to do it."""
    rows = connection.execute(
        "SELECT key, last_error FROM cabinet_job WHERE done_at IS NULL AND due_at <= now()"
    ).fetchall()
    waiting = connection.execute("SELECT key, state FROM cabinet_outboxmessage WHERE state <> 'sent'")
    late = [f"an e-mail not sent: {key}, {state}" for key, state in waiting if not _is_later(key)]
    return [f"a job not done: {key} {error}" for key, error in rows] + late


def _is_later(key: str) -> bool:
    """Announced for later, as the reminders of an approval: no month of ours waits for them."""
    return key.startswith("remind_approval:")


def _lost(connection: psycopg.Connection, answered: Answered) -> list[str]:
    """What was answered is there."""

    def missing(kind: str, question: str, asked: set[str]) -> list[str]:
        kept = {str(one) for (one,) in connection.execute(question, [list(asked)]).fetchall()}
        return [f"{kind} lost: {one}" for one in asked - kept]

    messages = "SELECT client_key FROM messaging_message WHERE client_key = ANY(%s::uuid[])"
    days = "SELECT id FROM planning_presence WHERE id = ANY(%s::uuid[])"
    rows = connection.execute("SELECT cabinet_id, state FROM retrocession_monthclosing").fetchall()
    states = {practice: STATES.index(state) for practice, state in rows}
    return [
        *missing("a message", messages, answered.messages),
        *missing("a day taken", days, answered.days),
        *(
            f"a step lost: practice {practice} was {state}"
            for practice, state in answered.states.items()
            if states.get(practice, -1) < STATES.index(state)
        ),
    ]


def _letters(connection: psycopg.Connection, letters: Letters) -> list[str]:
    """Sent is arrived; arrived twice is said so (`sent_again`), or is being sent at this very moment."""
    sent = {
        str(pk) for (pk,) in connection.execute("SELECT id FROM cabinet_outboxmessage WHERE state = 'sent'")
    }
    arrived = letters.arrived()
    twice = [pk for pk, times in arrived.items() if times > 1]
    rows = connection.execute(
        "SELECT id, state, sent_again FROM cabinet_outboxmessage WHERE id::text = ANY(%s)", [twice]
    ).fetchall()
    return [
        *(f"an e-mail said sent that did not arrive: {pk}" for pk in sent - arrived.keys()),
        *(
            f"an e-mail arrived {arrived[str(pk)]} times, and is not flagged: {pk}"
            for pk, state, again in rows
            if state == "sent" and not again
        ),
    ]
