"""Every address of the project, as the resolver knows it: nothing new can be forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """`name` with its namespaces; `path` as written; `parameters` are its names, in order."""

    name: str
    path: str
    parameters: tuple[str, ...]
    view: Callable

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")


def routes(resolver: URLResolver | None = None) -> list[Route]:
    """All routes of ROOT_URLCONF, include()d ones too. A route without a name has the name « »."""
    return list(_walk(resolver or get_resolver(), "", "", ()))


def _walk(resolver: URLResolver, prefix: str, path: str, parameters: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern).lstrip("^")
        # RoutePattern has converters, RegexPattern has named groups.
        known = (*parameters, *(entry.pattern.converters or entry.pattern.regex.groupindex))
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _walk(entry, inner, here, known)
        elif isinstance(entry, URLPattern):
            yield Route(prefix + entry.name if entry.name else "", here, known, entry.callback)
