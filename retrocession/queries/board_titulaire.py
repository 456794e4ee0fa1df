"""A titulaire's board: what waits for the médecin remplacé of a month, or for whoever pays in it."""

from datetime import date
from typing import Any
from urllib.parse import quote

from cabinet import text
from retrocession.models import StatementPayment
from retrocession.queries.answers import answer_read, is_under_way_read, paid_on_read
from retrocession.queries.board_desk import Desk, Rank, names
from retrocession.queries.board_facts import Facts, MonthFacts
from retrocession.queries.board_words import tasks_of_contracts
from retrocession.queries.month import awaited_change, change_awaited
from retrocession.rules.answer import Answer, silence_ends_on
from retrocession.rules.closing import State
from retrocession.rules.settlement import transferable

ASKED_IBAN = """Bonjour,

Il me manque votre IBAN pour votre virement : il se donne dans l’application, dans « Mes informations ».
"""
ASKED_CONFIRMATION = """Bonjour,

Votre compte bancaire a changé : je vous vire votre rétrocession dès que vous l’avez confirmé dans \
l’application, dans « Mes informations ».
"""


def tasks_of_titulaire(desk: Desk, month: MonthFacts, facts: Facts) -> None:
    own = [row for row in month.rows if row.titulaire.person_id == desk.member.person.pk]
    if desk.is_mine(month.titulaire):
        _verification(desk, month, facts)
        _approval(desk, month, own)
        tasks_of_contracts(desk, month)
        _to_come(desk, month)
    _accounts(desk, month, own)
    if month.is_issued:
        _transfers(desk, month, own)
        _answers(desk, own)


def _verification(desk: Desk, month: MonthFacts, facts: Facts) -> None:
    """What the secretary has still to do, in one line."""
    closing, url = month.closing, desk.to("month-closing", month.month)
    if month.is_verified and closing:
        by = f"{closing.verified_by.display_name}, " if closing.verified_by else ""
        at = text.instant(closing.verified_at) if closing.verified_at else ""
        desk.done("Comptes vérifiés", note=f"{by}{at}", url=url)
        return
    waiting = []
    if month.missing and facts.keeps_sheets:
        waiting.append(text.count(len(month.missing), "feuille manque", "feuilles manquent"))
    if month.gaps and month.lines:
        waiting.append(text.count(len(month.gaps), "écart à commenter", "écarts à commenter"))
    if month.month < desk.today.replace(day=1):
        said = "Comptes à vérifier" if month.lines else "Recettes à apporter"
        desk.others(said, note=" · ".join(["par la secrétaire", *waiting]), url=url)
    elif waiting:
        desk.others("Feuilles de journée", note=" · ".join(waiting), url=desk.to("pointage", month.month))


def _approval(desk: Desk, month: MonthFacts, own: list[Any]) -> None:
    closing, url = month.closing, desk.to("month-closing", month.month)
    if month.state in (State.VERIFIED, State.APPROVED):
        given = sum(transferable(row.net) for row in month.rows)
        said = text.count(len(month.rows), "relevé à approuver", "relevés à approuver")
        desk.now(Rank.APPROVE, said, "Relire et approuver", url, note=f"{text.amount(given)} à reverser")
    elif month.is_issued and closing:
        at = f"approuvés {text.instant(closing.approved_at)}" if closing.approved_at else ""
        desk.done(text.count(len(own), "relevé émis", "relevés émis"), note=at, url=url)


def _accounts(desk: Desk, month: MonthFacts, own: list[Any]) -> None:
    """A payee without IBAN, or who has yet to confirm it, holds the transfer up: they are written to, since
    they alone do it."""
    for row in own:
        if row.net <= 0 or _paid_on(row):
            continue
        who = row.remplacant.display_name
        if not row.account_iban:
            title, asked = f"IBAN manquant\u202f: {who}", ASKED_IBAN
            note = "son virement ne peut pas partir\u202f; il le donne dans «\u00a0Mes informations\u00a0»"
            subject = f"Votre IBAN pour {desk.member.cabinet.name}"
        elif change := awaited_change(row):
            title, asked = f"Compte à confirmer\u202f: {who}", ASKED_CONFIRMATION
            note = change_awaited(change)
            subject = f"Votre compte à confirmer pour {desk.member.cabinet.name}"
        else:
            continue
        url = f"mailto:{row.remplacant.person.email}?subject={quote(subject)}&body={quote(asked)}"
        desk.now(Rank.ACCOUNT, title, f"Écrire à {who}", url, note=note)


