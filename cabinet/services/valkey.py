"""One Valkey on a Unix socket, its keys in an append-only file."""

import os
import socket
from pathlib import Path

from cabinet.services.child import Child, spawn, wait_for_leftover
from cabinet.services.identity import Account
from cabinet.services.places import Places, make_private


def start_valkey(places: Places, *, account: Account, binary: Path) -> Child:
    wait_for_leftover("valkey", places=places)
    make_private(places.valkey, uid=account.uid, gid=account.gid)
    child = spawn(
        "valkey",
        [
            binary,
            *(
                "--port",
                "0",
                "--unixsocket",
                places.valkey_socket,
                "--unixsocketperm",
                "700",
            ),
            *(
                "--dir",
                places.valkey,
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "",
            ),
            *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
        ],
        places=places,
        account=account,
        environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
    )
    child.wait_ready(lambda: answers_ping(places.valkey_socket), timeout=30)
    return child


def answers_ping(path: Path) -> bool:
    """True once the append-only file is read: before, Valkey answers -LOADING."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(os.fspath(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
