"""`bin/bench NAME…`: each in a process of its own, one after the other; `all` for all of them."""

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
    "cold_start",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("names", nargs="+", choices=("all", *NAMES), metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--scale", default="1", help="a fraction of the data, for a quick try")
    arguments = parser.parse_args()
    prepare_mould()
    names = NAMES if "all" in arguments.names else arguments.names
    os.environ["BENCH_SCALE"] = arguments.scale
    return max(subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode for name in names)


if __name__ == "__main__":
    sys.exit(main())
