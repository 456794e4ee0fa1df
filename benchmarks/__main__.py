"""`bin/bench NAME…`: each in a process of its own, one after the other; `all` for all but the long ones."""

import argparse
import os
import subprocess
import sys

from benchmarks.house import prepare_mould

NAMES = (
    "queries",
    "page_planning",
    "page_front_desk",
    "search",
    "tenants_flat",
    "rls_cost",
    "booking_race",
    "close_month",
    "import_receipts",
    "statement_pdf",
    "ical_feed",
    "feed_readers",
    "first_load",
    "lighthouse",
    "open_pages",
    "message_delivery",
    "long_conversation",
    "cold_start",
)
#: Half an hour each: by their name only.
LONG = ("kill_points",)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument(
        "names", nargs="+", choices=("all", *NAMES, *LONG), metavar="NAME", help=", ".join((*NAMES, *LONG))
    )
    parser.add_argument("--scale", default="1", help="a fraction of the data, for a quick try")
    parser.add_argument("--seed", default="20261122", help="of what dies, for kill_points")
    arguments = parser.parse_args()
    prepare_mould()
    names = NAMES if "all" in arguments.names else arguments.names
    os.environ |= {"BENCH_SCALE": arguments.scale, "BENCH_SEED": arguments.seed}
    # One reader plays a crowd: counted as anybody, and never told to wait.
    os.environ |= {"PAGES_A_MINUTE": "1000000", "FILES_AN_HOUR": "1000000", "API_RATE": "1000000/min"}
    return max(subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode for name in names)


if __name__ == "__main__":
    sys.exit(main())
