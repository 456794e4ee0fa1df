"""Figures of mail as a file for spreadsheets; a sender's name that looks like a formula comes out defused."""

import io

from defusedcsv import csv

from messaging.queries.misrouting import Misrouting

TITLES = ("Expéditeur", "Reçus ici", "Dont pour un autre cabinet", "Pour nous, envoyés ailleurs", "Erreurs")


def misrouting_csv(found: Misrouting) -> bytes:
    """`;`, UTF-8 with its mark; a column for each month in which something went wrong."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*TITLES, *(f"{month:%m/%Y}" for month in found.months)])
    for one in found.figures:
        counts = [one.by_month.get(month, 0) for month in found.months]
        writer.writerow([one.sender, one.addressed, one.here, one.elsewhere, one.wrong, *counts])
    return out.getvalue().encode("utf-8-sig")
