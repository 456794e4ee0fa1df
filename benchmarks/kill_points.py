"""1,000 deaths: months closed and paid, days taken, messages and e-mails sent while whatever works is killed.

Web, workers, beat, stream, Valkey and PostgreSQL are killed at random, from a seed; after each death all that
must hold is asked, and at the end all that was to be done must be done. The value is the number of faults.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, scaled
from benchmarks.house import CHECKOUT  # first: it sets Django up, for what reads models
from benchmarks.kills.house import House
from benchmarks.kills.run import Run

DEATHS = scaled(1000)
SEED = int(os.environ["BENCH_SEED"])


def main() -> None:
    with TemporaryDirectory(prefix="kills-") as folder:
        house = House(Path(folder))
        try:
            house.start_servers()
            for command in ("migrate", "load_holidays"):
                manage = [sys.executable, CHECKOUT / "manage.py", command, "--verbosity", "0"]
                subprocess.run(manage, env=house.environment, check=True)
            house.start_dead()
            run = Run(house, random.Random(SEED))
            began = time.monotonic()
            run.play(DEATHS)
            took = time.monotonic() - began
        finally:
            house.stop()
    Figure(
        "kill_points", len(run.found), "faults", sum(run.deaths.values()),
        details={
            "seed": SEED, "seconds": round(took), "deaths": dict(run.deaths.most_common()),
            "months": len(run.practices), "messages": len(run.answered.messages),
            "days": len(run.answered.days), "asked_again": run.asked_again, "checks": run.checks,
            "faults": run.found[:20],
        },
    ).print()  # fmt: skip
    sys.exit(bool(run.found))


if __name__ == "__main__":
    main()
