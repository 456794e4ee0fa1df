"""What is said on both boards: statements that are contested, contracts that wait."""

from collections.abc import Iterator
from datetime import date, datetime

from cabinet import text
from retrocession.queries.board_desk import Desk, Rank, Standing, Task, names
from retrocession.queries.board_facts import Facts, MonthFacts
from retrocession.queries.contracts import ContractLine
from retrocession.rules.contracts import State, filing_due_on


def tasks_of_contested(desk: Desk, facts: Facts) -> Iterator[tuple[date, Task]]:
    """Of whatever month: a statement may be contested long after it is paid."""
    for statement in facts.contested:
        if not desk.is_secretary and not desk.is_mine(statement.titulaire):
            continue
        who = statement.remplacant.display_name
        yield (
            statement.month,
            Task(
                Standing.NOW,
                f"{who} conteste le relevé {statement.number}",
                _said(statement.last_about, statement.last_word_at),
                statement.last_text,
                "Répondre",
                desk.to("statement", statement.pk),
                Rank.CONTESTED,
            ),
        )


def _said(about: str, at: datetime) -> str:
    """« sur « jeu. 3 sept. », écrit sam. 21 nov., 13 h 46 »."""
    line = f"sur «\u00a0{about}\u00a0», " if about else ""
    return f"{line}écrit {text.instant(at)}"


def tasks_of_contracts(desk: Desk, month: MonthFacts) -> None:
    """The secretary prepares, sends and files; the médecin remplacé signs, and files too."""
    lines = [line for line in month.contracts if desk.is_secretary or desk.is_mine(line.contract.titulaire)]
    _to_prepare(desk, month, lines)
    _to_sign(desk, month, lines)
    _to_file(desk, month, lines)
    signed = [line for line in lines if line.is_signed and not line.to_file and not line.changes]
    if signed and len(signed) == len(lines) and not month.without_contract:
        said = text.count(len(signed), "contrat signé et transmis", "contrats signés et transmis")
        desk.done(said, url=desk.to("contracts", month.month))


def _to_prepare(desk: Desk, month: MonthFacts, lines: list[ContractLine]) -> None:
    drafts = [line for line in lines if line.state is State.DRAFT]
    changed = [line for line in lines if line.changes]
    said = []
    if month.without_contract:
        url = desk.to("contracts", month.month)
        words = text.count(len(month.without_contract), "contrat manque", "contrats manquent")
        said.append((words, "Préparer les contrats", url, names(month.without_contract)))
    if drafts:
        words = text.count(len(drafts), "contrat à relire et à envoyer", "contrats à relire et à envoyer")
        said.append((words, "Relire et envoyer", _one_or_all(desk, month, drafts), names(_payees(drafts))))
    if changed:
        words = text.count(len(changed), "planning changé", "plannings changés")
        who = f"{names(_payees(changed))} · le contrat ne dit plus les bons jours"
        said.append((words, "Voir les changements", _one_or_all(desk, month, changed), who))
    for words, action, url, note in said:
        if desk.is_secretary:
            desk.now(Rank.CONTRACTS, words, action, url, note=note)
        else:
            desk.others(words, note=f"{note} · la secrétaire s’en occupe", url=url)


def _to_sign(desk: Desk, month: MonthFacts, lines: list[ContractLine]) -> None:
    unsigned = [line for line in lines if line.unsigned_by and not line.changes]
    mine = [line for line in unsigned if line.contract.titulaire.display_name in line.unsigned_by]
    if mine and not desk.is_secretary:
        said = text.count(len(mine), "contrat à signer", "contrats à signer")
        desk.now(Rank.CONTRACTS, said, "Signer", _one_or_all(desk, month, mine), note=names(_payees(mine)))
    awaited = [line for line in unsigned if desk.is_secretary or line not in mine]
    if awaited:
        who = names(name for line in awaited for name in line.unsigned_by)
        said = text.count(len(awaited), "contrat non signé", "contrats non signés")
        desk.others(said, note=f"signature de {who}", url=_one_or_all(desk, month, awaited))


def _to_file(desk: Desk, month: MonthFacts, lines: list[ContractLine]) -> None:
    waiting = [line for line in lines if line.to_file and not line.changes]
    if not waiting:
        return
    due = min(filing_due_on(one.signed_on) for line in waiting for one in line.to_file if one.signed_on)
    said = text.count(len(waiting), "contrat à transmettre au CDOM", "contrats à transmettre au CDOM")
    when = f"avant le {text.day(due)}" if due >= desk.today else f"en retard depuis le {text.day(due)}"
    url = _one_or_all(desk, month, waiting)
    desk.now(Rank.CONTRACTS, said, "Noter l’envoi", url, note=f"{when} · {names(_payees(waiting))}")


def _payees(lines: list[ContractLine]) -> list[str]:
    return [line.contract.remplacant.display_name for line in lines]


def _one_or_all(desk: Desk, month: MonthFacts, lines: list[ContractLine]) -> str:
    """The page of the contract when there is but one."""
    if len(lines) == 1:
        return desk.to("contract", lines[0].contract.pk)
    return desk.to("contracts", month.month)
