"""The stream's process: `python -m cabinet.live --port 8001`. One is enough for some thousand open pages."""

import argparse
import asyncio
import os
from types import FrameType

import uvicorn

from cabinet.services import ensure_environment

#: Open pages of one process; the next one is told 503, and asks every 20 seconds instead.
MOST_PAGES = 1500


class Server(uvicorn.Server):
    """Stops at once: its pages are told to come back, instead of being waited for."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.loop.call_soon_threadsafe(self.config.app.dismiss_all)
        super().handle_exit(sig, frame)

    async def serve(self, sockets=None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().serve(sockets)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cabinet.live")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--fd", type=int, help="a socket that listens already, instead of a host and a port")
    arguments = parser.parse_args()

    ensure_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")
    import django

    django.setup()
    from django.db import connections

    from cabinet.live.stream import Stream
    from cabinet.production import refuse_unsafe_start

    refuse_unsafe_start()
    connections.close_all()  # from here on, the hub's own
    config = uvicorn.Config(
        Stream(),
        host=arguments.host,
        port=arguments.port,
        fd=arguments.fd,
        loop="asyncio",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_PAGES,
        timeout_graceful_shutdown=5,
    )
    Server(config).run()


if __name__ == "__main__":
    main()
