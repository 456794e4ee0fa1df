"""Addresses that are keys are written nowhere: not in the server's log of requests, nor in Django's.

`/ical/…`, `/invitation/…`, `/ouvrir/…`, the answers to a call for cover and the links that choose a password
open something to whoever has them. gunicorn takes `AccessLogger`
(`--logger-class cabinet.logs.AccessLogger`), Django's loggers the filter `WithoutKeys`.
"""

import logging
import re

from gunicorn.glogging import Logger

#: What follows these words in an address is a key.
PATHS = "ical|invitation|ouvrir|je-prends|pas-cette-fois|compte/password/reset/key"
KEYS = re.compile(rf"(/(?:{PATHS})/)[^\s/?\"']+?(?=\.ics|[\s/?\"']|$)")
HIDDEN = r"\1[…]"


def without_keys(text: str) -> str:
    return KEYS.sub(HIDDEN, text)


class WithoutKeys(logging.Filter):
    """Lets every line through, its addresses without their keys."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = without_keys(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


class AccessLogger(Logger):
    """gunicorn's own, whose lines say which page was asked for, and not with which key."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        self.error_log.addFilter(WithoutKeys())

    def atoms(self, resp, req, environ, request_time) -> dict:
        said = super().atoms(resp, req, environ, request_time)
        return {
            name: without_keys(value) if isinstance(value, str) else value for name, value in said.items()
        }
