"""Who the servers run as.

PostgreSQL refuses root. Started by root, the servers run as `postgres` or `nobody`: no account is created,
and no permission is changed on the way to them. When a parent directory shuts that account out (a checkout
under /root), one capability goes with it through `exec`, to pass closed directories.
"""

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


class NoAccountError(Exception):
    """Root has no other account to run the servers as."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    changes: bool = False
    """True when we are root and must become this account."""
    capability: int | None = None


def servers_account() -> Account:
    """The account of the servers: our own, or as root the first of `postgres` and `nobody` that exists."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, changes=True)
    raise NoAccountError("PostgreSQL does not run as root, and this system has neither postgres nor nobody.")


def able_to_reach(account: Account, *, program: Path, directories: Sequence[Path]) -> Account | None:
    """The account, with the least capability that runs `program` and enters `directories`, or None."""
    if not account.changes:
        return account

    def look() -> None:  # with access(2), as initdb looks at its neighbours
        if not all(os.access(path, os.X_OK) for path in (program, *directories)):
            raise PermissionError

    for capability in (None, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        candidate = replace(account, capability=capability)
        try:
            subprocess.run(
                [program, "--version"],
                preexec_fn=in_child(candidate, then=look),
                cwd="/",
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return candidate
    return None


def in_child(
    account: Account | None,
    *,
    death_signal: int | None = None,
    then: Callable[[], None] | None = None,
) -> Callable[[], None]:
    """What a child does between fork and exec: become `account`, and ask to be told when its parent dies."""
    parent = os.getpid()

    def prepare() -> None:
        if account is not None and account.changes:
            _become(account)
        if death_signal is not None:
            # After the change of account, which clears it.
            _prctl(_PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)
        if then is not None:
            then()

    return prepare


def _become(account: Account) -> None:
    if account.capability is not None:
        # Capabilities survive the change of account, and access(2) counts them afterwards.
        _prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    if account.capability is not None:
        _keep_only(account.capability)
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, account.capability)


def _keep_only(capability: int) -> None:
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable; the second triple holds capabilities 32 and up
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if _libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")
