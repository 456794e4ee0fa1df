"""What is written about the house's work: lines of JSON, each with the number of its request.

Never a key, never what somebody typed: an address loses its question (« ?q=… », the code of a card) and the
words that open something (`/ical/…`, `/invitation/…`, `/ouvrir/…`, the answers to a call for cover, the links
that choose a password); a fault says which exception and where, not its words, in which PostgreSQL would put
the row that it refused.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import structlog
from gunicorn.glogging import Logger
from psycopg import Error as DriverError

ROOT = Path(__file__).parents[1]
#: What follows these words in an address is a key.
PATHS = "ical|invitation|ouvrir|je-prends|pas-cette-fois|compte/password/reset/key"
KEYS = re.compile(rf"(/(?:{PATHS})/)[^\s/?\"']+?(?=\.ics|[\s/?\"']|$)")
QUESTION = re.compile(r"(/[^\s?\"'<>]*\?)[^\s\"'<>]+")
HIDDEN = r"\1[…]"
#: Enough to find the place, from where it broke.
FRAMES = 12


def without_keys(text: str) -> str:
    return QUESTION.sub(HIDDEN, KEYS.sub(HIDDEN, text))


def fault_of(error: BaseException) -> dict:
    """Which exceptions led to one another, and where the last one broke; which constraint of the database."""
    chain = list(_causes(error))
    said: dict = {
        "kind": " < ".join(_name(one) for one in chain),
        "where": [
            f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(chain[-1].__traceback__ or error.__traceback__)[-FRAMES:]
        ],
    }
    for one in chain:
        if isinstance(one, DriverError):
            said |= {"sqlstate": one.sqlstate, "constraint": one.diag.constraint_name}
    return said


def short_fault(error: BaseException) -> str:
    """One line of it, for a row of the queue: « IntegrityError < UniqueViolation (a_name) at file.py:12 »."""
    said = fault_of(error)
    constraint = f" ({said['constraint']})" if said.get("constraint") else ""
    ours = [place for place in said["where"] if not place.startswith("…")] or said["where"]
    return f"{said['kind']}{constraint}" + (f" at {ours[-1]}" if ours else "")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _name(error: BaseException) -> str:
    return type(error).__name__


def _place(path: str) -> str:
    """From the checkout for ours, from the library for others': no folder of the machine."""
    own = Path(path)
    if own.is_relative_to(ROOT) and "site-packages" not in own.parts:
        return own.relative_to(ROOT).as_posix()
    return f"…/{own.parent.name}/{own.name}"


class WithoutKeys(logging.Filter):
    """Lets every line through, its addresses without their keys and their questions."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = without_keys(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_harmless(arg) for arg in record.args)
        elif isinstance(record.args, dict):
            record.args = {name: _harmless(arg) for name, arg in record.args.items()}
        return True


def _harmless(arg: object) -> object:
    if isinstance(arg, BaseException):
        return _name(arg)
    return without_keys(arg) if isinstance(arg, str) else arg


def say_the_fault(logger: object, name: str, event: dict) -> dict:
    """For structlog: an exception becomes its kind and its place."""
    kind = event.pop("exc_info", None)
    error = kind[1] if isinstance(kind, tuple) else kind
    if isinstance(error, BaseException):
        event["fault"] = fault_of(error)
    return event


#: What is known of a request or of a sign-in, beside the words of a line.
KNOWN = ("method", "path", "status", "bytes", "seconds", "address", "request_id", "person", "with")


def formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "logger", "event"])
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(allow=KNOWN),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[say_the_fault, structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


class AccessLogger(Logger):
    """gunicorn's own (`--logger-class cabinet.logs.AccessLogger`), in the house's lines."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(WithoutKeys())
            for handler in log.handlers:
                handler.setFormatter(formatter(as_json=True))

    def atoms(self, resp, req, environ, request_time) -> dict:
        said = super().atoms(resp, req, environ, request_time)
        return {
            name: without_keys(value) if isinstance(value, str) else value for name, value in said.items()
        }

    def access(self, resp, req, environ, request_time) -> None:
        if not self._access_log_enabled:
            return
        said = self.atoms(resp, req, environ, request_time)
        headers = {name.lower(): value for name, value in resp.headers}
        known = {
            "method": said["m"],
            "path": said["U"],
            "status": int(said["s"]),
            "bytes": said["B"],
            "seconds": float(said["L"]),
            "address": said["h"],
            "request_id": headers.get("x-request-id", ""),
        }
        self.access_log.info("request", extra=known)
