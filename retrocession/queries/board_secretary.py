"""The secretary's board: what a month waits for until it is verified, and what she follows afterwards."""

from cabinet import text
from cabinet.clock import next_month
from retrocession.queries.board_desk import Desk, Rank, names
from retrocession.queries.board_facts import Facts, MonthFacts
from retrocession.queries.board_words import tasks_of_contracts
from retrocession.queries.month import awaited_change
from retrocession.rules.closing import State, has_reached
from retrocession.rules.settlement import transferable


def tasks_of_secretary(desk: Desk, month: MonthFacts, facts: Facts) -> None:
    if month.titulaire is None:
        url = f"{desk.to('months')}?mois={month.month:%Y-%m}#designation"
        note = "sans lui, ni contrat ni relevé"
        desk.now(Rank.DESIGNATE, "Médecin remplacé à désigner", "Désigner", url, note=note)
    _receipts(desk, month)
    if facts.keeps_sheets:
        _sheets(desk, month)
    _verification(desk, month)
    _refusals(desk, month)
    tasks_of_contracts(desk, month)
    _afterwards(desk, month)


def _receipts(desk: Desk, month: MonthFacts) -> None:
    url = f"{desk.to('receipts')}?mois={month.month:%Y-%m}"
    for preview in month.previews:
        note = f"{preview.file_name} · {text.count(preview.lines, 'ligne', 'lignes')}, rien n’est enregistré"
        url_of_file = desk.to("receipt-import", preview.pk)
        desk.now(
            Rank.RECEIPTS, "Fichier de recettes à confirmer", "Relire le fichier", url_of_file, note=note
        )
    if month.lines:
        desk.done(f"Recettes enregistrées\u202f: {text.count(month.lines, 'ligne', 'lignes')}", url=url)
    elif not month.previews and _is_over(desk, month) and not month.is_verified:
        desk.now(
            Rank.RECEIPTS, "Recettes à apporter", "Apporter les recettes", url,
            note="l’export du logiciel médical, ou la saisie",
        )  # fmt: skip


def _sheets(desk: Desk, month: MonthFacts) -> None:
    if month.missing and not month.is_verified:
        first = month.missing[0]
        days = names(f"{text.day(one.on)} ({one.name})" for one in month.missing)
        said = text.count(len(month.missing), "feuille de journée manque", "feuilles de journée manquent")
        url = f"{desk.to('day-sheets')}?jour={first.on}"
        desk.now(Rank.SHEETS, said, f"Remplir celle du {text.day(first.on)}", url, note=days)
    elif month.sheets:
        said = text.count(month.sheets, "feuille de journée remplie", "feuilles de journée remplies")
        missed = text.count(len(month.missing), "jour n’en a pas", "jours n’en ont pas")
        desk.done(said, note=missed if month.missing else "", url=desk.to("pointage", month.month))
    if month.gaps and not month.is_verified and month.lines:
        said = text.count(len(month.gaps), "écart de pointage à commenter", "écarts de pointage à commenter")
        note = text.sentence(month.gaps[0].sentence)
        desk.now(Rank.GAPS, said, "Commenter", desk.to("pointage", month.month), note=note)
    elif month.sheets and month.lines:
        desk.done("Pointage\u202f: aucun écart sans commentaire", url=desk.to("pointage", month.month))


def _verification(desk: Desk, month: MonthFacts) -> None:
    closing, url = month.closing, desk.to("month-closing", month.month)
    if month.titulaire is None or not (month.lines or month.rows):
        return
    if month.state is State.OPEN and _is_over(desk, month):
        desk.now(Rank.VERIFY, "Relevés à préparer", "Préparer les relevés", url)
    elif month.state is State.PREPARED and closing:
        sent_back = closing.sent_back_reason
        note = f"renvoyé par {month.titulaire.display_name}" if sent_back else "projets calculés"
        desk.now(Rank.VERIFY, "Comptes à vérifier", "Relire et vérifier", url, note=note, quote=sent_back)
    elif closing and closing.verified_at:
        by = f"{closing.verified_by.display_name}, " if closing.verified_by else ""
        desk.done("Comptes vérifiés", note=f"{by}{text.instant(closing.verified_at)}", url=url)


def _refusals(desk: Desk, month: MonthFacts) -> None:
    for file in month.refusals:
        desk.now(
            Rank.REFUSALS, "Fichier de rejets à confirmer", "Relire les rejets",
            desk.to("rejection-import", file.pk),
            note=f"{file.file_name} · {text.count(file.lines, 'ligne', 'lignes')}, rien n’est enregistré",
        )  # fmt: skip
    number = sum(count for count, _ in month.awaiting.values())
    url = desk.to("adjustments", month.month)
    if number:
        desk.done(text.count(number, "régularisation enregistrée", "régularisations enregistrées"), url=url)
    elif not month.is_verified and _is_over(desk, month):
        note = "importez le fichier des caisses s’il y en a un"
        desk.others("Aucun rejet de caisse pour l’instant", note=note, url=url)


def _afterwards(desk: Desk, month: MonthFacts) -> None:
    """What the médecin remplacé has to do, told to whoever is asked about it."""
    if month.titulaire is None:
        return
    url, who = desk.to("month-closing", month.month), month.titulaire.display_name
    if month.state in (State.VERIFIED, State.APPROVED):
        desk.others("Relevés à approuver", note=f"par {who}", url=url)
    elif has_reached(month.state, State.ISSUED):
        desk.done(text.count(len(month.rows), "relevé émis", "relevés émis"), url=url)
        own = [row for row in month.rows if row.titulaire.person_id == month.titulaire.person_id]
        if month.state is State.PAID:
            desk.done("Mois payé", url=url)
        elif any(transferable(row.net) for row in own):
            desk.others("Virements à faire", note=f"par {who}", url=url)
    if month.state is not State.PAID:
        _accounts(desk, month)


def _accounts(desk: Desk, month: MonthFacts) -> None:
    """Whose transfer waits for an account, or for a word about it."""
    payees = [row for row in month.rows if row.net > 0]
    without = [row.remplacant.display_name for row in payees if not row.account_iban]
    if without:
        note = "chacun le donne dans «\u00a0Mes informations\u00a0»"
        desk.others(f"IBAN manquant\u202f: {names(without)}", note=note)
    changed = [row.remplacant.display_name for row in payees if row.account_iban and awaited_change(row)]
    if changed:
        note = "chacun le confirme dans «\u00a0Mes informations\u00a0»"
        desk.others(f"Compte à confirmer\u202f: {names(changed)}", note=note)


def _is_over(desk: Desk, month: MonthFacts) -> bool:
    return next_month(month.month) <= desk.today
