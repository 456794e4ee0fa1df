"""`python -m cabinet.services start|stop|status|keep|run|demo`: what bin/ calls."""

import argparse
import sys
from pathlib import Path

from cabinet.services import default_data_dir
from cabinet.services.child import ChildFailedError
from cabinet.services.demo import NoPortError, demo
from cabinet.services.identity import NoAccountError
from cabinet.services.install import NotInstalledError
from cabinet.services.keeper import StopRefusedError, keep, stop_keeper
from cabinet.services.places import PlaceRefusedError, Places
from cabinet.services.run import run_with
from cabinet.services.stack import AlreadyOwnedError, ensure_running, owner

REFUSALS = (
    AlreadyOwnedError,
    ChildFailedError,
    NoAccountError,
    NoPortError,
    NotInstalledError,
    PlaceRefusedError,
    StopRefusedError,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/demo" if sys.argv[1:2] == ["demo"] else "cabinet.services")
    parser.add_argument("--data", type=Path, default=default_data_dir())
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("start", "keep"):
        commands.add_parser(name).add_argument("--not-durable", action="store_true", help="faster, for tests")
    around = commands.add_parser("run")
    around.add_argument("--not-durable", action="store_true", help="faster, for tests")
    around.add_argument("program", nargs=argparse.REMAINDER)
    commands.add_parser("stop")
    commands.add_parser("status")
    demonstration = commands.add_parser("demo")
    demonstration.add_argument("--port", type=int, default=8000)
    demonstration.add_argument("--no-browser", dest="browser", action="store_false")
    arguments = parser.parse_args()
    try:
        return _run(arguments, Places.under(arguments.data))
    except REFUSALS as error:
        print(error, file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace, places: Places) -> int:
    match arguments.command:
        case "start":
            ensure_running(places, durable=not arguments.not_durable)
        case "keep":
            return keep(places, durable=not arguments.not_durable)
        case "run":
            return run_with(places, arguments.program, durable=not arguments.not_durable)
        case "stop":
            print("Services stopped." if stop_keeper(places) else "No services were running.")
        case "demo":
            return demo(places, port=arguments.port, browser=arguments.browser)
        case "status":
            found = owner(places)
            print(f"{found.kind} {found.pid}: {found.state}" if found else "stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
