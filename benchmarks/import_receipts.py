"""100,000 lines of CSV read, checked and stored, against COPY of the same rows into the same table.

The import runs as it does by command, in a process of its own each time, so that its peak of memory (VmHWM,
with all of Django) is its own. COPY writes rows that are ready, with the same indexes, keys and triggers.
"""

import csv
import multiprocessing
import re
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from benchmarks.harness import alternate, compared, scaled, seconds
from benchmarks.house import database, filler, superuser
from benchmarks.practices import FIRST_LOCUM, LOCUMS, write_practices
from cabinet.tenancy.scope import scoped
from retrocession.actions.receipts import import_receipts
from retrocession.models import ReceiptLine

LINES = scaled(100_000)
ROUNDS = 5
MONTH = date(2026, 10, 1)
PRACTICE = 1
TABLE = ReceiptLine._meta.db_table
HEADER = "Date;Heure;N° facture;Patient;Médecin;Acte;Montant;Part AMO;Part AMC;Part patient;Règlement"
ACTS = (("GS", "30,00"), ("G", "26,50"), ("VG", "25,00"), ("IK", "4,27"), ("MCG", "5,00"))
MODES = ("CB", "Chèque", "Espèces", "Tiers payant")
FORGET = f"TRUNCATE {TABLE}"


def write_file(path: Path) -> None:
    """An export like the samples: French numbers, Windows letters, and a patient's column to leave out."""
    with path.open("w", encoding="cp1252", newline="") as file:
        write = csv.writer(file, delimiter=";", lineterminator="\r\n").writerow
        write(HEADER.split(";"))
        for n in range(LINES):
            act, amount = ACTS[n % len(ACTS)]
            parts = (amount, "0,00", "0,00")
            doctor = f"Dr BOCAGE-{FIRST_LOCUM + n % LOCUMS} Camille"
            at = f"{8 + n % 10:02}:{n % 60:02}"
            day, invoice, patient = f"{1 + n % 31:02}/10/2026", f"F{n // 2:07}", f"PATIENT {n % 997:03}"
            write([day, at, invoice, patient, doctor, act, amount, *parts, MODES[n % len(MODES)]])


def import_file(path: Path) -> tuple[float, int]:
    """Seconds, and the peak of memory of this process in KiB."""

    def work() -> None:
        with path.open("rb") as stream, scoped(PRACTICE):
            report = import_receipts(
                stream=stream, file_name=path.name, month=MONTH, by=None, at=datetime.now(UTC)
            )
        assert report.written == LINES, report

    took = seconds(work)
    return took, int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def take_copy(owner: psycopg.Connection) -> bytes:
    with owner.cursor().copy(f"COPY {TABLE} TO STDOUT") as copy:
        return b"".join(copy)


def main() -> None:
    peaks: list[int] = []
    spawning = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, database("import_receipts") as name:
        path = Path(folder) / "recettes.csv"
        write_file(path)
        with filler(name) as fill:
            write_practices(fill, range(PRACTICE, PRACTICE + 1))
        with (
            superuser(name) as owner,
            ProcessPoolExecutor(1, mp_context=spawning, max_tasks_per_child=1) as processes,
        ):

            def ours() -> float:
                owner.execute(FORGET)
                took, peak = processes.submit(import_file, path).result()
                peaks.append(peak)
                return took

            ours()
            rows = take_copy(owner)

            def copied() -> float:
                owner.execute(FORGET)

                def work() -> None:
                    with owner.cursor().copy(f"COPY {TABLE} FROM STDIN") as copy:
                        copy.write(rows)

                return seconds(work)

            pairs = alternate(ours, copied, rounds=ROUNDS)
    compared("import_receipts", "s", pairs, lines=LINES, peak_memory_mib=round(max(peaks) / 1024)).print()


if __name__ == "__main__":
    main()