def _to_come(desk: Desk, month: MonthFacts) -> None:
    number, total = month.awaiting.get(desk.member.person.pk, (0, 0))
    if number and not month.is_issued:
        said = text.count(number, "régularisation à venir", "régularisations à venir")
        note = f"{text.amount(total)} sur les prochains relevés"
        desk.others(said, note=note, url=desk.to("adjustments", month.month))


def _transfers(desk: Desk, month: MonthFacts, own: list[Any]) -> None:
    """One thing at a time: what the bank sent back, the file to make, to hand in, then the debit to note."""
    unpaid = [row for row in own if row.net > 0 and _paid_on(row) is None]
    at_bank = [row for row in unpaid if is_under_way_read(row)]
    waiting = [row for row in unpaid if row not in at_bank]
    returned = [row for row in waiting if row.last_move == StatementPayment.Kind.RETURNED]
    payable = [row for row in waiting if row.account_iban and not awaited_change(row)]
    url = desk.to("month-closing", month.month)
    files = [one for one in month.transfers if own and one.titulaire_id == own[0].titulaire_id]
    if own and not unpaid:
        desk.done("Virements payés", url=url)
    if returned:
        who = names(row.remplacant.display_name for row in returned)
        note = f"{who} · à corriger, puis à refaire"
        desk.now(Rank.RETURNED, "Virement rejeté par la banque", "Refaire le virement", url, note=note)
    elif payable and files and not files[0].handed_in.all():
        note = f"{_sum(payable)}, à exécuter le {text.day(files[0].execution_on)}"
        desk.now(Rank.TRANSFER, "Fichier à remettre à la banque", "Remettre le fichier", url, note=note)
    elif payable:
        said = text.count(len(payable), "virement à faire", "virements à faire")
        desk.now(Rank.TRANSFER, said, "Préparer le fichier", url, note=_sum(payable))
    handed_in = [one for one in files if one.handed_in.all()]
    if at_bank and handed_in:
        _debit(desk, month, at_bank, handed_in[0])


def _debit(desk: Desk, month: MonthFacts, at_bank: list[Any], file: Any) -> None:
    """What the bank has: to be noted from the day on which it executes the file."""
    url = desk.to("month-closing", month.month)
    count = text.count(len(at_bank), "virement", "virements")
    if file.execution_on <= desk.today:
        debit = desk.to("debited", month.month) if desk.is_mine(month.titulaire) else url
        note = f"{_sum(at_bank)} · à la banque depuis le {text.day(file.handed_in.all()[0].handed_in_on)}"
        desk.now(Rank.TRANSFER, f"Débit de {count} à noter", "Noter le débit", debit, note=note)
    else:
        desk.others(f"{count} à la banque", note=f"débit attendu le {text.day(file.execution_on)}", url=url)


def _sum(rows: list[Any]) -> str:
    return text.amount(sum(row.net for row in rows))


def _answers(desk: Desk, own: list[Any]) -> None:
    practice = desk.member.cabinet
    answers = [(row, answer_read(row, practice=practice, today=desk.today)) for row in own]
    waiting = [row for row, answer in answers if answer in (Answer.WAITING, Answer.REPLIED)]
    if waiting:
        since = max((row.last_word_at or row.issued_at).date() for row in waiting)
        who = names(row.remplacant.display_name for row in waiting)
        tacit = silence_ends_on(since, practice.statement_silence_days)
        said = text.count(len(waiting), "réponse attendue", "réponses attendues")
        desk.others(said, note=f"{who} · sans réponse, accord le {text.day(tacit)}")
    elif own and all(answer is not Answer.CONTESTED for _, answer in answers):
        desk.done("Relevés acceptés par les remplaçants")


def _paid_on(row: Any) -> date | None:
    """A draft is not paid."""
    return paid_on_read(row) if hasattr(row, "last_move") else None
