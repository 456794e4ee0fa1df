"""From `bin/demo` typed a second time to its first page, in seconds.

In a folder of its own, with its own services: the first start, which makes the database, is not counted.
"""

import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.harness import repeated
from cabinet.services.places import CHECKOUT

PORT = 8770
ROUNDS = 5
#: What `bin/bench` gave this process, and a person at their terminal has not.
OURS = (
    "DATABASE",
    "REDIS",
    "CELERY",
    "PGHOST",
    "SECRET_KEY",
    "TENANCY_KEY",
    "STATIC_ROOT",
    "DJANGO_",
    "MAIL_",
)


def start(environment: dict[str, str]) -> float:
    """Start the demo, wait for its page, stop it; seconds to the page."""
    began = time.perf_counter()
    demo = subprocess.Popen(
        [CHECKOUT / "bin" / "demo", "--no-browser", "--port", str(PORT)],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not answers():
            assert demo.poll() is None, "bin/demo ended"
            time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)


def answers() -> bool:
    try:
        return urllib.request.urlopen(f"http://localhost:{PORT}/", timeout=30).status == 200
    except OSError:
        return False


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        environment["CABINET_DATA_DIR"] = str(Path(folder) / "data")
        repeated("cold_start", "s", lambda: start(environment), rounds=ROUNDS).print()


if __name__ == "__main__":
    main()
